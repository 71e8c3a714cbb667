#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "gongting/case_number.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class RecordCalls : public RecordsTest {};

TEST_P(RecordCalls, InsertFillsTheHostsColumnsAndKeepsEachKind) {
  const auto id = dispute(clerk(), "邻里纠纷", {{"code", "A1"}, {"amount_fen", std::int64_t{5000000000}}, {"score", 2.5}, {"urgent", true}, {"due", "2026-02-28"},
                                            {"received_at", std::int64_t{1760000000000}}, {"photo", Bytes{std::string("\0\1", 2)}}, {"statement", nullptr}});
  const auto rows = query(clerk(), "select * from dispute where id = :id", {{"id", id}});
  ASSERT_EQ(rows.size(), 1u);
  const auto row = rows[0];
  EXPECT_EQ(row["site_id"].integer(), k_linan);
  EXPECT_TRUE(row["point_id"].is_null());
  EXPECT_EQ(row["area"].text(), "330112");
  EXPECT_EQ(row["version"].integer(), 1);
  EXPECT_EQ(row["created_by"].integer(), k_clerk);
  EXPECT_GT(row["created_at"].integer(), 1'700'000'000'000);
  EXPECT_EQ(row["updated_at"].integer(), row["created_at"].integer());
  EXPECT_EQ(row["title"].text(), "邻里纠纷");
  EXPECT_EQ(row["state"].text(), "filed");
  EXPECT_EQ(row["amount_fen"].integer(), 5000000000);
  EXPECT_EQ(row["score"].real(), 2.5);
  EXPECT_TRUE(row["urgent"].boolean());
  EXPECT_EQ(row["due"].text(), "2026-02-28");
  EXPECT_EQ(row["photo"].text(), std::string_view("\0\1", 2));
  EXPECT_TRUE(row["statement"].is_null());
}

TEST_P(RecordCalls, PointAndAreaComeFromTheFieldsTheScopeOrTheSite) {
  auto director = scope(k_director, "COURT_DIRECTOR");
  director.point_id = k_town;
  dispute(director, "a");
  dispute(clerk(), "b", {{"point_id", k_other_town}});
  dispute(clerk(), "c", {{"area", "330112107001"}});
  auto judge = scope(k_judge, "JUDGE");
  judge.areas = {"330112100"};
  dispute(judge, "d");
  const auto rows = query(clerk(), "select point_id, area from dispute order by title");
  EXPECT_EQ(rows[0]["point_id"].integer(), k_town);
  EXPECT_EQ(rows[0]["area"].text(), "330112100");
  EXPECT_EQ(rows[1]["point_id"].integer(), k_other_town);
  EXPECT_EQ(rows[1]["area"].text(), "330112107");
  EXPECT_EQ(rows[2]["area"].text(), "330112107001");
  EXPECT_EQ(rows[3]["area"].text(), "330112100");
  EXPECT_REFUSED(forbidden, dispute(director, "x", {{"point_id", k_other_town}}));
  EXPECT_REFUSED(forbidden, dispute(judge, "x", {{"area", "330112107"}}));
  EXPECT_REFUSED(bad_input, dispute(clerk(), "x", {{"point_id", 999}}));
  EXPECT_REFUSED(bad_input, dispute(clerk(), "x", {{"area", "33'"}}));
}

TEST_P(RecordCalls, WrongColumnsAndKindsAreNamed) {
  const auto said = [&](const Fields& fields) {
    auto all = fields;
    if (fields.empty() || fields[0].first != "title") all.emplace_back("title", "x");
    const auto error = failure([&] { insert(clerk(), "dispute", all); });
    EXPECT_EQ(error.kind(), Kind::bad_input) << error.what();
    return std::string(error.what());
  };
  EXPECT_NE(said({{"colour", "red"}}).find("colour"), std::string::npos);
  EXPECT_NE(said({{"amount_fen", "7"}}).find("amount_fen"), std::string::npos);
  EXPECT_NE(said({{"amount_fen", 7.5}}).find("amount_fen"), std::string::npos);
  EXPECT_NE(said({{"title", 7}}).find("title"), std::string::npos);
  EXPECT_NE(said({{"due", "2026-02-30"}}).find("due"), std::string::npos);
  EXPECT_NE(said({{"due", "yesterday"}}).find("due"), std::string::npos);
  EXPECT_NE(said({{"urgent", "yes"}}).find("urgent"), std::string::npos);
  EXPECT_NE(said({{"photo", "text"}}).find("photo"), std::string::npos);
  EXPECT_NE(said({{"received_at", "now"}}).find("received_at"), std::string::npos);
  EXPECT_NE(said({{"code", List{}}}).find("code"), std::string::npos);
  EXPECT_NE(said({{"code", "a"}, {"code", "b"}}).find("code"), std::string::npos);
  EXPECT_NE(said({{"id", 7}}).find("id"), std::string::npos);
  EXPECT_NE(said({{"version", 7}}).find("version"), std::string::npos);
  EXPECT_NE(said({{"title", nullptr}}).find("title"), std::string::npos) << "by the database, which wants a value";
  dispute(clerk(), "born 1931", {{"due", "1931-05-01"}});
  dispute(clerk(), "x", {{"code", "same"}});
  EXPECT_REFUSED(conflict, dispute(clerk(), "y", {{"code", "same"}}));
}

TEST_P(RecordCalls, AnOldVersionIsAConflict) {
  const auto id = dispute(clerk(), "one");
  EXPECT_EQ(update(clerk(), "dispute", id, 1, {{"title", "two"}, {"amount_fen", 3}}), 2);
  EXPECT_REFUSED(conflict, update(clerk(), "dispute", id, 1, {{"title", "three"}}));
  EXPECT_REFUSED(conflict, remove(clerk(), "dispute", id, 1));
  EXPECT_REFUSED(conflict, update(clerk(), "dispute", id, 3, {{"title", "three"}}));
  const auto rows = query(clerk(), "select title, amount_fen, version, state from dispute");
  EXPECT_EQ(rows[0]["title"].text(), "two");
  EXPECT_EQ(rows[0]["version"].integer(), 2);
  EXPECT_EQ(rows[0]["state"].text(), "filed");
  EXPECT_REFUSED(bad_input, update(clerk(), "dispute", id, 2, {{"nothing", 1}}));
  EXPECT_EQ(update(clerk(), "dispute", id, 2, {{"point_id", k_town}, {"area", "330112100"}}), 3);
  remove(clerk(), "dispute", id, 3);
  EXPECT_EQ(count(clerk()), 0);
  EXPECT_REFUSED(not_found, update(clerk(), "dispute", id, 3, {}));
}

TEST_P(RecordCalls, OfManyWhoChangeTheSameVersionOneSucceeds) {
  const auto id = dispute(clerk(), "start");
  std::atomic<int> succeeded{0}, conflicts{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      try {
        update(clerk(), "dispute", id, 1, {{"title", std::to_string(t)}});
        ++succeeded;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Kind::conflict) << error.what();
        ++conflicts;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(succeeded, 1);
  EXPECT_EQ(conflicts, 7);
  EXPECT_EQ(host("select version from mediation_dispute")[0][0].integer(), 2);
  EXPECT_EQ(host("select count(*) from gt_audit where action = 'record.update'")[0][0].integer(), 1);
}

TEST_P(RecordCalls, ChildrenLieWhereTheirParentLiesAndHoldIt) {
  const auto id = dispute(clerk(), "parent", {{"point_id", k_town}});
  const auto party = insert(clerk(), "party", {{"dispute_id", id}, {"person", "甲"}});
  const auto row = query(clerk(), "select point_id, area, site_id from party");
  EXPECT_EQ(row[0]["point_id"].integer(), k_town);
  EXPECT_EQ(row[0]["area"].text(), "330112100");
  EXPECT_REFUSED(bad_input, insert(clerk(), "party", {{"person", "乙"}}));
  EXPECT_REFUSED(not_found, insert(clerk(), "party", {{"dispute_id", 999}, {"person", "乙"}}));
  EXPECT_REFUSED(not_found, insert(clerk(k_linhai), "party", {{"dispute_id", id}, {"person", "乙"}}));
  EXPECT_REFUSED(not_found, update(clerk(), "party", party, 1, {{"dispute_id", 999}}));
  EXPECT_REFUSED(bad_input, insert(clerk(), "party", {{"dispute_id", id}, {"area", "33"}}));
  EXPECT_REFUSED(conflict, remove(clerk(), "dispute", id, 1));
  remove(clerk(), "party", party, 1);
  remove(clerk(), "dispute", id, 1);
  auto session = lease();
  EXPECT_REFUSED(internal, records_->link_person(session, clerk(), "mediation", "party", party, k_wang, "x"));
}

TEST_P(RecordCalls, NothingIsThereWithoutTheCommit) {
  {
    auto session = lease();
    const auto fields = encode_fields({{"title", "gone"}});
    const auto id = records_->insert(session, clerk(), "mediation", "dispute", ValueRef(fields));
    EXPECT_EQ(query(session, clerk(), "select title from dispute where id = :id", {{"id", id}}).size(), 1u);
    EXPECT_EQ(records_->next_number(session, clerk(), "mediation", "2026"), 1);
  }
  EXPECT_EQ(count(clerk()), 0);
  EXPECT_EQ(host("select count(*) from gt_audit")[0][0].integer(), 0);
  EXPECT_EQ(host("select count(*) from gt_number")[0][0].integer(), 0);
}

TEST_P(RecordCalls, NumbersHaveNoGapsUnderFiftyWriters) {
  std::set<std::int64_t> numbers;
  std::mutex mutex;
  std::vector<std::thread> threads;
  const auto pool = open(8);
  for (int t = 0; t < 50; ++t) {
    threads.emplace_back([&, t] {
      auto session = pool->lease(in(std::chrono::seconds(30)));
      const auto number = records_->next_number(session, clerk(), "mediation", "浙0112调2026");
      if (t % 5 == 0) return session.rollback();
      session.commit();
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(numbers.insert(number).second) << number;
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(numbers.size(), 40u);
  EXPECT_EQ(*numbers.begin(), 1);
  EXPECT_EQ(*numbers.rbegin(), 40);
  auto session = lease();
  EXPECT_EQ(records_->next_number(session, clerk(k_linhai), "mediation", "浙0112调2026"), 1);
  EXPECT_EQ(records_->next_number(session, clerk(), "feedback", "浙0112调2026"), 1);
  EXPECT_EQ(records_->next_number(session, clerk(), "mediation", "other"), 1);
}

TEST_P(RecordCalls, CaseNumbersHaveNoGapsUnderFiftyWritersAndRestartEachYear) {
  const auto next = [&](Session& session, const Scope& scope, int year, const char* type, const char* special = "") {
    return records_->next_case_serial(session, scope, {year, scope.site_id == k_linan ? "浙0112" : "浙1082", special, type, 0});
  };
  std::set<std::int64_t> serials;
  std::mutex mutex;
  std::vector<std::thread> threads;
  const auto pool = open(8);
  for (int t = 0; t < 50; ++t) {
    threads.emplace_back([&, t] {
      auto session = pool->lease(in(std::chrono::seconds(30)));
      const auto serial = next(session, clerk(), 2026, "民初");
      if (t % 5 == 0) return session.rollback();
      session.commit();
      const std::lock_guard lock(mutex);
      EXPECT_TRUE(serials.insert(serial).second) << serial;
    });
  }
  for (auto& thread : threads) thread.join();
  ASSERT_EQ(serials.size(), 40u);
  EXPECT_EQ(*serials.begin(), 1);
  EXPECT_EQ(*serials.rbegin(), 40);
  auto session = lease();
  EXPECT_EQ(next(session, clerk(), 2026, "民初"), 41);
  EXPECT_EQ(next(session, clerk(), 2027, "民初"), 1) << "another year";
  EXPECT_EQ(next(session, clerk(), 2026, "诉前调"), 1) << "another type";
  EXPECT_EQ(next(session, clerk(), 2026, "民初", "知"), 1) << "a specialised trial";
  EXPECT_EQ(next(session, clerk(k_linhai), 2026, "民初"), 1) << "another court";
  EXPECT_REFUSED(bad_input, next(session, clerk(), 2026, "12"));
  EXPECT_REFUSED(bad_input, next(session, clerk(), 26, "民初"));
}

TEST_P(RecordCalls, IdsAreUniqueAndOrdered) {
  std::int64_t last = 0;
  for (int i = 0; i < 20; ++i) {
    const auto id = dispute(clerk(), "x");
    EXPECT_GT(id, last);
    last = id;
  }
}

INSTANTIATE_TEST_SUITE_P(Store, RecordCalls, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
