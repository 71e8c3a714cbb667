// Notices: written with what they tell of, and carried out of the house later, once, and again when that fails (R24, R40).
#include "notify_fixture.hpp"

namespace gongting::host::notify {
namespace {

constexpr std::int64_t k_hour_ms = 3'600'000;

class Notices : public NotifyFixture {};
INSTANTIATE_TEST_SUITE_P(Stores, Notices, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return std::string(test.param); });

TEST_P(Notices, AreOfOnePersonAtOneCourt) {
  const auto id = tell(k_chen);
  tell(k_chen, "", store::k_linhai);
  EXPECT_EQ(unread_of(k_chen), 1);
  EXPECT_EQ(unread_of(k_zhou), 0);
  EXPECT_EQ(number("select unread as n from gt_account where id = 11"), 2);
  auto db = lease();
  EXPECT_EQ(find(db, citizen(k_chen), id).text, "notice.accepted");
  EXPECT_REFUSED(not_found, find(db, citizen(k_zhou), id));
  EXPECT_REFUSED(not_found, find(db, citizen(k_chen, store::k_linhai), id));
  mark_read(db, citizen(k_zhou), id);
  mark_read(db, citizen(k_zhou), 0);
  db.commit();
  EXPECT_EQ(unread_of(k_chen), 1) << "nobody reads for another";
  mark_read(db, citizen(k_chen), id);
  db.commit();
  EXPECT_EQ(unread_of(k_chen), 0);
  EXPECT_EQ(number("select unread as n from gt_account where id = 11"), 1) << "the other court's";
}

TEST_P(Notices, R24_OfOneKeyThereIsOneForEachPerson) {
  EXPECT_NE(tell(k_chen, "reminder:1:7"), 0);
  EXPECT_EQ(tell(k_chen, "reminder:1:7"), 0);
  EXPECT_NE(tell(k_zhou, "reminder:1:7"), 0);
  EXPECT_EQ(unread_of(k_chen), 1);
  EXPECT_EQ(number("select count(*) as n from gt_job where kind = 'notice.sms'"), 2);
  EXPECT_EQ(tell(4711), 0) << "there is no such account";
}

TEST_P(Notices, AreThereOnlyWithWhatTheyTellOf) {
  {
    auto db = lease();
    Notice notice;
    notice.site_id = store::k_linan, notice.account_id = k_chen, notice.text = "notice.x";
    EXPECT_NE(write(db, ways_of(settings_), notice), 0);
    db.rollback();
  }
  EXPECT_EQ(unread_of(k_chen), 0);
  EXPECT_EQ(number("select count(*) as n from gt_job"), 0);
}

TEST_P(Notices, GoOutByTheWaysThatAPersonWants) {
  choose_for(k_chen, {"chen@example.cn", true, true, 0, 0});
  tell(k_chen);
  EXPECT_TRUE(smtp_.taken().empty()) << "nobody's request waits for it";
  EXPECT_EQ(runner_->run_due(), 2);
  EXPECT_EQ(ways(), "mail sent, sms sent");
  ASSERT_EQ(smtp_.taken().size(), 1u);
  ASSERT_EQ(gateway_.taken().size(), 1u);
  choose_for(k_chen, {"chen@example.cn", false, false, 0, 0});
  tell(k_chen);
  EXPECT_EQ(runner_->run_due(), 0);
  EXPECT_EQ(ways(), "");
}

TEST_P(Notices, SayNothingOfMatterOrPersonOutside) {
  choose_for(k_chen, {"chen@example.cn", true, true, 0, 0});
  const auto id = tell(k_chen);
  EXPECT_EQ(runner_->run_due(), 2);
  const auto sms = gateway_.taken().at(0);
  EXPECT_NE(sms.find("https://court.example.cn/linan/notices/" + std::to_string(id)), std::string::npos) << sms;
  for (const char* hidden : {"陈", "晓明", "浙0112", "调解"}) EXPECT_EQ(sms.find(hidden), std::string::npos) << hidden;
  // What waits in the clear names nobody either.
  EXPECT_EQ(number("select count(*) as n from gt_job where payload like '%example.cn%' or payload like '%1380000%'"), 0);
  EXPECT_EQ(number("select count(*) as n from gt_notice_choice where mail_sealed like '%example%' or mail_masked like '%chen@%'"), 0);
}

TEST_P(Notices, RespectQuietHours) {
  now_ = k_morning + 15 * k_hour_ms;  // 23:00
  tell(k_chen);
  EXPECT_EQ(runner_->run_due(), 0);
  EXPECT_EQ(unread_of(k_chen), 1) << "on the page at once";
  now_ += 8 * k_hour_ms - 1;
  EXPECT_EQ(runner_->run_due(), 0);
  now_ += 1;  // 07:00
  EXPECT_EQ(runner_->run_due(), 1);
  EXPECT_EQ(gateway_.taken().size(), 1u);
}

TEST_P(Notices, WhatWasReadMeanwhileDoesNotGoOut) {
  now_ = k_morning + 15 * k_hour_ms;
  const auto id = tell(k_chen);
  auto db = lease();
  mark_read(db, citizen(k_chen), id);
  db.commit();
  now_ += 8 * k_hour_ms;
  EXPECT_EQ(runner_->run_due(), 1);
  EXPECT_EQ(ways(), "sms skipped: notice.skipped.read");
  EXPECT_TRUE(gateway_.taken().empty());
}

TEST_P(Notices, R40_AreTriedAgainLaterAndGivenUpAtLast) {
  gateway_.be(Mood::fails);
  tell(k_chen);
  EXPECT_EQ(runner_->run_due(), 1);
  EXPECT_EQ(ways(), "sms waiting: notice.failed.not_taken");
  EXPECT_EQ(runner_->run_due(), 0) << "not at once";
  gateway_.be(Mood::good);
  now_ += 11'000;
  EXPECT_EQ(runner_->run_due(), 1);
  EXPECT_EQ(ways(), "sms sent");
  EXPECT_EQ(gateway_.taken().size(), 1u);

  gateway_.be(Mood::garbage);
  tell(k_chen);
  for (int attempt = 1; attempt <= 12; ++attempt, now_ += 2 * k_hour_ms) EXPECT_EQ(runner_->run_due(), 1) << attempt;
  EXPECT_EQ(runner_->run_due(), 0);
  EXPECT_EQ(ways().substr(0, 12), "sms failed: ");
  EXPECT_EQ(number("select count(*) as n from gt_job where state = 'dead' and kind = 'notice.sms'"), 1) << "the administrator's page has it";
}

TEST_P(Notices, WhatIsRefusedForGoodIsNotTriedAgain) {
  smtp_.be(Mood::refuses);
  choose_for(k_chen, {"chen@example.cn", true, false, 0, 0});
  tell(k_chen);
  EXPECT_EQ(runner_->run_due(), 1);
  EXPECT_EQ(ways(), "mail refused: notice.failed.refused");
  EXPECT_EQ(number("select count(*) as n from gt_job where state = 'done'"), 1);
}

TEST_P(Notices, NothingGoesToADisabledAccount) {
  tell(k_chen);
  auto db = lease();
  db.write("update gt_account set status = 'disabled' where id = 11");
  db.commit();
  EXPECT_EQ(runner_->run_due(), 1);
  EXPECT_EQ(ways(), "sms skipped: notice.skipped.account");
}

}  // namespace
}  // namespace gongting::host::notify
