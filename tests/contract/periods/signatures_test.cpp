// A court's signature under a rule: bound to its text, its own, on record, and taken back.
#include "periods/signatures.hpp"

#include "periods/kept_rules.hpp"
#include "periods_fixture.hpp"

namespace gongting::host::periods {
namespace {

class Signatures : public PeriodsFixture {
 protected:
  static Unverified reply() { return {&rule("PET-04.reply"), nullptr}; }
  void sign_it(const Unverified& what, std::int64_t site = store::k_linan) {
    auto db = lease();
    sign(db, scope(store::k_judge, "PRESIDENT", site), what, "已对照原文");
    db.commit();
  }
};

INSTANTIATE_TEST_SUITE_P(Both, Signatures, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return test.param; });

TEST_P(Signatures, LetAConsequenceFollowForThisCourtOnly) {
  const auto before = begin("PET-04.reply");
  EXPECT_FALSE(before.consequence_allowed());
  sign_it(reply(), store::k_linhai);
  auto db = lease();
  EXPECT_FALSE(find(db, clerk(), before.id).consequence_allowed()) << "another court signed";
  sign_it(reply());
  const auto after = find(db, clerk(), before.id);
  EXPECT_EQ(after.status, "signed");
  EXPECT_TRUE(after.consequence_allowed());
  EXPECT_EQ(after.due, before.due);
  EXPECT_EQ(after.trail.size() + 1, before.trail.size()) << "it need not be checked any more";
  EXPECT_TRUE(is_signed(db, store::k_linan, rule("PET-04.reply")));
  EXPECT_FALSE(is_signed(db, store::k_linan, rule("PET-04.result")));
}

TEST_P(Signatures, AreForOneTextOfTheRule) {
  sign_it(reply());
  auto changed = rule("PET-04.reply");
  changed.count = 10;
  auto db = lease();
  EXPECT_FALSE(is_signed(db, store::k_linan, changed));
  auto looked_at_again = rule("PET-04.reply");
  looked_at_again.checked_on = "2027-01-04";
  EXPECT_TRUE(is_signed(db, store::k_linan, looked_at_again)) << "its text is the same";
}

TEST_P(Signatures, AreTakenBackOnRecord) {
  const auto period = begin("PET-04.reply");
  sign_it(reply()), sign_it(reply());
  {
    auto db = lease();
    EXPECT_REFUSED(bad_input, withdraw(db, scope(store::k_judge, "PRESIDENT"), reply(), ""));
    EXPECT_REFUSED(not_found, withdraw(db, scope(store::k_judge, "PRESIDENT", store::k_linhai), reply(), "签错了"));
    withdraw(db, scope(store::k_judge, "PRESIDENT"), reply(), "签错了");
    db.commit();
  }
  auto db = lease();
  EXPECT_FALSE(find(db, clerk(), period.id).consequence_allowed());
  const auto all = signatures(db, store::k_linan);
  ASSERT_EQ(all.size(), 1u) << "twice is once";
  EXPECT_EQ(all[0].rule + " " + all[0].note + " " + all[0].withdrawn_note, "PET-04.reply 已对照原文 签错了");
  EXPECT_EQ(all[0].signed_by, store::k_judge);
  EXPECT_REFUSED(not_found, withdraw(db, scope(store::k_judge, "PRESIDENT"), reply(), "再撤一次"));
  db.rollback();
  sign_it(reply());
  EXPECT_TRUE(find(db, clerk(), period.id).consequence_allowed());
  std::string actions;
  for (const auto row : host("select action from gt_audit where object = 'rule' order by id")) actions += row.text("action") + " ";
  EXPECT_EQ(actions, "rule.sign rule.withdraw rule.sign ");
}

TEST_P(Signatures, StandUnderAllThatIsToBeReviewed) {
  const auto pack = web::read_rules(GT_SOURCE_DIR "/config/rules");
  const auto list = unverified(pack);
  EXPECT_EQ(list.size(), 15u);  // what `gongting rules review` prints: eight ways of counting and seven rules
  for (const auto& what : list) sign_it(what);
  auto db = lease();
  for (const auto& one : signatures(db, store::k_linan)) EXPECT_TRUE(one.stands());
  EXPECT_EQ(signatures(db, store::k_linan).size(), 15u);
}

}  // namespace
}  // namespace gongting::host::periods
