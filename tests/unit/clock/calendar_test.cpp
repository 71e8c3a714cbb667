#include "clock/calendar.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"
#include "holidays.hpp"

using namespace gongting::host::clock;

TEST(Calendar, ReadsAndWritesDays) {
  EXPECT_EQ(parse_day("1970-01-01"), 0);
  EXPECT_EQ(day_text(*parse_day("2024-02-29")), "2024-02-29");
  EXPECT_EQ(day_words(*parse_day("2026-02-24")), "2026年2月24日（周二）");
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

TEST(Calendar, RefusesARowThatIsNeitherOffNorWork) {
  EXPECT_THROW(Calendar(std::vector<HolidayRow>{{"2026-01-01", "free"}}), gongting::Error);
  EXPECT_THROW(Calendar(std::vector<HolidayRow>{{"2026-01-32", "off"}}), gongting::Error);
}
