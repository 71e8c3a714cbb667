#include "clock/calendar.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"
#include "holidays.hpp"

using namespace gongting::host::clock;

TEST(Calendar, ReadsAndWritesDays) {
  EXPECT_EQ(parse_day("1970-01-01"), 0);
  EXPECT_EQ(day_text(*parse_day("2024-02-29")), "2024-02-29");
  std::string words = "到";
  append_day(words, *parse_day("2026-02-24"));
  EXPECT_EQ(words, "到2026年2月24日（周二）");
}

TEST(Calendar, RefusesWhatIsNotADay) {
  for (const char* text : {"", "2024-2-9", "2023-02-29", "2024-13-01", "2024-00-10", "2024/01/02", "2024-01-0x", "2024-01-01 "})
    EXPECT_FALSE(parse_day(text)) << text;
}

TEST(Calendar, TakesTheLastDayOfAMonthThatHasNoSuchDay) {
  EXPECT_EQ(day_text(add_months(*parse_day("2025-01-31"), 1)), "2025-02-28");
  EXPECT_EQ(day_text(add_months(*parse_day("2023-08-31"), 6)), "2024-02-29");
  EXPECT_EQ(day_text(add_months(*parse_day("2024-11-30"), 3)), "2025-02-28");
}

TEST(Calendar, CountsDeclaredDaysBeforeWeekends) {
  const auto calendar = holidays_2024_to_2026();
  EXPECT_TRUE(calendar.is_rest_day(*parse_day("2024-05-01")));    // a Wednesday, off
  EXPECT_FALSE(calendar.is_rest_day(*parse_day("2024-05-11")));   // a Saturday, worked
  EXPECT_TRUE(calendar.is_worked_weekend(*parse_day("2024-05-11")));
  EXPECT_TRUE(calendar.is_rest_day(*parse_day("2024-05-12")));    // an ordinary Sunday
  EXPECT_FALSE(calendar.is_rest_day(*parse_day("2024-05-06")));
}

TEST(Calendar, KnowsOnlyTheYearsItWasGiven) {
  const auto calendar = holidays_2024_to_2026();
  EXPECT_TRUE(calendar.knows(2026));
  EXPECT_FALSE(calendar.knows(2027));
}

TEST(Calendar, DoesNotKnowAYearOfWhichOnlyAPartWasEntered) {
  std::vector<HolidayRow> rows{{"2027-01-01", "off"}, {"2027-02-06", "off"}, {"2027-04-05", "off"}, {"2027-05-01", "off"}};
  EXPECT_FALSE(Calendar(rows).knows(2027));
  rows.push_back({"2027-10-01", "off"});
  EXPECT_TRUE(Calendar(rows).knows(2027));
  EXPECT_EQ(Calendar(rows).missing(2026, 2028), (std::vector<int>{2026, 2028}));
  rows[1].day = "2027-03-06";  // no Spring Festival
  EXPECT_FALSE(Calendar(rows).knows(2027));
}

TEST(Calendar, TakesTheLaterRowOfADay) {
  const Calendar calendar({{"2027-02-15", "off"}, {"2027-02-15", "work"}});  // a Monday
  EXPECT_FALSE(calendar.is_rest_day(*parse_day("2027-02-15")));
  EXPECT_FALSE(calendar.is_worked_weekend(*parse_day("2027-02-15")));
  ASSERT_EQ(calendar.rows(2027).size(), 1u);
  EXPECT_EQ(calendar.rows(2027)[0].kind, "work");
}

TEST(Days, EndOfWeekMonthAndQuarter) {
  EXPECT_EQ(day_text(week_end(*parse_day("2026-03-02"))), "2026-03-08");
  EXPECT_EQ(day_text(month_end(*parse_day("2024-02-10"))), "2024-02-29");
  EXPECT_EQ(day_text(quarter_end(*parse_day("2026-07-01"))), "2026-09-30");
}

TEST(Calendar, RefusesARowThatIsNeitherOffNorWork) {
  EXPECT_THROW(Calendar(std::vector<HolidayRow>{{"2026-01-01", "free"}}), gongting::Error);
  EXPECT_THROW(Calendar(std::vector<HolidayRow>{{"2026-01-32", "off"}}), gongting::Error);
}
