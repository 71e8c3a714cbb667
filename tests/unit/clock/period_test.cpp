#include "clock/period.hpp"

#include <gtest/gtest.h>

#include "holidays.hpp"

using namespace gongting::host::clock;

namespace {

Rule rule(Unit unit, int count, Roll roll = Roll::forward) {
  Rule rule;
  rule.id = "T", rule.article = "A", rule.unit = unit, rule.count = count, rule.roll = roll, rule.status = "verified";
  return rule;
}
Period period(Unit unit, int count, const char* from, Roll roll = Roll::forward) {
  return compute(rule(unit, count, roll), from, holidays_2024_to_2026());
}
std::string due(Unit unit, int count, const char* from) { return period(unit, count, from).due; }

}  // namespace

TEST(Period, DoesNotCountTheStartingDay) { EXPECT_EQ(due(Unit::day, 15, "2024-04-15"), "2024-04-30"); }

TEST(Period, RunsOnWhenItEndsInAHoliday) {
  EXPECT_EQ(due(Unit::day, 15, "2024-04-20"), "2024-05-06");
  EXPECT_EQ(due(Unit::day, 30, "2025-01-02"), "2025-02-05");
}

TEST(Period, RunsOnOverAnOrdinaryWeekend) { EXPECT_EQ(due(Unit::day, 7, "2026-03-07"), "2026-03-16"); }

TEST(Period, IsNotExtendedWhenItEndsOnAWorkedSaturday) { EXPECT_EQ(due(Unit::day, 10, "2024-05-01"), "2024-05-11"); }

TEST(Period, OfMeasuresThatLapseDoesNotRunOn) {
  EXPECT_EQ(period(Unit::day, 15, "2024-04-20", Roll::none).due, "2024-05-05");
}

TEST(Period, OfYearsEndsOnTheCorrespondingDayAndRunsOn) {
  EXPECT_EQ(due(Unit::year, 3, "2023-02-16"), "2026-02-24");
  EXPECT_EQ(due(Unit::year, 1, "2024-02-29"), "2025-02-28");
}

TEST(Period, OfMonthsEndsOnTheCorrespondingDayOrTheLastOne) {
  EXPECT_EQ(due(Unit::month, 6, "2024-12-10"), "2025-06-10");
  EXPECT_EQ(due(Unit::month, 1, "2025-01-31"), "2025-02-28");
  EXPECT_EQ(due(Unit::month, 2, "2025-10-31"), "2025-12-31");
}

TEST(Period, OfWorkingDaysSkipsWeekends) {
  EXPECT_EQ(due(Unit::working_day, 3, "2026-03-02"), "2026-03-05");  // Monday -> Thursday
  EXPECT_EQ(due(Unit::working_day, 3, "2026-03-05"), "2026-03-10");  // Thursday -> Tuesday
  EXPECT_EQ(due(Unit::working_day, 3, "2026-03-07"), "2026-03-11");  // Saturday -> Wednesday
}

TEST(Period, OfWorkingDaysSkipsHolidaysAndCountsWorkedWeekends) {
  EXPECT_EQ(due(Unit::working_day, 3, "2026-02-13"), "2026-02-25");  // Sa 14 worked, 15-23 off, Tu 24, We 25
  EXPECT_EQ(due(Unit::working_day, 3, "2024-04-26"), "2024-04-30");  // Su 28 worked, Mo 29, Tu 30
  EXPECT_EQ(due(Unit::working_day, 3, "2024-04-30"), "2024-05-08");  // 1-5 off, Mo 6, Tu 7, We 8
}

TEST(Period, OfHoursStartsWithTheNextHourAndDoesNotRollOver) {
  const auto found = period(Unit::hour, 48, "2026-03-06T10:20");
  EXPECT_EQ(found.due, "2026-03-08");                // a Sunday
  EXPECT_EQ(found.due_ms, 1772938800000);            // 2026-03-08T11:00+08:00
  EXPECT_EQ(period(Unit::hour, 24, "2026-03-06T23:59").due, "2026-03-08");
}

TEST(Period, IsOverAtTheEndOfItsLastDayInShanghai) {
  EXPECT_EQ(period(Unit::day, 15, "2024-04-15").due_ms, 1714492800000);  // 2024-05-01T00:00+08:00
}

TEST(Period, ExplainsItself) {
  const auto found = period(Unit::day, 15, "2024-04-20");
  ASSERT_EQ(found.trail.size(), 2u);
  EXPECT_EQ(found.trail[0], "从2024年4月20日（周六）的次日起算15日，到2024年5月5日（周日）");
  EXPECT_EQ(found.trail[1], "最后一日是休息日，顺延到其后的第一个工作日：2024年5月6日（周一）");
  EXPECT_EQ(period(Unit::working_day, 3, "2026-02-13").trail[0],
            "从2026年2月13日（周五）的次日起数3个工作日，到2026年2月25日（周三），其中9天休息日不算，调休上班的1天照算");
}

TEST(Period, SaysWhenAYearHasNoHolidayArrangement) {
  const auto found = period(Unit::day, 30, "2026-12-20");
  EXPECT_TRUE(found.calendar_missing);
  EXPECT_EQ(found.due, "2027-01-19");
  EXPECT_EQ(found.trail.back(), "2027年的放假安排还没有录入，只按周末推算，请核对后使用");
  EXPECT_FALSE(period(Unit::day, 30, "2026-11-20").calendar_missing);
}

TEST(Period, RefusesAStartThatIsNotADate) {
  EXPECT_THROW(period(Unit::day, 3, "2026-02-30"), gongting::Error);
  EXPECT_THROW(period(Unit::day, 3, "2026-02-20T10:00"), gongting::Error);
  EXPECT_THROW(period(Unit::hour, 3, "2026-02-20"), gongting::Error);
  EXPECT_THROW(period(Unit::hour, 3, "2026-02-20T24:00"), gongting::Error);
}
