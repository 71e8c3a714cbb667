// Values keep what is put into them, and hostile bytes are an Error, never a read outside of them.
#include "gongting/value.hpp"

#include <gtest/gtest.h>

#include <random>

#include "gongting/detail/json.hpp"

namespace gongting {
namespace {

Rows three_rows() {
  TableWriter table({"id", "words", "weight"});
  table.integer(5'000'000'000), table.text("甲"), table.real(0.5);
  table.integer(-1), table.null(), table.null();
  table.integer(0), table.text(""), table.bytes(std::string_view("\0\xFF", 2));
  return Rows(table.finish());
}

Value everything() {
  return Fields{{"null", nullptr}, {"yes", true}, {"no", false}, {"integer", std::int64_t{-5'000'000'000}}, {"real", 0.25},
                {"text", "陈晓明"}, {"bytes", Bytes{std::string("\0\x01", 2)}}, {"list", List{1, "b", List{}}},
                {"map", Fields{{"a", Fields{}}}}, {"rows", three_rows()}, {"said", Message{"key", {{"n", 3}}}}};
}

TEST(Value, KeepsWhatIsPutIntoIt) {
  const std::string encoded = everything().encode();
  const ValueRef value(encoded);
  value.check();
  EXPECT_TRUE(value["null"].is_null());
  EXPECT_TRUE(value["yes"].boolean());
  EXPECT_FALSE(value["no"].boolean());
  EXPECT_EQ(value["integer"].integer(), -5'000'000'000);
  EXPECT_EQ(value["real"].real(), 0.25);
  EXPECT_EQ(value["text"].text(), "陈晓明");
  EXPECT_EQ(value["bytes"].text(), std::string_view("\0\x01", 2));
  EXPECT_EQ(value["list"].count(), 3u);
  EXPECT_EQ(value["said"].message_key(), "key");
  EXPECT_EQ(value["said"].message_params()["n"].integer(), 3);
  EXPECT_TRUE(value["nowhere"].is_null());
  EXPECT_EQ(value.value().encode(), encoded);
}

TEST(Value, KeepsRows) {
  const Rows rows = three_rows();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].integer("id"), 5'000'000'000);
  EXPECT_EQ(rows[0].text("words"), "甲");
  EXPECT_TRUE(rows[1].is_null("words"));
  EXPECT_FALSE(rows[2].is_null("words"));
  std::int64_t sum = 0;
  for (const Row row : rows) sum += row.integer("id");
  EXPECT_EQ(sum, 4'999'999'999);
  EXPECT_THROW(rows[3], Error);
  EXPECT_THROW(rows[0]["nothing"], Error);
  EXPECT_TRUE(Rows().empty());
  EXPECT_EQ(Rows(TableWriter({"a"}).finish()).size(), 0u);
}

TEST(Value, RefusesEveryTruncation) {
  const std::string encoded = everything().encode();
  for (std::size_t size = 0; size < encoded.size(); ++size)
    EXPECT_THROW(ValueRef(std::string_view(encoded).substr(0, size)).check(), Error) << size;
  EXPECT_THROW(ValueRef(encoded + '\0').check(), Error) << "something after the value";
}

TEST(Value, SurvivesChangedBytes) {
  const std::string encoded = everything().encode();
  std::mt19937 random(20261121);
  for (int round = 0; round < 20'000; ++round) {
    std::string changed = encoded;
    for (int times = 1 + static_cast<int>(random() % 3); times > 0; --times)
      changed[random() % changed.size()] = static_cast<char>(random());
    try {
      const ValueRef value(changed);
      value.check();
      value.value().encode();
      const Rows rows{std::string(value["rows"].exact())};
      for (const Row row : rows) static_cast<void>(row.size());
    } catch (const Error&) {
      continue;
    }
  }
}

TEST(Value, RefusesDeepNesting) {
  Value value;
  for (int depth = 0; depth < 40; ++depth) value = List{value};
  const std::string encoded = value.encode();
  EXPECT_THROW(ValueRef(encoded).check(), Error);
  EXPECT_THROW(ValueRef(encoded).value(), Error);
}

TEST(Value, BecomesJsonThatIsInertInAPage) {
  std::string json;
  const std::string encoded = Value(Fields{{"a", "</script>\"\\\n\x01"}, {"rows", Rows(TableWriter({"x"}).finish())}, {"n", 1.5}}).encode();
  detail::write_json(json, ValueRef(encoded));
  EXPECT_EQ(json, R"({"a":"\u003c/script\u003e\"\\\n\u0001","rows":[],"n":1.5})");
}

}  // namespace
}  // namespace gongting
