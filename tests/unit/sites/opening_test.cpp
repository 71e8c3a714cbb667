#include "sites/opening.hpp"

#include <gtest/gtest.h>

#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "sites/changes.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::sites {
namespace {

/// ms of a local time in Shanghai.
std::int64_t at(const std::string& date, int hour, int minute) {
  return days_from_date(date) * 86'400'000 + (hour * 60 + minute) * 60'000 - 8 * 3'600'000;
}

constexpr auto k_week = R"({"1":["08:30-12:00","13:30-17:00"],"2":["14:00-17:00"]})";

// 2026-03-02 is a Monday.
TEST(Opening, SaysTodaysTimesWhileAnyAreLeft) {
  const auto opening = Opening::parse(k_week);
  for (const auto& [hour, minute, open] :
       {std::tuple{7, 0, false}, {8, 30, true}, {12, 0, false}, {12, 30, false}, {16, 59, true}}) {
    const auto state = opening.at(at("2026-03-02", hour, minute));
    EXPECT_EQ(state.when, OpenState::When::today) << hour;
    EXPECT_EQ(state.from, "8:30");
    EXPECT_EQ(state.to, "17:00");
    EXPECT_EQ(state.weekday, 1);
    EXPECT_EQ(state.open_now, open) << hour << ":" << minute;
  }
}

TEST(Opening, SaysTheNextDayAfterwards) {
  const auto opening = Opening::parse(k_week);
  auto state = opening.at(at("2026-03-02", 17, 0));
  EXPECT_EQ(state.when, OpenState::When::later);
  EXPECT_EQ(state.weekday, 2);
  EXPECT_EQ(state.from, "14:00");
  EXPECT_EQ(state.days_ahead, 1);
  state = opening.at(at("2026-03-05", 10, 0));  // Thursday
  EXPECT_EQ(state.weekday, 1);
  EXPECT_EQ(state.days_ahead, 4);
}

TEST(Opening, IsClosedOnDaysOffByDecree) {
  const auto opening = Opening::parse(k_week);
  const clock::Calendar rest({{"2026-03-02", "off"}, {"2026-03-03", "off"}});
  const auto state = opening.at(at("2026-03-02", 9, 0), rest);
  EXPECT_EQ(state.when, OpenState::When::later);
  EXPECT_EQ(state.weekday, 1);
  EXPECT_EQ(state.days_ahead, 7);
}

TEST(Opening, WithoutTimesIsByAppointment) {
  for (const auto* text : {"", "{}", R"({"1":[]})"}) {
    const auto opening = Opening::parse(text);
    EXPECT_TRUE(opening.by_appointment());
    EXPECT_EQ(opening.at(at("2026-03-02", 9, 0)).when, OpenState::When::by_appointment);
  }
}

TEST(Opening, IsWrittenAsItIsRead) {
  EXPECT_EQ(Opening::parse(k_week).json(), k_week);
  EXPECT_EQ(Opening::parse(R"({"7":["9:00-11:30"]})").json(), R"({"7":["09:00-11:30"]})");
}

TEST(Opening, RefusesTimesThatMakeNoSense) {
  for (const auto* text :
       {R"({"0":[]})", R"({"8":[]})", R"({"mon":[]})", R"({"1":"08:30-12:00"})", R"({"1":["08:30"]})",
        R"({"1":["12:00-08:30"]})", R"({"1":["08:30-25:00"]})", R"({"1":["08:60-09:00"]})",
        R"({"1":["13:00-17:00","08:00-12:00"]})", R"([])", R"({"1":["08:30-12:00","11:00-12:30"]})"})
    EXPECT_THROW(Opening::parse(text), Error) << text;
}

TEST(Divisions, LieInEachOther) {
  EXPECT_EQ(division_prefix("330000000000"), "33");
  EXPECT_EQ(division_prefix("331000000000"), "3310");
  EXPECT_EQ(division_prefix("330110000000"), "330110");
  EXPECT_EQ(division_prefix("330112100000"), "330112100");
  EXPECT_EQ(division_prefix("330112100200"), "330112100200");
  EXPECT_TRUE(lies_in("330112100200", "330112000000"));
  EXPECT_TRUE(lies_in("330112000000", "330112000000"));
  EXPECT_FALSE(lies_in("330100000000", "330112000000"));
  EXPECT_FALSE(lies_in("331082001000", "330112000000"));
}

// Contrasts and hues computed by hand from the definitions; the design's own accent is 8.5 on white.
TEST(Accent, IsReadableAndNotTheRedOfErrors) {
  EXPECT_FALSE(accent_fault("#0d5464"));
  EXPECT_FALSE(accent_fault("#1f3f77"));
  EXPECT_FALSE(accent_fault("#222222"));                       // grey has no hue
  EXPECT_EQ(accent_fault("#8a1020"), "site.accent_red");       // maroon
  EXPECT_EQ(accent_fault("#7a3b00"), "site.accent_red");       // brown, hue about 55
  EXPECT_EQ(accent_fault("#00a0a0"), "site.accent_contrast");  // 3.1 on white
  EXPECT_EQ(accent_fault("#ffffff"), "site.accent_contrast");
  EXPECT_EQ(accent_fault("0d5464"), "site.accent_form");
  EXPECT_EQ(accent_fault("#0d546"), "site.accent_form");
  EXPECT_EQ(accent_fault("#0d546g"), "site.accent_form");
}

}  // namespace
}  // namespace gongting::host::sites
