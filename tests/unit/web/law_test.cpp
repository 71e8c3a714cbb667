// The rules of the platform (config/rules) and the holidays that come with it: each rule computed by hand.
#include <gtest/gtest.h>

#include <set>

#include "clock/period.hpp"
#include "gongting/error.hpp"
#include "sites/holidays.hpp"
#include "web/rules.hpp"

namespace gongting::host::web {
namespace {

const clock::RulePack& law() {
  static const auto pack = read_rules(GT_SOURCE_DIR "/config/rules");
  return pack;
}
const clock::Calendar& holidays() {
  static const clock::Calendar calendar(sites::shipped_holidays(GT_SOURCE_DIR "/config/data/holidays-cn.csv"));
  return calendar;
}
clock::Period period(const char* id, const char* from, int pause = 0, int extend = 0) {
  const auto* rule = law().find(id, *clock::parse_day(std::string_view(from).substr(0, 10)));
  if (rule == nullptr) throw std::runtime_error(law().unknown(id, *clock::parse_day(std::string_view(from).substr(0, 10))));
  return clock::compute(*rule, {from, pause, extend}, holidays());
}
std::string why(const char* id, const char* from, int pause, int extend) {
  try {
    return period(id, from, pause, extend).due;
  } catch (const Error& error) {
    return error.what();
  }
}

struct ByHand {
  const char *rule, *from, *due, *task_due;
};

// From Monday 2 March 2026. Days: 3 -> Thursday 5; 5 -> Saturday 7, so Monday 9; 7 -> Monday 9; 10 -> Thursday 12;
// 15 -> Tuesday 17; 30 -> Wednesday 1 April; 45 -> Thursday 16 April; 60 -> 1 May, off until the 5th, so the 6th. Working
// days: 2 -> Wednesday 4; 3 -> Thursday 5; 5 -> Monday 9. Months: 1 -> Thursday 2 April; 2 -> Saturday 2 May, so the 6th;
// 3 -> Tuesday 2 June; 6 -> Wednesday 2 September. Years, by weekends only: Tuesday 2027, Thursday 2028, Friday 2029 and 2046.
const ByHand k_table[] = {
    {"LIT-01", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-02", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-03", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"LIT-04", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-05", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-06", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"LIT-07", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-07.counterclaim", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-08", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-09", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-10", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-11.copy", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-11.defence", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-11.defence_copy", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-12", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"LIT-13.ordinary", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-13.second", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"LIT-13.simple", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-13.small", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-15", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"LIT-15.fixed_date", "2026-03-02", "2026-03-02", "2026-03-02"},
    {"LIT-16.ordinary", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"LIT-16.simple", "2026-03-02", "2026-06-02", "2026-06-02"},
    {"LIT-16.small", "2026-03-02", "2026-05-06", "2026-05-06"},
    {"LIT-16.special", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"LIT-16.appeal", "2026-03-02", "2026-06-02", "2026-06-02"},
    {"LIT-16.appeal_ruling", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"LIT-16.admin", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"LIT-16.admin_simple", "2026-03-02", "2026-04-16", "2026-04-16"},
    {"LIT-16.admin_appeal", "2026-03-02", "2026-06-02", "2026-06-02"},
    {"LIT-17.judgment", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-17.ruling", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"LIT-17.abroad", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"LIT-18", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"LIT-19", "2026-03-02", "2029-03-02", "2029-03-02"},
    {"LIT-19.longstop", "2026-03-02", "2046-03-02", "2046-03-02"},
    {"LIT-20.arbitration", "2026-03-02", "2027-03-02", "2027-03-02"},
    {"LIT-20.award", "2026-03-02", "2026-04-16", "2026-04-16"},
    {"LIT-20.sue", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-21.direct", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"LIT-21.after_reconsideration", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-21.reconsideration", "2026-03-02", "2026-05-06", "2026-05-06"},
    {"LIT-22", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"LIT-23.decide", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-23.execute", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-24", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"LIT-25.reconsideration", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-25.decide", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"LIT-25.lift", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-26", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-27.decide", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-27.appoint", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"LIT-27.objection", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-29.notice", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"LIT-29.issue", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-29.answer", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"LIT-30", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"MED-01", "2026-03-02", "2026-03-04", "2026-03-04"},
    {"MED-02", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"MED-03", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"MED-04", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"MED-05.prefiling", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"MED-05.ordinary", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"MED-05.simple", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"MED-07", "2026-03-02", "2026-04-02", "2026-04-02"},
    {"MED-08", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"MED-09", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"MED-10", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"MED-11", "2026-03-02", "2026-04-01", "2026-03-17"},
    {"MED-12.party", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"MED-12.interested", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"SUG-01", "2026-03-02", "2026-05-06", "2026-05-06"},
    {"ENF-01", "2026-03-02", "2028-03-02", "2028-03-02"},
    {"ENF-02", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"ENF-03.notice", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"ENF-03.after_measures", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"ENF-04.ordinary", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"ENF-04.urgent", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"ENF-05", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"ENF-06", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"ENF-07.deposit", "2026-03-02", "2027-03-02", "2027-03-02"},
    {"ENF-07.movables", "2026-03-02", "2028-03-02", "2028-03-02"},
    {"ENF-07.immovables", "2026-03-02", "2029-03-02", "2029-03-02"},
    {"ENF-08.ordinary", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"ENF-08.non_litigation", "2026-03-02", "2026-06-02", "2026-06-02"},
    {"ENF-09", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"ENF-10.decide", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-10.reconsideration", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"ENF-10.higher", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"ENF-11.decide", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-11.sue", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-12", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"ENF-13.objection", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-13.counter", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-13.sue", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-14.file", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"ENF-14.notify", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"ENF-14.supplement", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"ENF-14.return", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-14.unfinished", "2026-03-02", "2026-09-02", "2026-09-02"},
    {"ENF-14.begin", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-14.report", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"ENF-15", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-16", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-18.decide", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-18.correct", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"ENF-18.reconsideration", "2026-03-02", "2026-03-12", "2026-03-12"},
    {"ENF-18.reconsideration_decide", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"ENF-19", "2026-03-02", "2026-03-05", "2026-03-05"},
    {"PET-01.register", "2026-03-02", "2026-03-17", "2026-03-17"},
    {"PET-01.refuse", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"PET-02", "2026-03-02", "2026-05-06", "2026-05-06"},
    {"PET-03.review_request", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"PET-03.review", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"PET-03.recheck_request", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"PET-03.recheck", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"PET-04.reply", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"PET-04.result", "2026-03-02", "2026-06-02", "2026-06-02"},
    {"EVAL-01", "2026-03-02", "2026-03-09", "2026-03-09"},
    {"GRID-01.checkin", "2026-03-02", "2026-03-08", "2026-03-06"},
    {"GRID-01.contact", "2026-03-02", "2026-03-08", "2026-03-06"},
    {"GRID-01.analysis", "2026-03-02", "2026-03-31", "2026-03-31"},
    {"GRID-01.bulletin", "2026-03-02", "2026-03-31", "2026-03-31"},
    {"STAT-01", "2026-03-02", "2026-03-31", "2026-03-31"},
    {"LAW-01", "2026-03-02", "2026-03-31", "2026-03-31"},
    {"CMS-01", "2026-03-02", "2026-04-01", "2026-04-01"},
    {"LIT-14", "2026-03-11", "2026-03-08", "2026-03-06"},
    {"LIT-25.renewal", "2026-03-16", "2026-03-09", "2026-03-09"},
    {"LIT-23.urgent", "2026-03-02T10:20", "2026-03-04T11:00", "2026-03-04"},
    {"LIT-25.lift_urgent", "2026-03-02T10:20", "2026-03-04T11:00", "2026-03-04"},
    {"LIT-28.decide", "2026-03-02T10:20", "2026-03-05T11:00", "2026-03-05"},
    {"LIT-28.urgent", "2026-03-02T10:20", "2026-03-03T11:00", "2026-03-03"},
    {"LIT-28.validity", "2025-11-02", "2026-05-02", "2026-04-30"},
    {"ENF-17", "2024-05-04", "2026-05-04", "2026-04-30"},
    {"ENF-20", "2025-11-01", "2026-05-01", "2026-04-30"}};

TEST(B06_Table, EveryRuleAsComputedByHand) {
  for (const auto& row : k_table) {
    SCOPED_TRACE(row.rule);
    const auto found = period(row.rule, row.from);
    EXPECT_EQ(found.due, row.due);
    EXPECT_EQ(found.task_due, row.task_due);
  }
}

TEST(B06_Table, HasNoRuleThatNobodyComputedByHand) {
  std::set<std::string> computed{"MED-06"};  // time that is not counted in MED-05
  for (const auto& row : k_table) computed.insert(row.rule);
  for (const auto& rule : law().rules()) EXPECT_TRUE(computed.contains(rule.id)) << rule.id;
}

TEST(B06_Table, HasEveryRow) {
  const std::pair<const char*, int> families[] = {{"LIT", 30}, {"MED", 12}, {"SUG", 1}, {"ENF", 20}, {"PET", 4},
                                                  {"EVAL", 1}, {"GRID", 1}, {"STAT", 1}, {"LAW", 1}, {"CMS", 1}};
  for (const auto& [family, last] : families)
    for (int number = 1; number <= last; ++number) {
      const auto id = std::string(family) + (number < 10 ? "-0" : "-") + std::to_string(number);
      EXPECT_TRUE(law().knows(id) || !law().cases(id).empty()) << id;
    }
}

TEST(B06_Table, NamesTheCasesThatOthersCallBy) {
  for (const char* id : {"LIT-11.copy", "LIT-11.defence", "LIT-16.ordinary", "LIT-16.simple", "LIT-17.judgment", "LIT-17.ruling",
                         "LIT-20.sue", "LIT-23.urgent", "LIT-25.reconsideration", "MED-05.prefiling", "MED-05.ordinary",
                         "MED-05.simple", "MED-12.party", "ENF-03.notice", "ENF-10.reconsideration", "ENF-18.correct"})
    EXPECT_TRUE(law().knows(id)) << id;
}

TEST(B06_Table, ExamplesOfTheIssue) {
  EXPECT_EQ(period("LIT-17.judgment", "2024-04-15").due, "2024-04-30");
  EXPECT_EQ(period("LIT-17.judgment", "2024-04-20").due, "2024-05-06");
  EXPECT_EQ(period("LIT-17.ruling", "2024-05-01").due, "2024-05-11");
  EXPECT_EQ(period("MED-09", "2025-01-02").due, "2025-02-05");
  EXPECT_EQ(period("LIT-19", "2023-02-16").due, "2026-02-24");
  EXPECT_EQ(period("LIT-23.urgent", "2024-05-06T10:20").due, "2024-05-08T11:00");
}

TEST(B06_Table, OverLongHolidays) {
  EXPECT_EQ(period("LIT-11.defence", "2024-09-16").due, "2024-10-08");   // 1 October: golden week
  EXPECT_EQ(period("MED-05.prefiling", "2026-01-20").due, "2026-02-24");  // 19 February: Spring Festival
  EXPECT_EQ(period("MED-02", "2025-01-24").due, "2025-02-05");           // Su 26 worked, Mo 27, 28 to 4 off, We 5
  EXPECT_EQ(period("LIT-01", "2024-02-03").due, "2024-02-18");           // the 10th to the 17th off, Sunday 18 worked
  EXPECT_EQ(period("LIT-12", "2024-09-11").due, "2024-09-14");           // Saturday 14 worked
}

TEST(B06_Table, EndsOfMonthsAndLeapYears) {
  EXPECT_EQ(period("LIT-16.simple", "2024-11-30").due, "2025-02-28");
  EXPECT_EQ(period("LIT-16.ordinary", "2023-08-31").due, "2024-02-29");
  EXPECT_EQ(period("ENF-07.deposit", "2024-02-29").due, "2025-02-28");
  EXPECT_EQ(period("LIT-18", "2025-08-31").due, "2026-02-28");  // a Saturday, worked
}

TEST(B06_Table, PausesAndExtensions) {
  EXPECT_EQ(period("MED-05.prefiling", "2026-03-02", 10).due, "2026-04-13");  // 1 April + 10 = Saturday 11, so Monday 13
  EXPECT_EQ(period("MED-05.prefiling", "2026-03-02", 0, 15).due, "2026-04-16");
  EXPECT_EQ(period("LIT-16.ordinary", "2026-03-02", 0, 6).due, "2027-03-02");
  EXPECT_EQ(period("LIT-16.simple", "2026-03-02", 0, 1).due, "2026-07-02");
  EXPECT_EQ(period("PET-02", "2026-03-02", 0, 30).due, "2026-06-01");  // 31 May is a Sunday
  EXPECT_EQ(period("ENF-17", "2024-05-04", 0, 3).due, "2029-05-04");
  EXPECT_EQ(why("LIT-16.simple", "2026-03-02", 0, 2), "LIT-16.simple can be extended by 1个月 at most (经本院院长批准)");
  EXPECT_EQ(why("LIT-17.judgment", "2026-03-02", 0, 1), "LIT-17.judgment cannot be extended");
  EXPECT_EQ(why("LIT-18", "2026-03-02", 5, 0), "LIT-18 is a fixed period (不变期间): it is neither suspended, interrupted nor extended");
  EXPECT_EQ(why("MED-06", "2026-03-02", 0, 0), "MED-06 has no period of its own: it is time that MED-05.prefiling, MED-05.ordinary, "
                                               "MED-05.simple do not count; give it there as a pause");
}

TEST(B06_Table, MarksWhatWasNotVerified) {
  std::set<std::string> to_review;
  for (const auto& rule : law().rules())
    if (!rule.verified()) to_review.insert(rule.id);
  EXPECT_EQ(to_review, (std::set<std::string>{"ENF-16", "ENF-19", "ENF-20", "LIT-16.admin", "LIT-16.admin_appeal", "PET-04.reply",
                                              "PET-04.result"}));
  EXPECT_EQ(law().principles().size(), 16u);
}

TEST(ShippedHolidays, KnowThreeYears) {
  EXPECT_EQ(holidays().missing(2023, 2027), (std::vector<int>{2023, 2027}));
}

}  // namespace
}  // namespace gongting::host::web
