// What Items writes straight is what the same Fields would have been encoded to.
#include "gongting/items.hpp"

#include <gtest/gtest.h>

namespace gongting {
namespace {

std::string encoded(const Value& value) { return value.encode(); }

/// The items as a list of maps, also when they were written as a table.
std::string spread(const Value& value) {
  const auto bytes = value.encode();
  ValueRef(bytes).check();
  if (ValueRef(bytes).tag() != Tag::table) return bytes;
  const Rows rows(bytes);
  List list;
  for (const Row row : rows) {
    Fields item;
    for (std::size_t i = 0; i < row.size(); ++i) item.emplace_back(std::string(row.name(i)), row[i].value());
    list.emplace_back(std::move(item));
  }
  return Value(std::move(list)).encode();
}

TEST(Items, WritesEveryKindOfEntryAsFieldsDo) {
  const std::string name = "陈晓明";
  Items items;
  items.add({{"yes", true}, {"no", false}, {"count", 5}, {"large", std::int64_t{5'000'000'000}}, {"real", 0.25}, {"text", name},
             {"literal", "甲"}, {"view", std::string_view("乙丙").substr(3)}, {"empty", ""},
             {"said", Message{"due.in", {{"days", 3}}}}, {"map", Fields{{"a", 1}}}, {"list", Value(List{1, "b"})}, {"none", Value()}});
  const Fields same{{"yes", true}, {"no", false}, {"count", 5}, {"large", std::int64_t{5'000'000'000}}, {"real", 0.25}, {"text", name},
                    {"literal", "甲"}, {"view", "丙"}, {"empty", ""}, {"said", Message{"due.in", {{"days", 3}}}},
                    {"map", Fields{{"a", 1}}}, {"list", List{1, "b"}}, {"none", Value()}};
  EXPECT_EQ(spread(items), encoded(List{same}));
}

TEST(Items, WritesAPhraseAsAMessage) {
  Items items;
  items.add({{"state", Phrase{"state.", "OPEN", {}}},
             {"day", Phrase{"date.", "long", {{"year", "2026"}, {"month", 3}, {"week", Phrase{"weekday.", "1", {}}}}}}});
  const Fields same{{"state", Message{"state.OPEN", {}}},
                    {"day", Message{"date.long", {{"year", "2026"}, {"month", 3}, {"week", Message{"weekday.1", {}}}}}}};
  EXPECT_EQ(spread(items), encoded(List{same}));
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
  EXPECT_EQ(spread(items), encoded(same));
  EXPECT_EQ(spread(std::move(items)), encoded(same));
}

TEST(Items, WritesTheNamesOfItemsThatAreAlikeOnce) {
  Items items;
  for (const char* place : {"锦城街道", "玲珑街道", "青山湖街道"}) items.add({{"place", place}, {"open", true}});
  const auto bytes = encoded(items);
  EXPECT_EQ(ValueRef(bytes).tag(), Tag::table);
  EXPECT_EQ(ValueRef(bytes).count(), 3u);
  EXPECT_EQ(bytes.find("place"), bytes.rfind("place"));
}

TEST(Items, BecomesAListOfMapsWhenOneIsOtherwise) {
  const Fields second{{"a", 2}, {"b", "乙"}}, longer{{"a", 3}, {"b", 4}, {"c", 5}},
      renamed{{"a", 6}, {"d", 7}};
  Items inner;
  inner.add({{"x", "甲"}});
  for (const auto& other : {longer, renamed}) {
    Items items;
    items.add({{"a", 1}, {"b", Value(inner)}});
    items.add({{"a", 2}, {"b", "乙"}});
    if (other.size() == 3) items.add({{"a", 3}, {"b", 4}, {"c", 5}});
    else items.add({{"a", 6}, {"d", 7}});
    items.add({{"a", 2}, {"b", "乙"}});
    const auto bytes = encoded(items);
    ValueRef(bytes).check();
    ASSERT_EQ(ValueRef(bytes).tag(), Tag::list);
    const auto list = std::get<List>(ValueRef(bytes).value().data());
    ASSERT_EQ(list.size(), 4u);
    EXPECT_EQ(list[1].encode(), encoded(second));
    EXPECT_EQ(list[2].encode(), encoded(other));
    EXPECT_EQ(list[3].encode(), encoded(second));
    EXPECT_EQ(ValueRef(list[0].encode())["b"].count(), 1u);
  }
}

TEST(Items, TakesItemsWithoutNames) {
  Items items;
  items.add({});
  items.add({});
  EXPECT_EQ(encoded(items), encoded(List{Fields{}, Fields{}}));
}

TEST(Items, IsAListWithoutAnything) { EXPECT_EQ(encoded(Items()), encoded(List{})); }

}  // namespace
}  // namespace gongting
