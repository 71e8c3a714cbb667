// What is counted of statements, and the line that a slow one has in the log.
#include "store/figures.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class FiguresTest : public StoreTest {
 protected:
  void TearDown() override {
    Figures::of_process().tell_slow_from(std::chrono::milliseconds(0));
    StoreTest::TearDown();
  }
  static std::int64_t counted(std::string_view name) {
    Fields counters;
    Figures::of_process().add_to(counters);
    const auto found = std::find_if(counters.begin(), counters.end(), [&](const auto& entry) { return entry.first == name; });
    return found == counters.end() ? -1 : std::get<std::int64_t>(found->second.data());
  }
  /// Its error stream while a statement runs that takes some milliseconds on any machine.
  std::string said_by_long_statement() {
    auto db = lease();
    const LogRequest request("req-1");
    testing::internal::CaptureStderr();
    db.read("with recursive n(i) as (select 1 union all select i + 1 from n where i < 300000) select count(*) as n from n where i > :secret",
            {{"secret", 4711}});
    return testing::internal::GetCapturedStderr();
  }
};
INSTANTIATE_TEST_SUITE_P(Store, FiguresTest, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

TEST_P(FiguresTest, CountsStatementsByKind) {
  auto db = database_->lease(std::chrono::steady_clock::now() + std::chrono::seconds(30));
  db.write("create table counted (n bigint)");
  db.commit();
  const auto reads = counted("database_statements_total{kind=\"read\"}");
  const auto writes = counted("database_statements_total{kind=\"write\"}");
  const auto commits = counted("database_statements_total{kind=\"commit\"}");
  db.read("select n from counted");
  db.write("insert into counted (n) values (1)");
  db.write("insert into counted (n) values (2)");
  db.commit();
  EXPECT_EQ(counted("database_statements_total{kind=\"read\"}") - reads, 1);
  EXPECT_EQ(counted("database_statements_total{kind=\"write\"}") - writes, 2);
  EXPECT_EQ(counted("database_statements_total{kind=\"commit\"}") - commits, 1);
}

TEST_P(FiguresTest, ASlowStatementHasALineWithoutItsValues) {
  Figures::of_process().tell_slow_from(std::chrono::milliseconds(1));
  const auto before = counted("database_slow_statements_total");
  const auto line = said_by_long_statement();
  EXPECT_EQ(counted("database_slow_statements_total") - before, 1);
  EXPECT_NE(line.find("\"text\":\"slow statement\""), std::string::npos) << line;
  EXPECT_NE(line.find("\"request\":\"req-1\""), std::string::npos) << line;
  EXPECT_NE(line.find("where i > :secret"), std::string::npos) << line;
  EXPECT_EQ(line.find("4711"), std::string::npos) << "values may be of persons";
}

TEST_P(FiguresTest, NoneIsToldWhenTheSettingIsZero) {
  Figures::of_process().tell_slow_from(std::chrono::milliseconds(0));
  EXPECT_EQ(said_by_long_statement(), "");
}

}  // namespace
}  // namespace gongting::host::store
