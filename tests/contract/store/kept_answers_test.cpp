// A small answer that is kept while nothing is written must never be an old one, nor another's.
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

class KeptAnswers : public RecordsTest {
 protected:
  static constexpr auto k_count = "select count(*) from dispute";
  static std::int64_t number(const Rows& rows) { return rows[0][0].integer(); }
};

TEST_P(KeptAnswers, ShowACommitOfAnotherConnectionAtOnce) {
  auto reader = lease(), writer = lease();
  for (int written = 0; written < 5; ++written) {
    // Twice: the second one may be the kept one.
    EXPECT_EQ(number(query(reader, clerk(), k_count)), written);
    EXPECT_EQ(number(query(reader, clerk(), k_count)), written);
    const auto title = encode_fields({{"title", "another"}});
    records_->insert(writer, clerk(), "mediation", "dispute", ValueRef(title));
    EXPECT_EQ(number(query(reader, clerk(), k_count)), written) << "not committed yet";
    writer.commit();
  }
  EXPECT_EQ(number(query(reader, clerk(), k_count)), 5);
}

TEST_P(KeptAnswers, ShowACommitOfAnotherDatabaseObject) {
  const auto other = open();
  EXPECT_EQ(number(host("select count(*) from gt_person_link")), 0);
  EXPECT_EQ(number(host("select count(*) from gt_person_link")), 0);
  auto writer = other->lease(in(std::chrono::seconds(20)));
  writer.write("insert into gt_person_link (account_id, record_type, record_id, site_id, part) values (:a, 'x', 1, :s, 'p')",
               {{"a", k_wang}, {"s", k_linan}});
  writer.commit();
  EXPECT_EQ(number(host("select count(*) from gt_person_link")), 1);
}

TEST_P(KeptAnswers, AreOnesOfTheSameCallerAndParametersOnly) {
  dispute(clerk(), "ours");
  dispute(citizen(k_wang), "his");
  dispute(clerk(k_linhai), "theirs");
  for (int again = 0; again < 2; ++again) {
    auto session = lease();
    EXPECT_EQ(number(query(session, clerk(), k_count)), 2);
    EXPECT_EQ(number(query(session, clerk(k_linhai), k_count)), 1);
    EXPECT_EQ(number(query(session, citizen(k_wang), k_count)), 1);
    EXPECT_EQ(number(query(session, citizen(k_li), k_count)), 0);
    const auto titled = "select count(*) from dispute where title = :title";
    EXPECT_EQ(number(query(session, clerk(), titled, {{"title", "ours"}})), 1);
    EXPECT_EQ(number(query(session, clerk(), titled, {{"title", "theirs"}})), 0);
    EXPECT_EQ(number(query(session, clerk(), titled, {{"title", nullptr}})), 0);
  }
}

TEST_P(KeptAnswers, AreNotUsedInATransactionNorKeptFromOne) {
  auto session = lease();
  EXPECT_EQ(number(query(session, clerk(), k_count)), 0);
  const auto title = encode_fields({{"title", "taken back"}});
  records_->insert(session, clerk(), "mediation", "dispute", ValueRef(title));
  EXPECT_EQ(number(query(session, clerk(), k_count)), 1);
  session.rollback();
  EXPECT_EQ(number(query(session, clerk(), k_count)), 0);
}

INSTANTIATE_TEST_SUITE_P(Store, KeptAnswers, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
