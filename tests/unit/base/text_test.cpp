#include "base/text.hpp"

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace gongting::host {
namespace {

TEST(Text, KnowsWellFormedUtf8) {
  for (const auto* good : {"", "abc", "é", "中", "\xF0\x9F\x98\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(valid_utf8(good)) << good;
  for (const auto* bad : {"\x80", "\xC0\xAF", "\xC1\x81", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                          "\xF5\x80\x80\x80", "\xE4\xB8", "a\xFF"})
    EXPECT_FALSE(valid_utf8(bad));
}

TEST(Text, CountsCharactersAndTrims) {
  EXPECT_EQ(characters("陈a明"), 3u);
  EXPECT_EQ(trim("\t 　陈 明　\r\n"), "陈 明");
  EXPECT_EQ(trim("　 "), "");
  EXPECT_EQ(split("a,,b,", ','), (std::vector<std::string>{"a", "", "b", ""}));
  EXPECT_TRUE(split("", ',').empty());
}

TEST(R34_Audit, ControlCharactersAreInert) {
  EXPECT_EQ(inert("a\r\nb\x1b[31m\x7F"), "a��b�[31m�");
  EXPECT_EQ(inert("\xC2\x85\xE2\x80\xA8x\xFF"), "��x�");
  EXPECT_EQ(inert("共享法庭"), "共享法庭");
}

TEST(Text, ParsesIntegersWhole) {
  long long number = 0;
  EXPECT_TRUE(parse_integer("-42", number));
  EXPECT_EQ(number, -42);
  for (const auto* bad : {"", " 1", "1 ", "+1", "1x", "99999999999999999999", "0x10"})
    EXPECT_FALSE(parse_integer(bad, number)) << bad;
}

TEST(Random, TokensHave256BitsAndDiffer) {
  const auto one = random_token(), two = random_token();
  EXPECT_EQ(one.size(), 43u);
  EXPECT_NE(one, two);
  EXPECT_EQ(one.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_EQ(random_digits(8).size(), 8u);
  EXPECT_EQ(random_digits(8).find_first_not_of("0123456789"), std::string::npos);
}

}  // namespace
}  // namespace gongting::host
