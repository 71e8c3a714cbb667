#include "base/json.hpp"

#include <gtest/gtest.h>

namespace gongting::host {
namespace {

std::string refusal(std::string_view text, std::size_t depth = 32) {
  try {
    parse_json(text, depth);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::bad_input);
    return error.what();
  }
  return "";
}

TEST(Json, ReadsWhatItWrites) {
  const std::string text = R"({"a":1,"b":[true,null,-2.5,"中文"],"c":{"d":9007199254740993}})";
  EXPECT_EQ(to_json(parse_json(text)), text);
}

TEST(Json, KeepsTheOrderOfKeysAndWholeNumbersWhole) {
  const auto value = parse_json(R"({"z":5000000000,"a":2,"m":3.5})");
  const Json json(value);
  EXPECT_EQ(json.fields()[0].first, "z");
  EXPECT_EQ(json["z"].integer(), 5'000'000'000);
  EXPECT_TRUE(std::holds_alternative<std::int64_t>(json["a"].value()->data()));
  EXPECT_EQ(json["m"].real(), 3.5);
  EXPECT_FALSE(json["missing"]["deeper"].exists());
  EXPECT_EQ(json["missing"].text("none"), "none");
}

TEST(Json, RefusesAKeyGivenTwiceAndNamesTheLine) {
  EXPECT_EQ(refusal("{\"a\":1,\n\"b\":2,\n\"a\":3}"), "JSON line 3: the key \"a\" is given twice");
  EXPECT_EQ(refusal(R"({"x":{"a":1},"y":{"a":1}})"), "");
}

TEST(Json, RefusesWhatFollowsTheEnd) {
  EXPECT_NE(refusal("{} x"), "");
  EXPECT_NE(refusal("{}{}"), "");
  EXPECT_NE(refusal("[1] 2"), "");
  EXPECT_EQ(refusal("{} \n\t "), "");
}

TEST(Json, RefusesWhatIsNoJson) {
  for (const auto* text :
       {"", " ", "{", "{\"a\"}", "{'a':1}", "[1,]", "{\"a\":1,}", "nul", "\"\x01\"", "\"\xff\"", "[01]", "// x\n{}"})
    EXPECT_NE(refusal(text), "") << text;
}

TEST(Json, RefusesMoreLevelsThanAllowed) {
  EXPECT_EQ(refusal("[[[]]]", 3), "");
  EXPECT_NE(refusal("[[[[]]]]", 3).find("deeper than 3"), std::string::npos);
  EXPECT_NE(refusal(std::string(100'000, '[')), "");
}

TEST(Json, KnowsOnWhichLineEachValueBegins) {
  JsonLines lines;
  const auto value = parse_json("{\n \"a\": {\n  \"b\\\"x\": [1,\n   {\"y\": 2}], \"c\":\n \"t\\\\\"},\n \"d\": true}", lines);
  EXPECT_EQ(Json(value)["d"].boolean(), true);
  const JsonLines expected{{"a", 2}, {"a.b\\\"x", 3}, {"a.b\\\"x[0]", 3}, {"a.b\\\"x[1]", 4}, {"a.b\\\"x[1].y", 4}, {"a.c", 4}, {"d", 6}};
  EXPECT_EQ(lines, expected);
}

TEST(Json, EscapesWhatWouldEndAScriptElementOrALine) {
  EXPECT_EQ(to_json(Value("</script>\n\xE2\x80\xA8\"\\\x01")), R"("\u003c/script>\n\u2028\"\\\u0001")");
}

TEST(Json, WritesATableAsObjects) {
  TableWriter table({"id", "name"});
  table.integer(1), table.text("甲");
  table.integer(2), table.null();
  EXPECT_EQ(to_json(Value(Rows(table.finish()))), R"([{"id":1,"name":"甲"},{"id":2,"name":null}])");
}

}  // namespace
}  // namespace gongting::host
