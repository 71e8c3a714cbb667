#include "console/week_form.hpp"

#include <gtest/gtest.h>

namespace gongting::host::console {
namespace {

http::Form typed_form(std::vector<http::Form::Field> fields) { return http::Form(std::move(fields)); }

TEST(WeekForm, GivesBackTheTimesThatItShows) {
  const auto opening = sites::Opening::parse(R"({"1":["08:30-12:00","13:30-17:00"],"5":["14:00-17:00"]})");
  const WeekForm shown(opening);
  std::vector<http::Form::Field> fields;
  const auto list = shown.model();
  for (const auto& day : list)
    for (const auto& [key, cells] : std::get<Fields>(day.data())) {
      if (key != "cells") continue;
      for (const auto& cell : std::get<List>(cells.data())) {
        std::string id, value;
        for (const auto& [name, text] : std::get<Fields>(cell.data())) {
          if (name == "id") id = std::get<std::string>(text.data());
          if (name == "value") value = std::get<std::string>(text.data());
        }
        fields.emplace_back(id, value);
      }
    }
  ASSERT_EQ(fields.size(), 28u);
  const WeekForm typed{http::Form(fields)};
  ASSERT_TRUE(typed.opening());
  EXPECT_EQ(typed.opening()->json(), opening.json());
}

TEST(WeekForm, IsByAppointmentWhenNothingIsFilledIn) {
  const WeekForm typed{http::Form()};
  ASSERT_TRUE(typed.opening());
  EXPECT_TRUE(typed.opening()->by_appointment());
}

TEST(WeekForm, NamesTheFirstDayThatIsWrong) {
  EXPECT_EQ(WeekForm(typed_form({{"d3s1from", "09:00"}})).wrong_day(), 3);
  EXPECT_EQ(WeekForm(typed_form({{"d2s1from", "17:00"}, {"d2s1to", "09:00"}})).wrong_day(), 2);
  EXPECT_EQ(WeekForm(typed_form({{"d7s1from", "09:00"}, {"d7s1to", "12:00"}, {"d7s2from", "11:00"}, {"d7s2to", "13:00"}})).wrong_day(), 7);
  EXPECT_EQ(WeekForm(typed_form({{"d1s1from", "nine"}, {"d1s1to", "12:00"}})).wrong_day(), 1);
  EXPECT_FALSE(WeekForm(typed_form({{"d1s1from", "09:00"}})).opening());
}

TEST(WeekForm, TakesTheSecondSpanAlone) {
  const WeekForm typed{typed_form({{"d1s2from", "14:00"}, {"d1s2to", "17:00"}})};
  ASSERT_TRUE(typed.opening());
  EXPECT_EQ(typed.opening()->json(), R"({"1":["14:00-17:00"]})");
}

TEST(WeekForm, TellsThatADayHasMoreSpansThanItShows) {
  const auto opening = sites::Opening::parse(R"({"1":["08:00-09:00","10:00-11:00","12:00-13:00"]})");
  EXPECT_TRUE(WeekForm(opening).more());
  EXPECT_FALSE(WeekForm(sites::Opening()).more());
}

}  // namespace
}  // namespace gongting::host::console
