// Periods that run for records: begun once, paused, lengthened as far as the law lets, stopped, and each change kept.
#include "periods/periods.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/json.hpp"
#include "periods/kept_rules.hpp"
#include "periods_fixture.hpp"

namespace gongting::host::periods {
namespace {

class Periods : public PeriodsFixture {};

INSTANTIATE_TEST_SUITE_P(Both, Periods, ::testing::Values("sqlite", "postgres"), [](const auto& test) { return test.param; });

TEST_P(Periods, BeginsForARecordAndTellsHowItsDateCame) {
  const auto period = begin("MED-05.prefiling", "2026-03-02", {"", 14, "MEDIATOR"});
  EXPECT_EQ(period.due, "2026-04-01");  // 2 March and thirty days
  EXPECT_EQ(period.status, "verified");
  EXPECT_TRUE(period.consequence_allowed());
  EXPECT_EQ(period.edition, "2022-01-01");
  EXPECT_EQ(period.title, "立案前调解");
  EXPECT_EQ(period.responsible, 14);
  ASSERT_FALSE(period.trail.empty());
  EXPECT_EQ(clock::told(period.trail[0], "zh-CN"), "起算事由：调解员确认接受，2026年3月2日（周一）");
  auto db = lease();
  const auto running = open_of(db, clerk(), subject());
  ASSERT_EQ(running.size(), 1u);
  EXPECT_EQ(running[0].id, period.id);
  EXPECT_EQ(running[0].trail, period.trail);
  EXPECT_EQ(running[0].subject.point_id, store::k_town);
  EXPECT_EQ(host("select action from gt_audit where object = 'mediation.dispute' and object_id = :id and action like 'period.%'",
                 {{"id", record_}})[0].text("action"), "period.start");
}

TEST_P(Periods, TheSameEventTwiceIsOnePeriodAnotherEventReplacesIt) {
  const auto first = begin("MED-05.prefiling");
  EXPECT_EQ(begin("MED-05.prefiling").id, first.id);
  const auto second = begin("MED-05.prefiling", "2026-03-03");
  EXPECT_EQ(second.due, "2026-04-02");
  auto db = lease();
  EXPECT_EQ(find(db, clerk(), first.id).stopped_why, "replaced");
  EXPECT_EQ(open_of(db, clerk(), subject()).size(), 1u);
  EXPECT_EQ(all_of(db, clerk(), subject()).size(), 2u);
}

TEST_P(Periods, PartiesHaveTheirOwnPeriodsOfOneRule) {
  begin("LIT-17.judgment", "2026-03-02", {"party 1", 0, ""});
  begin("LIT-17.judgment", "2026-03-05", {"party 2", 0, ""});
  auto db = lease();
  const auto running = open_of(db, clerk(), subject());
  ASSERT_EQ(running.size(), 2u);
  EXPECT_EQ(running[0].about + " " + running[0].due, "party 1 2026-03-17");
  EXPECT_EQ(running[1].about + " " + running[1].due, "party 2 2026-03-20");
}

TEST_P(Periods, DaysOfAPauseAreAddedBeforeTheEndRollsOver) {
  const auto period = begin("MED-05.prefiling");
  const auto paused = pause_from(period, "2026-03-10");
  EXPECT_EQ(paused.paused_on, "2026-03-10");
  EXPECT_EQ(paused.due, "2026-04-01");
  const auto on = resume_from(period, "2026-03-20");
  EXPECT_EQ(on.due, "2026-04-13");  // ten days later is Saturday 11 April, so Monday
  EXPECT_EQ(on.pause, 10);
  EXPECT_EQ(on.paused_on, "");
  EXPECT_EQ(history(period), "started 0 >2026-04-01; paused 0 2026-04-01>2026-04-01; resumed 10 2026-04-01>2026-04-13; ");
}

TEST_P(Periods, TwoPausesAddUp) {
  const auto period = begin("MED-05.prefiling");
  pause_from(period, "2026-03-10"), resume_from(period, "2026-03-12");
  pause_from(period, "2026-03-16"), resume_from(period, "2026-03-17");
  auto db = lease();
  EXPECT_EQ(find(db, clerk(), period.id).due, "2026-04-07");  // 4 April, then Qingming's three days off, the last a Monday
}

TEST_P(Periods, APauseThatMakesNoSenseIsRefused) {
  const auto period = begin("MED-05.prefiling");
  EXPECT_REFUSED(invalid, resume_from(period, "2026-03-10"));
  EXPECT_REFUSED(invalid, pause_from(period, "2026-03-01"));
  EXPECT_REFUSED(bad_input, pause_from(period, "2026-02-30"));
  pause_from(period, "2026-03-10");
  EXPECT_REFUSED(invalid, pause_from(period, "2026-03-11"));
  EXPECT_REFUSED(invalid, resume_from(period, "2026-03-09"));
  const auto fixed = begin("LIT-18");
  EXPECT_REFUSED(invalid, pause_from(fixed, "2026-03-10"));
  EXPECT_REFUSED(invalid, lengthen(fixed, {1, "双方同意"}));
}

TEST_P(Periods, IsExtendedWithConsentAndNoFurtherThanTheRuleLets) {
  const auto simple = begin("LIT-16.simple");
  EXPECT_EQ(simple.due, "2026-06-02");
  EXPECT_REFUSED(bad_input, lengthen(simple, {1, ""}));
  EXPECT_REFUSED(bad_input, lengthen(simple, {0, "院长批准"}));
  EXPECT_REFUSED(invalid, lengthen(simple, {2, "院长批准"}));
  EXPECT_EQ(lengthen(simple, {1, "院长王某 2026-05-20 批准"}).due, "2026-07-02");
  EXPECT_REFUSED(invalid, lengthen(simple, {1, "院长再次批准"}));  // one month in all
  auto db = lease();
  const auto changes = changes_of(db, clerk(), simple.id);
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[1].note, "院长王某 2026-05-20 批准");
  EXPECT_EQ(changes[1].account_id, store::k_clerk);
}

TEST_P(Periods, WhatIsBeyondTheFirstLimitNeedsTheHigherAuthority) {
  const auto ordinary = begin("LIT-16.ordinary");
  EXPECT_EQ(ordinary.due, "2026-09-02");
  EXPECT_EQ(lengthen(ordinary, {6, "院长批准"}).due, "2027-03-02");
  EXPECT_REFUSED(invalid, lengthen(ordinary, {1, "院长批准"}));
  const auto further = lengthen(ordinary, {1, "上级人民法院批准", true});
  EXPECT_EQ(further.due, "2027-04-02");
  EXPECT_EQ(further.missing_years, std::vector<int>{2027});
}

TEST_P(Periods, AStoppedPeriodStaysAsItIs) {
  const auto period = begin("MED-05.prefiling");
  const auto other = begin("LIT-18");
  {
    auto db = lease();
    EXPECT_EQ(stop_all(db, clerk(), subject(), Why::done, "MED-05.prefiling"), 1);
    EXPECT_EQ(stop_all(db, clerk(), subject(), Why::done, "MED-05.prefiling"), 0);
    db.commit();
  }
  EXPECT_REFUSED(invalid, pause_from(period, "2026-03-10"));
  EXPECT_REFUSED(invalid, lengthen(period, {10, "双方同意"}));
  auto db = lease();
  EXPECT_EQ(find(db, clerk(), period.id).stopped_why, "done");
  EXPECT_EQ(stop_all(db, clerk(), subject(), Why::ended), 1);
  EXPECT_EQ(find(db, clerk(), other.id).stopped_why, "ended");
  EXPECT_EQ(stop(db, clerk(), other.id, Why::done).stopped_why, "ended");
}

TEST_P(Periods, AnotherSitesPeriodIsNotThere) {
  const auto period = begin("MED-05.prefiling");
  const auto elsewhere = clerk(store::k_linhai);
  auto db = lease();
  EXPECT_REFUSED(not_found, find(db, elsewhere, period.id));
  EXPECT_REFUSED(not_found, stop(db, elsewhere, period.id, Why::done));
  EXPECT_TRUE(open_of(db, elsewhere, subject()).empty());
  EXPECT_TRUE(changes_of(db, elsewhere, period.id).empty());
}

TEST_P(Periods, ARecordOutOfReachHasNoPointToAskFor) {
  auto db = lease();
  EXPECT_EQ(records_->point_of(db, clerk(), "mediation", "dispute", record_), 0);
  EXPECT_REFUSED(not_found, records_->point_of(db, citizen(store::k_wang), "mediation", "dispute", record_));
  EXPECT_REFUSED(not_found, records_->point_of(db, clerk(store::k_linhai), "mediation", "dispute", record_));
  EXPECT_REFUSED(bad_input, records_->point_of(db, clerk(), "mediation", "gt_account", record_));
}

TEST_P(Periods, AnUncheckedRuleAllowsNoConsequence) {
  const auto period = begin("PET-04.reply");
  EXPECT_EQ(period.due, "2026-03-09");
  EXPECT_EQ(period.status, "recalled");
  EXPECT_FALSE(period.consequence_allowed());
  EXPECT_EQ(clock::told(period.trail.back(), "zh-CN"), "待核：规则尚未经核对，只供参考，不会自动产生后果");
}

TEST_P(Periods, AChangedCalendarMovesTheDateOnceAndTellsIt) {
  const auto period = begin("MED-05.prefiling");
  std::vector<clock::HolidayRow> rows;
  for (auto& row : calendar_.rows(2026)) rows.push_back(row);
  rows.push_back({"2026-04-01", "off"}), rows.push_back({"2026-04-02", "off"});  // Friday 3 April is worked
  const clock::Calendar changed(rows);
  auto db = lease();
  const auto moved = recompute(db, clerk(), period.id, changed, "holidays");
  ASSERT_TRUE(moved.has_value());
  EXPECT_EQ(moved->due, "2026-04-03");
  EXPECT_EQ(clock::told(moved->trail.back(), "zh-CN"), "放假安排有变动，从2026年4月1日（周三）改为2026年4月3日（周五）");
  EXPECT_EQ(clock::told(moved->trail.back(), "en"), "The holidays were changed: from Wednesday 1 April 2026 to Friday 3 April 2026");
  EXPECT_FALSE(recompute(db, clerk(), period.id, changed, "holidays").has_value());
  db.commit();
  EXPECT_EQ(history(period), "started 0 >2026-04-01; recomputed 0 2026-04-01>2026-04-03; ");
  const auto events = host("select record_type, record_id, payload from gt_outbox where type = 'clock.changed'");
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].integer("record_id"), record_);
  const auto payload = parse_json(events[0].text("payload"));
  EXPECT_EQ(Json(payload)["old"].text() + Json(payload)["new"].text(), "2026-04-012026-04-03");
}

TEST_P(Periods, ANewerEditionOfARuleDoesNotMoveWhatRuns) {
  const auto old = begin("MED-05.prefiling");
  auto newer = rule("MED-05.prefiling");
  newer.count = 60;
  auto db = lease();
  EXPECT_FALSE(recompute(db, clerk(), old.id, calendar_, "holidays").has_value());
  const auto begun = start(db, clerk(), subject(), newer, "2026-03-02", calendar_, {"after the change", 0, ""});
  EXPECT_EQ(begun.due, "2026-05-06");  // 1 May and the days off until the 5th
  EXPECT_NE(begun.rule_hash, old.rule_hash);
  EXPECT_EQ(find(db, clerk(), old.id).due, "2026-04-01");
  EXPECT_FALSE(recompute(db, clerk(), begun.id, calendar_, "holidays").has_value());
}

TEST_P(Periods, EveryRuleCanBeKeptAndReadBack) {
  const auto pack = web::read_rules(GT_SOURCE_DIR "/config/rules");
  auto db = lease();
  for (const auto& one : pack.rules()) {
    const auto hash = keep(db, one);
    const auto back = kept(db, hash);
    EXPECT_EQ(hash_of(back), hash) << one.id;
    EXPECT_EQ(back.count, one.count) << one.id;
    EXPECT_EQ(back.effective_from, one.effective_from) << one.id;
  }
  db.write("update gt_rule_text set content = replace(content, '30', '31') where rule = 'MED-05.prefiling'");
  EXPECT_REFUSED(internal, kept(db, hash_of(rule("MED-05.prefiling"))));
}

TEST_P(Periods, TwoWhoChangeItAtOnceDoNotOverwriteEachOther) {
  const auto period = begin("MED-05.prefiling");
  constexpr int each = 5;
  const auto work = [&] {
    for (int i = 0; i < each; ++i) lengthen(period, {1, "双方同意"});
  };
  std::thread other(work);
  work();
  other.join();
  auto db = lease();
  const auto after = find(db, clerk(), period.id);
  EXPECT_EQ(after.extend, 10);
  EXPECT_EQ(after.due, "2026-04-13");  // 2 March and forty days is Saturday 11 April
}

}  // namespace
}  // namespace gongting::host::periods
