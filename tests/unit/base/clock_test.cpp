#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace gongting::host {
namespace {

TEST(Clock, WritesTheDayOfShanghai) {
  // 1709222399 s is 2024-02-29 15:59:59 UTC; a second later the leap day is over in Shanghai.
  EXPECT_EQ(local_date(1'709'222'399'000), "2024-02-29");
  EXPECT_EQ(local_date(1'709'222'400'000), "2024-03-01");
  EXPECT_EQ(local_time(1'709'222'400'000), "2024-03-01 00:00");
  EXPECT_EQ(utc_time(1'709'222'399'007), "2024-02-29T15:59:59.007Z");
  EXPECT_EQ(local_time(-1), "1970-01-01 07:59");
}

TEST(Clock, CountsTheDaysOfDates) {
  EXPECT_EQ(days_from_date("1970-01-01"), 0);
  EXPECT_EQ(days_from_date("2000-03-01"), 11'017);  // 30 years of 365, 7 leap days, 31 + 29 days
  EXPECT_EQ(date_from_days(11'017), "2000-03-01");
  for (const auto* wrong : {"2023-02-29", "2023-13-01", "2023-1-01", "2023-01-1x", "20230101", "", "1969-12-31"})
    EXPECT_EQ(days_from_date(wrong), -1) << wrong;
}

TEST(Clock, CanBeSet) {
  set_clock_for_test([] { return std::int64_t{1'709'222'400'000}; });
  EXPECT_EQ(today(), "2024-03-01");
  set_clock_for_test({});
  EXPECT_GT(now_ms(), 1'709'222'400'000);
}

}  // namespace
}  // namespace gongting::host
