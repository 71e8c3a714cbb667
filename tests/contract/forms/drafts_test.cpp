// Drafts: whose they are, that nothing of one is read in the database, the code with which a director goes on, and their end.
#include "forms/drafts.hpp"

#include "base/clock.hpp"
#include "store_fixture.hpp"

namespace gongting::host::forms {
namespace {

using store::failure;
using store::k_director;
using store::k_li;
using store::k_town;
using store::k_wang;

constexpr std::int64_t k_morning = 1'795'228'200'000;  // 2026-11-21 10:30 in Shanghai
constexpr std::int64_t k_minute = 60'000, k_day = 86'400'000;

class DraftsTest : public store::RecordsTest {
 protected:
  void SetUp() override {
    RecordsTest::SetUp();
    if (IsSkipped()) return;
    now_ = k_morning;
    set_clock_for_test([this] { return now_; });
    drafts_.emplace(*sealing_, *records_);
  }
  void TearDown() override {
    set_clock_for_test({});
    RecordsTest::TearDown();
  }

  Scope director() const {
    auto who = scope(k_director, "COURT_DIRECTOR");
    who.face = Face::console, who.point_id = k_town;
    return who;
  }
  template <class Run>
  auto in_one(Run run) {
    auto db = lease();
    auto done = run(db);
    db.commit();
    return done;
  }
  Draft begin(const Scope& who, Typed typed = {{"facts", "借给他五万"}}) {
    return in_one([&](auto& db) { return drafts_->begin(db, who, k_form, typed); });
  }
  bool finds(const Scope& who, const Draft& draft) {
    return in_one([&](auto& db) { return drafts_->find(db, who, k_form, draft.id).has_value(); });
  }
  std::int64_t resume(const std::string& number, const std::string& code) {
    auto db = lease();
    return drafts_->resume(db, director(), k_form, number, code);
  }
  std::string code_for(const Draft& draft) {
    return in_one([&](auto& db) { return drafts_->issue_code(db, citizen(k_wang), draft); });
  }
  static std::string other_than(std::string code) {
    code[0] = code[0] == '9' ? '0' : static_cast<char>(code[0] + 1);
    return code;
  }
  std::int64_t audited(const std::string& action, const std::string& outcome = "ok") {
    return host("select count(*) as n from gt_audit where action = :action and outcome = :outcome", {{"action", action}, {"outcome", outcome}})[0].integer("n");
  }

  static constexpr FormOf k_form{"mediation", "application", 30};
  std::int64_t now_ = 0;
  std::optional<Drafts> drafts_;
};

TEST_P(DraftsTest, AreNumberedForTheSiteAndMonth) {
  EXPECT_EQ(begin(citizen(k_wang)).number, "D-2026-11-0001");
  EXPECT_EQ(begin(citizen(k_li)).number, "D-2026-11-0002");
  EXPECT_EQ(begin(citizen(k_wang, store::k_linhai)).number, "D-2026-11-0001") << "another court counts by itself";
  now_ += 10 * k_day;
  EXPECT_EQ(begin(citizen(k_wang)).number, "D-2026-12-0001");
}

TEST_P(DraftsTest, AreTheirOwnersOnTheFaceOnWhichHeBegan) {
  const auto draft = begin(citizen(k_wang));
  EXPECT_TRUE(finds(citizen(k_wang), draft));
  EXPECT_FALSE(finds(citizen(k_li), draft));
  EXPECT_FALSE(finds(citizen(k_wang, store::k_linhai), draft)) << "another site";
  auto at_desk = citizen(k_wang);
  at_desk.face = Face::console;
  EXPECT_FALSE(finds(at_desk, draft));
  EXPECT_FALSE(finds(director(), draft));
}

TEST_P(DraftsTest, KeepWhatWasTypedAndSealIt) {
  auto draft = begin(citizen(k_wang));
  EXPECT_EQ(host("select typed from gt_draft")[0].text("typed").find("facts"), std::string::npos);
  draft.typed["facts"] = "借\"给\"\n他", draft.reached = 2;
  in_one([&](auto& db) { return drafts_->save(db, citizen(k_wang), k_form, draft, false), 0; });
  const auto found = in_one([&](auto& db) { return drafts_->find(db, citizen(k_wang), k_form, draft.id); });
  ASSERT_TRUE(found);
  EXPECT_EQ(found->typed, draft.typed);
  EXPECT_EQ(found->reached, 2u);
  EXPECT_EQ(found->version, 2);
  EXPECT_EQ(audited("draft.save"), 1);
  in_one([&](auto& db) { return drafts_->save(db, citizen(k_wang), k_form, draft, true), 0; });
  EXPECT_EQ(audited("draft.save"), 1) << "the timer of a page leaves no line each half minute";
}

TEST_P(DraftsTest, SavedFromTwoDevicesTellTheSecond) {
  auto phone = begin(citizen(k_wang)), desk = phone;
  in_one([&](auto& db) { return drafts_->save(db, citizen(k_wang), k_form, phone, false), 0; });
  EXPECT_REFUSED(conflict, in_one([&](auto& db) { return drafts_->save(db, citizen(k_wang), k_form, desk, false), 0; }));
  EXPECT_REFUSED(conflict, in_one([&](auto& db) { return drafts_->sent(db, citizen(k_wang), desk, "/x"), 0; }));
}

TEST_P(DraftsTest, OnceSentKeepOnlyWhereItLed) {
  const auto draft = begin(citizen(k_wang));
  in_one([&](auto& db) { return drafts_->sent(db, citizen(k_wang), draft, "/disputes/7"), 0; });
  const auto found = in_one([&](auto& db) { return drafts_->find(db, citizen(k_wang), k_form, draft.id); });
  EXPECT_EQ(found->sent_to, "/disputes/7");
  EXPECT_TRUE(found->typed.empty());
  EXPECT_TRUE(in_one([&](auto& db) { return drafts_->list(db, citizen(k_wang), k_form); }).empty());
}

TEST_P(DraftsTest, ADirectorGoesOnWithNumberAndCodeOnly) {
  const auto draft = begin(citizen(k_wang));
  EXPECT_EQ(resume(draft.number, ""), 0) << "no code was given yet";
  const auto code = code_for(draft);
  EXPECT_EQ(code.size(), 6u);
  EXPECT_EQ(code.find_first_not_of("0123456789"), std::string::npos);
  EXPECT_EQ(resume(draft.number, other_than(code)), 0);
  EXPECT_EQ(resume("D-2026-11-0002", code), 0);
  EXPECT_FALSE(finds(director(), draft));
  EXPECT_EQ(resume(draft.number, code), draft.id);
  EXPECT_TRUE(finds(director(), draft));
  EXPECT_TRUE(finds(citizen(k_wang), draft)) << "it stays the resident's";
  EXPECT_EQ(in_one([&](auto& db) { return drafts_->list(db, director(), k_form); }).size(), 1u);
  EXPECT_EQ(resume(draft.number, code), 0) << "a code works once";
  EXPECT_EQ(audited("draft.code"), 1);
  EXPECT_EQ(audited("draft.resume"), 1);
  EXPECT_EQ(audited("draft.resume", "refused"), 4);
  EXPECT_EQ(audited("draft.read"), 1) << "the director's look at it, not the resident's own";
}

TEST_P(DraftsTest, ACodeEndsAfterHalfAnHourAndAfterFiveTries) {
  const auto draft = begin(citizen(k_wang));
  const auto old = code_for(draft);
  now_ += Drafts::k_code_minutes * k_minute + 1;
  EXPECT_EQ(resume(draft.number, old), 0);
  const auto guessed = code_for(draft);
  for (int i = 0; i < Drafts::k_code_tries; ++i) EXPECT_EQ(resume(draft.number, other_than(guessed)), 0);
  EXPECT_EQ(resume(draft.number, guessed), 0) << "the right one comes too late now";
  const auto voided = code_for(draft), last = code_for(draft);
  EXPECT_EQ(voided == last ? 0 : resume(draft.number, voided), 0) << "a new one makes the one before void";
  EXPECT_EQ(resume(draft.number, last), draft.id);
}

TEST_P(DraftsTest, AreGoneWhenTheirDaysAreOver) {
  const auto draft = begin(citizen(k_wang));
  EXPECT_EQ(draft.expires_on, "2026-12-21") << "30 days after 2026-11-21";
  now_ += 30 * k_day;
  EXPECT_TRUE(finds(citizen(k_wang), draft)) << "the last day is still its own";
  EXPECT_EQ(in_one([&](auto& db) { return Drafts::sweep(db, today()); }), 0);
  now_ += k_day;
  EXPECT_FALSE(finds(citizen(k_wang), draft));
  EXPECT_EQ(in_one([&](auto& db) { return Drafts::sweep(db, today()); }), 1);
}

INSTANTIATE_TEST_SUITE_P(Stores, DraftsTest, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace gongting::host::forms
