// Reminders of periods: each step once, for whom it concerns, also after a long sleep (R33).
#include "periods/reminders.hpp"

#include <atomic>

#include "base/clock.hpp"
#include "periods_fixture.hpp"

namespace gongting::host::periods {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000;
// 2 March 2026, 09:00 in Shanghai.
constexpr std::int64_t k_begin_ms = 1'772'413'200'000;

class Reminders : public PeriodsFixture {
 protected:
  void SetUp() override {
    PeriodsFixture::SetUp();
    if (IsSkipped()) return;
    set_clock_for_test([this] { return now_.load(); });
    auto db = lease();
    for (const auto& [id, role] : {std::pair{store::k_clerk, "MEDIATOR"}, std::pair{store::k_judge, "DIVISION_CHIEF"}}) {
      db.write("insert into gt_account (id, login, kind, name, password_hash, password_changed_at, password_old, must_change, "
               "locked_until, status, version, created_at) values (:id, :name, 'staff', :name, '', 0, '', 0, 0, 'active', 1, 0)",
               {{"id", id}, {"name", role}});
      db.write("insert into gt_role_grant (id, account_id, site_id, role, area, from_date, granted_by, created_at) "
               "values (:id, :id, :site, :role, '', '2026-01-01', 0, 0)", {{"id", id}, {"site", store::k_linan}, {"role", role}});
    }
    db.commit();
  }
  void TearDown() override {
    set_clock_for_test({});
    PeriodsFixture::TearDown();
  }

  /// 09:00 so many days after 2 March.
  void on_day(int days) { now_ = k_begin_ms + days * k_day_ms; }
  int run() {
    auto db = lease();
    int made = 0;
    for (std::int64_t after = 0;;) {
      const auto part = make_reminders(db, scope(0, "CITIZEN"), plan_, after, 2);
      made += part.made;
      if (part.last == 0) break;
      after = part.last;
    }
    db.commit();
    return made;
  }
  /// "PET-04.reply over; …" of what this account sees.
  std::string seen_by(std::int64_t account, std::int64_t site = store::k_linan) {
    auto db = lease();
    std::string all;
    for (const auto& one : reminders(db, scope(account, "CITIZEN", site))) all += one.rule + " " + one.step + "; ";
    return all;
  }
  std::string steps() {
    std::string all;
    for (const auto row : host("select step from gt_reminder order by id")) all += row.text("step") + " ";
    return all;
  }

  std::atomic<std::int64_t> now_{k_begin_ms};
  ReminderPlan plan_;
};

INSTANTIATE_TEST_SUITE_P(Both, Reminders, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return test.param; });

TEST_P(Reminders, ComeSevenThreeAndOneDayBeforeAndWhenItIsOver) {
  begin("MED-05.prefiling", "2026-03-02", {"", store::k_clerk, ""});  // until 1 April, thirty days on
  for (const auto& [day, made] : {std::pair{22, 0}, {23, 1}, {24, 0}, {26, 0}, {27, 1}, {28, 0}, {29, 1}, {30, 0}, {31, 1}, {32, 0}}) {
    on_day(day);
    EXPECT_EQ(run(), made) << "day " << day;
    EXPECT_EQ(run(), 0) << "again on day " << day;
  }
  EXPECT_EQ(steps(), "7 3 1 over ");
  EXPECT_EQ(host("select count(*) as n from gt_outbox where type = 'clock.reminder'")[0].integer("n"), 4);
}

TEST_P(Reminders, AreForWhoeverHasToKeepItAndWhenOverForHisSuperiorsToo) {
  begin("MED-05.prefiling", "2026-03-02", {"", store::k_clerk, ""});
  on_day(27);
  run();
  EXPECT_EQ(seen_by(store::k_clerk), "MED-05.prefiling 3; ");
  EXPECT_EQ(seen_by(store::k_judge), "");
  on_day(31);
  run();
  EXPECT_EQ(seen_by(store::k_clerk), "MED-05.prefiling over; ");
  EXPECT_EQ(seen_by(store::k_judge), "MED-05.prefiling over; ");
  EXPECT_EQ(seen_by(store::k_clerk, store::k_linhai), "") << "another court";
}

TEST_P(Reminders, OfARoleAreForAllWhoHoldItAndThoseOfPartiesForThem) {
  {
    auto db = lease();
    records_->link_person(db, clerk(), "mediation", "dispute", record_, store::k_wang, "applicant");
    db.commit();
  }
  begin("MED-05.prefiling", "2026-03-02", {"", 0, "MEDIATOR"});
  begin("LIT-17.judgment", "2026-03-16", {"", 0, "CITIZEN"});  // until 31 March
  on_day(29);  // 31 March
  run();
  EXPECT_EQ(seen_by(store::k_clerk), "MED-05.prefiling 1; ");
  EXPECT_EQ(seen_by(store::k_wang), "LIT-17.judgment 1; ");
  EXPECT_EQ(seen_by(store::k_li), "");
}

TEST_P(Reminders, NobodysPeriodIsToldToTheSuperiorsEachStep) {
  begin("MED-05.prefiling");
  on_day(23);
  run();
  EXPECT_EQ(seen_by(store::k_judge), "MED-05.prefiling 7; ");
}

TEST_P(Reminders, AreNotMadeOfWhatIsStoppedPausedOrTooShort) {
  const auto stopped = begin("MED-05.prefiling");
  const auto paused = begin("MED-05.ordinary");
  begin("MED-05.simple", "2026-02-27", {"", store::k_clerk, ""});  // until 6 March, four days after it was begun here
  pause_from(paused, "2026-03-03");
  in_one([&](auto& db) { return stop(db, clerk(), stopped.id, Why::done); });
  on_day(3);
  run();
  EXPECT_EQ(steps(), "3 1 ") << "seven days before lies before its beginning";
  on_day(60);
  run();
  EXPECT_EQ(steps(), "3 1 over ");
}

TEST_P(Reminders, OfAMovedDateComeAnewAndOldOnesVanish) {
  const auto period = begin("MED-05.prefiling", "2026-03-02", {"", store::k_clerk, ""});
  on_day(29);
  run();
  EXPECT_EQ(steps(), "7 3 1 ");
  lengthen(period, {10, "双方同意"});  // until Monday 13 April
  EXPECT_EQ(seen_by(store::k_clerk), "");
  run();
  EXPECT_EQ(steps(), "7 3 1 ");
  on_day(35);  // 6 April
  run();
  EXPECT_EQ(steps(), "7 3 1 7 ");
  EXPECT_EQ(seen_by(store::k_clerk), "MED-05.prefiling 7; ");
}

TEST_P(Reminders, ArePutAwayByOnePersonForHimself) {
  const auto period = begin("MED-05.prefiling", "2026-03-02", {"", store::k_clerk, ""});
  on_day(31);
  run();
  {
    auto db = lease();
    dismiss(db, scope(store::k_clerk, "MEDIATOR"), period.id);
    dismiss(db, scope(store::k_clerk, "MEDIATOR"), period.id);
    dismiss(db, scope(store::k_li, "CITIZEN"), period.id);
    db.commit();
  }
  EXPECT_EQ(seen_by(store::k_clerk), "");
  EXPECT_EQ(seen_by(store::k_judge), "MED-05.prefiling over; ");
}

class R33_Clock : public Reminders {};

INSTANTIATE_TEST_SUITE_P(Both, R33_Clock, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return test.param; });

TEST_P(R33_Clock, AJumpOf400DaysMakesEachReminderOnce) {
  for (int i = 0; i < 5; ++i) begin("LIT-17.judgment", "2026-03-02", {"party " + std::to_string(i), store::k_clerk, ""});
  run();
  on_day(400);
  EXPECT_EQ(run(), 20) << "four steps of five periods";
  EXPECT_EQ(run(), 0);
  EXPECT_EQ(host("select count(*) as n from gt_reminder where step = 'over'")[0].integer("n"), 5);
  EXPECT_EQ(host("select count(*) as n from (select distinct period_id, step from gt_reminder) d")[0].integer("n"), 20);
  on_day(10);  // and back again
  EXPECT_EQ(run(), 0);
}

}  // namespace
}  // namespace gongting::host::periods
