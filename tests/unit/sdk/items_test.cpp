// What Items writes straight is what the same Fields would have been encoded to.
#include "gongting/items.hpp"

#include <gtest/gtest.h>

namespace gongting {
namespace {

std::string encoded(const Value& value) { return value.encode(); }

TEST(Items, WritesEveryKindOfEntryAsFieldsDo) {
  const std::string name = "陈晓明";
  Items items;
  items.add({{"yes", true}, {"no", false}, {"count", 5}, {"large", std::int64_t{5'000'000'000}}, {"real", 0.25}, {"text", name},
             {"literal", "甲"}, {"view", std::string_view("乙丙").substr(3)}, {"empty", ""},
             {"said", Message{"due.in", {{"days", 3}}}}, {"map", Fields{{"a", 1}}}, {"list", Value(List{1, "b"})}, {"none", Value()}});
  const Fields same{{"yes", true}, {"no", false}, {"count", 5}, {"large", std::int64_t{5'000'000'000}}, {"real", 0.25}, {"text", name},
                    {"literal", "甲"}, {"view", "丙"}, {"empty", ""}, {"said", Message{"due.in", {{"days", 3}}}},
                    {"map", Fields{{"a", 1}}}, {"list", List{1, "b"}}, {"none", Value()}};
  EXPECT_EQ(encoded(items), encoded(List{same}));
}

TEST(Items, WritesAPhraseAsAMessage) {
  Items items;
  items.add({{"state", Phrase{"state.", "OPEN", {}}},
             {"day", Phrase{"date.", "long", {{"year", "2026"}, {"month", 3}, {"week", Phrase{"weekday.", "1", {}}}}}}});
  const Fields same{{"state", Message{"state.OPEN", {}}},
                    {"day", Message{"date.long", {{"year", "2026"}, {"month", 3}, {"week", Message{"weekday.1", {}}}}}}};
  EXPECT_EQ(encoded(items), encoded(List{same}));
  ValueRef(encoded(items)).check();
}

TEST(Items, TakesAnEncodedMapAndGrowsBeyondItsFirstGuess) {
  Items items;
  List same;
  for (int i = 0; i < 300; ++i) {
    const std::string text(static_cast<std::size_t>(i) * 7, 'x');
    items.add({{"id", i}, {"text", text}, {"due", encoded_map({{"days", i}, {"date", "2026-11-21"}})}, {"none", Encoded{}}});
    same.emplace_back(Fields{{"id", i}, {"text", text}, {"due", Fields{{"days", i}, {"date", "2026-11-21"}}}, {"none", Value()}});
  }
  EXPECT_EQ(items.size(), 300u);
  EXPECT_EQ(encoded(items), encoded(same));
  EXPECT_EQ(encoded(std::move(items)), encoded(same));
}

TEST(Items, IsAListWithoutAnything) { EXPECT_EQ(encoded(Items()), encoded(List{})); }

}  // namespace
}  // namespace gongting
