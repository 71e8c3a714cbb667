#include "clock/period.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"
#include "holidays.hpp"

using namespace gongting::host::clock;

namespace {

Rule rule(Unit unit, int count, Roll roll = Roll::forward) {
  Rule rule;
  rule.id = "T", rule.title = "某事", rule.article = "《某法》第一条", rule.start = "收到某物", rule.unit = unit, rule.count = count;
  rule.roll = unit == Unit::hour ? Roll::none : roll, rule.status = "verified", rule.pauses = {"鉴定期间"};
  return rule;
}
Rule backwards(int days) {
  auto made = rule(Unit::day, days, Roll::none);
  made.kind = RuleKind::before;
  return made;
}
Rule each(Unit unit) {
  auto made = rule(unit, 1, Roll::none);
  made.kind = RuleKind::every;
  return made;
}
Period period(const Rule& rule, const char* from, int pause = 0, int extend = 0) {
  return compute(rule, {from, pause, extend}, holidays_2024_to_2026());
}
std::string due(Unit unit, int count, const char* from, int pause = 0) { return period(rule(unit, count), from, pause).due; }
std::string why(const Rule& rule, const char* from, int pause = 0, int extend = 0) {
  try {
    return period(rule, from, pause, extend).due;
  } catch (const gongting::Error& error) {
    EXPECT_EQ(error.kind(), gongting::Kind::bad_input);
    return error.what();
  }
}

}  // namespace

TEST(C1_StartingDay, IsNotCounted) {
  EXPECT_EQ(due(Unit::day, 15, "2024-04-15"), "2024-04-30");
  EXPECT_EQ(due(Unit::day, 15, "2024-04-15T23:59"), "2024-04-30") << "the time of the day changes nothing";
}

TEST(C1_StartingDay, IsCountedWhereARuleSaysSo) {
  auto counted = rule(Unit::day, 15);
  counted.first_day_counts = true;
  EXPECT_EQ(period(counted, "2024-04-15").due, "2024-04-29");  // 15 to 29 April are 15 days
  EXPECT_EQ(told(period(counted, "2024-04-15").trail, "zh-CN")[1], "开始之日计算在内，从2024年4月15日（周一）起算");
}

TEST(C2_Hours, StartWithTheNextHour) {
  const auto found = period(rule(Unit::hour, 48), "2026-03-06T10:20");
  EXPECT_EQ(found.due, "2026-03-08T11:00");
  EXPECT_EQ(found.due_ms, 1772938800000);  // 2026-03-08T11:00+08:00
  EXPECT_EQ(period(rule(Unit::hour, 24), "2026-03-06T10:00").due, "2026-03-07T11:00");
  EXPECT_EQ(period(rule(Unit::hour, 24), "2026-03-06T23:59").due, "2026-03-08T00:00");
  EXPECT_EQ(period(rule(Unit::hour, 48), "2024-05-06T10:20").due, "2024-05-08T11:00");
}

TEST(C2_Hours, DoNotRollOverAndTheirTaskIsDueOnAWorkingDay) {
  const auto found = period(rule(Unit::hour, 48), "2026-03-06T10:20");  // ends on a Sunday
  EXPECT_EQ(found.task_due, "2026-03-06");
}

TEST(C3_CorrespondingDay, OrTheLastOneOfTheMonth) {
  EXPECT_EQ(due(Unit::month, 6, "2024-12-10"), "2025-06-10");
  EXPECT_EQ(due(Unit::month, 1, "2025-01-31"), "2025-02-28");
  EXPECT_EQ(due(Unit::month, 1, "2024-01-31"), "2024-02-29");  // a leap year
  EXPECT_EQ(due(Unit::month, 2, "2025-10-31"), "2025-12-31");
  EXPECT_EQ(due(Unit::month, 6, "2023-08-31"), "2024-02-29");
  EXPECT_EQ(due(Unit::year, 1, "2024-02-29"), "2025-02-28");
  EXPECT_EQ(due(Unit::year, 3, "2023-02-16"), "2026-02-24");  // 16 February lies in Spring Festival
}

TEST(C4_RestDay, MovesTheEndToTheNextWorkingDay) {
  EXPECT_EQ(due(Unit::day, 7, "2026-03-07"), "2026-03-16");   // an ordinary weekend
  EXPECT_EQ(due(Unit::day, 15, "2024-04-20"), "2024-05-06");  // 5 May
  EXPECT_EQ(due(Unit::day, 30, "2025-01-02"), "2025-02-05");  // 1 February, in Spring Festival
  EXPECT_EQ(due(Unit::day, 10, "2024-09-21"), "2024-10-08");  // 1 October: the golden week ends on the 7th
  EXPECT_EQ(due(Unit::day, 10, "2025-09-21"), "2025-10-09");  // 1 October: the 1st to the 8th are off
  EXPECT_EQ(due(Unit::day, 3, "2026-02-12"), "2026-02-24");   // 15 February: the 15th to the 23rd are off
  EXPECT_EQ(due(Unit::day, 1, "2025-05-30"), "2025-06-03");   // 31 May: Dragon Boat Festival over a weekend
}

TEST(C5_WorkedWeekend, DoesNotMoveTheEnd) {
  EXPECT_EQ(due(Unit::day, 10, "2024-05-01"), "2024-05-11");  // a Saturday, worked
  EXPECT_EQ(due(Unit::day, 10, "2025-01-16"), "2025-01-26");  // a Sunday, worked
  EXPECT_EQ(due(Unit::day, 11, "2024-05-01"), "2024-05-13");  // an ordinary Sunday
  EXPECT_EQ(told(period(rule(Unit::day, 10), "2024-05-01").trail, "zh-CN")[3], "最后一日是调休上班日，不顺延");
}

TEST(C6_End, IsMidnightOfTheLastDayInShanghai) {
  EXPECT_EQ(period(rule(Unit::day, 15), "2024-04-15").due_ms, 1714492800000);  // 2024-05-01T00:00+08:00
}

TEST(C9_WorkingDays, SkipWeekends) {
  EXPECT_EQ(due(Unit::working_day, 3, "2026-03-02"), "2026-03-05");  // Monday -> Thursday
  EXPECT_EQ(due(Unit::working_day, 3, "2026-03-05"), "2026-03-10");  // Thursday -> Tuesday
  EXPECT_EQ(due(Unit::working_day, 3, "2026-03-07"), "2026-03-11");  // Saturday -> Wednesday
}

TEST(C9_WorkingDays, SkipHolidaysAndCountWorkedWeekends) {
  EXPECT_EQ(due(Unit::working_day, 3, "2026-02-13"), "2026-02-25");  // Sa 14 worked, 15-23 off, Tu 24, We 25
  EXPECT_EQ(due(Unit::working_day, 3, "2024-04-26"), "2024-04-30");  // Su 28 worked, Mo 29, Tu 30
  EXPECT_EQ(due(Unit::working_day, 3, "2024-04-30"), "2024-05-08");  // 1-5 off, Mo 6, Tu 7, We 8
}

TEST(C10_Backwards, TheLimitIsTheDateMinusTheDaysAndTheTaskRollsBack) {
  auto found = period(backwards(3), "2026-03-11");
  EXPECT_EQ(found.due, "2026-03-08");  // a Sunday stays the legal limit
  EXPECT_EQ(found.task_due, "2026-03-06");
  found = period(backwards(3), "2026-02-26");  // the 23rd is off: Friday 14 days before is the Saturday that is worked
  EXPECT_EQ(found.due, "2026-02-23");
  EXPECT_EQ(found.task_due, "2026-02-14");
  EXPECT_EQ(period(backwards(7), "2026-03-16").task_due, "2026-03-09");
}

TEST(C11_Lapse, DoesNotRollForward) {
  const auto found = period(rule(Unit::day, 15, Roll::none), "2024-04-20");
  EXPECT_EQ(found.due, "2024-05-05");
  EXPECT_EQ(found.task_due, "2024-04-30");  // 1 to 5 May are off
}

TEST(C12_Pause, PushesTheEndByWholeDaysBeforeItRolls) {
  EXPECT_EQ(due(Unit::day, 15, "2024-04-15", 3), "2024-05-06");  // 30 April + 3 = 3 May, off until the 5th
  EXPECT_EQ(due(Unit::day, 15, "2024-04-20", 3), "2024-05-08");  // 5 May + 3, not 6 May + 3
  EXPECT_EQ(due(Unit::month, 6, "2024-12-10", 10), "2025-06-20");
  EXPECT_EQ(told(period(rule(Unit::day, 15), "2024-04-15", 3).trail, "zh-CN")[3], "扣除3日（鉴定期间），到2024年5月3日（周五）");
}

TEST(C12_Pause, IsRefusedWhereNothingIsExcluded) {
  auto without = rule(Unit::day, 15);
  without.pauses.clear();
  EXPECT_EQ(why(without, "2024-04-15", 1), "T knows no time that is not counted");
}

TEST(C14_FixedPeriod, IsNeitherSuspendedNorExtended) {
  auto fixed = rule(Unit::month, 6);
  fixed.pauses.clear(), fixed.fixed = true;
  EXPECT_EQ(period(fixed, "2024-12-10").due, "2025-06-10");
  const auto refused = "T is a fixed period (不变期间): it is neither suspended, interrupted nor extended";
  EXPECT_EQ(why(fixed, "2024-12-10", 1, 0), refused);
  EXPECT_EQ(why(fixed, "2024-12-10", 0, 1), refused);
}

TEST(Extension, AddsUnitsOfTheRuleUpToWhatItAllows) {
  auto longer = rule(Unit::month, 3);
  EXPECT_EQ(why(longer, "2024-01-15", 0, 1), "T cannot be extended");
  longer.has_extension = true, longer.extension = {1, "经本院院长批准", "", "verified"};
  EXPECT_EQ(period(longer, "2024-01-15", 0, 1).due, "2024-05-15");
  EXPECT_EQ(told(period(longer, "2024-01-15", 0, 1).trail, "zh-CN")[2], "延长：1个月，经本院院长批准");
  EXPECT_EQ(why(longer, "2024-01-15", 0, 2), "T can be extended by 1个月 at most (经本院院长批准)");
  longer.extension.further = "报请上级人民法院批准";
  EXPECT_EQ(period(longer, "2024-01-15", 0, 2).due, "2024-06-17");  // 15 June is a Saturday
  EXPECT_EQ(told(period(longer, "2024-01-15", 0, 2).trail, "zh-CN")[2], "延长：2个月，经本院院长批准；超过1个月的部分，报请上级人民法院批准");
}

TEST(Extension, ThatWasNotVerifiedMakesTheDateOneToCheck) {
  auto longer = rule(Unit::month, 6);
  longer.has_extension = true, longer.extension = {0, "由高级人民法院批准", "", "recalled"};
  EXPECT_EQ(period(longer, "2024-01-15").status, "verified");
  EXPECT_EQ(period(longer, "2024-01-15", 0, 1).status, "recalled");
}

TEST(Period, EndsOnTheDayItselfForWhatIsDueAtOnce) {
  EXPECT_EQ(period(rule(Unit::day, 0, Roll::none), "2024-04-15").due, "2024-04-15");
}

TEST(Period, HasATaskOfThePlatformWithinIt) {
  auto inner = rule(Unit::day, 30);
  inner.task_count = 15;
  EXPECT_EQ(period(inner, "2026-03-02").due, "2026-04-01");
  EXPECT_EQ(period(inner, "2026-03-02").task_due, "2026-03-17");
  EXPECT_EQ(period(inner, "2026-02-28").task_due, "2026-03-13");  // 15 March is a Sunday
  EXPECT_EQ(period(inner, "2026-03-02", 2).task_due, "2026-03-19");
}

TEST(Period, RecursByWeekMonthAndQuarter) {
  EXPECT_EQ(period(each(Unit::week), "2026-03-02").due, "2026-03-08");
  EXPECT_EQ(period(each(Unit::week), "2026-03-08").due, "2026-03-08");
  EXPECT_EQ(period(each(Unit::week), "2026-03-02").task_due, "2026-03-06");
  EXPECT_EQ(period(each(Unit::month), "2024-02-01").due, "2024-02-29");
  EXPECT_EQ(period(each(Unit::quarter), "2026-05-06").due, "2026-06-30");
  EXPECT_EQ(period(each(Unit::quarter), "2026-12-31").due, "2026-12-31");
}

TEST(Period, ExplainsItself) {
  EXPECT_EQ(told(period(rule(Unit::day, 15), "2024-04-20").trail, "zh-CN"),
            (std::vector<std::string>{"起算事由：收到某物，2024年4月20日（周六）", "开始之日不计算在内，从2024年4月21日（周日）起算",
                                      "期间15日，到2024年5月5日（周日）",
                                      "最后一日是休息日，顺延到其后的第一个工作日：2024年5月6日（周一）", "依据：《某法》第一条"}));
  EXPECT_EQ(told(period(rule(Unit::working_day, 3), "2026-02-13").trail, "zh-CN")[2],
            "期间3个工作日，到2026年2月25日（周三），其中9天休息日不算，调休上班的1天照算");
  EXPECT_EQ(told(period(rule(Unit::hour, 48), "2024-05-06T10:20").trail, "zh-CN")[1],
            "开始的时不计算在内，从2024年5月6日（周一）11:00起算48小时，到2024年5月8日（周三）11:00");
}

TEST(Period, SaysThatARuleIsStillToBeChecked) {
  auto recalled = rule(Unit::day, 15);
  recalled.status = "recalled";
  EXPECT_EQ(period(recalled, "2024-04-15").status, "recalled");
  EXPECT_EQ(told(period(recalled, "2024-04-15").trail, "zh-CN").back(), "待核：规则尚未经核对，只供参考，不会自动产生后果");
}

TEST(Period, SaysWhenAYearHasNoHolidayArrangement) {
  const auto found = period(rule(Unit::day, 30), "2026-12-20");
  EXPECT_EQ(found.missing_years, std::vector<int>{2027});
  EXPECT_EQ(found.due, "2027-01-19");
  EXPECT_EQ(told(found.trail, "zh-CN").back(), "2027年的放假安排还没有录入，只按周末推算，请核对后使用");
  EXPECT_TRUE(period(rule(Unit::day, 30), "2026-11-20").missing_years.empty());
  EXPECT_EQ(period(rule(Unit::working_day, 300), "2026-11-20").missing_years, (std::vector<int>{2027, 2028}));
}

TEST(Period, RefusesAStartThatIsNoDate) {
  EXPECT_EQ(why(rule(Unit::day, 3), "2026-02-30"), "the start of T is \"2026-02-30\"; write yyyy-mm-dd");
  for (const char* bad : {"", "2026-2-3", "2026-02-20T", "2026-02-20T24:00", "2026-02-20T10:60", "2026-02-20 10:00", "20260220"})
    EXPECT_NE(why(rule(Unit::day, 3), bad).find("the start of T"), std::string::npos) << bad;
  EXPECT_NE(why(rule(Unit::hour, 3), "2026-02-20").find("yyyy-mm-ddTHH:MM"), std::string::npos);
}

TEST(TrailInEnglish, TellsTheSameSteps) {
  EXPECT_EQ(told(period(rule(Unit::day, 15), "2024-04-20").trail, "en"),
            (std::vector<std::string>{"Event: 收到某物, Saturday 20 April 2024", "The starting day is not counted: from Sunday 21 April 2024",
                                      "15 days, until Sunday 5 May 2024", "The last day is a rest day: on to the next working day, Monday 6 May 2024",
                                      "Source: 《某法》第一条"}));
  EXPECT_EQ(told(period(rule(Unit::hour, 48), "2024-05-06T10:20").trail, "en")[1],
            "The starting hour is not counted: 48 hours from Monday 6 May 2024, 11:00, until Wednesday 8 May 2024, 11:00");
  EXPECT_EQ(told(period(backwards(1), "2026-03-11").trail, "en")[1], "1 day back: Tuesday 10 March 2026 at the latest");
}

TEST(Steps, AreKeptAndReadBackAsTheyWere) {
  auto longer = rule(Unit::month, 3);
  longer.has_extension = true;
  longer.extension = {1, "经本院院长批准", "报请上级人民法院批准", "verified"};
  for (const auto& made : {period(longer, "2027-01-15", 2, 2), period(rule(Unit::hour, 48), "2024-05-06T00:05"), period(each(Unit::week), "2026-03-11"),
                           period(rule(Unit::working_day, 3), "2026-02-13")})
    for (const auto& step : made.trail) EXPECT_EQ(read_step(step_fields(step)), step) << told(step, "en");
  EXPECT_THROW(read_step({{"step", "sideways"}}), gongting::Error);
}
