#include "gongting/case_number.hpp"

#include <gtest/gtest.h>

using gongting::CaseNumber;
using gongting::CaseNumberFault;
using gongting::parse_case_number;

namespace {

CaseNumberFault fault_of(std::string_view text) {
  CaseNumberFault fault{};
  EXPECT_FALSE(parse_case_number(text, &fault)) << text;
  return fault;
}

TEST(CaseNumber, ReadsAndPrintsThoseOfPublicFiles) {
  for (const char* text : {"(2024)浙0112民初123号", "(2025)冀0108民初4406号", "(2020)沪0117执2263号", "(2024)浙民终5号",
                           "(2023)最高法民终1号", "(2024)浙01民终77号", "(2024)兵0101民初3号", "(2026)浙0112诉前调确9号"}) {
    const auto number = parse_case_number(text);
    ASSERT_TRUE(number) << text;
    EXPECT_EQ(number->text(), text);
  }
}

TEST(CaseNumber, HasItsParts) {
  const auto number = parse_case_number("(2024)浙0112民初123号");
  ASSERT_TRUE(number);
  EXPECT_EQ(*number, (CaseNumber{2024, "浙0112", "", "民初", 123}));
  EXPECT_EQ(number->shown(), "（2024）浙0112民初123号");
  EXPECT_EQ(parse_case_number("(2023)最高法民终1号")->court, "最高法");
  EXPECT_EQ(parse_case_number("(2024)浙民终5号")->court, "浙");
}

TEST(CaseNumber, TellsTheCharacterOfASpecialisedTrialFromTheType) {
  const auto number = parse_case_number("(2024)浙0192知民初8号");
  ASSERT_TRUE(number);
  EXPECT_EQ(number->special, "知");
  EXPECT_EQ(number->type, "民初");
  EXPECT_EQ(number->text(), "(2024)浙0192知民初8号");
  EXPECT_EQ(parse_case_number("(2024)浙0112执恢8号")->type, "执恢");
  EXPECT_EQ(parse_case_number("(2024)浙0112怪字8号")->type, "怪字") << "a type that is not known here";
}

TEST(CaseNumber, IsReadAsPeopleWriteIt) {
  for (const char* text : {"（2024）浙0112民初123号", "（2024） 浙0112 民初 123 号", "〔2024〕浙0112民初第123号", "[2024]浙0112民初123号",
                           "（２０２４）浙０１１２民初１２３号", "　(2024)浙0112民初123号\t"})
    EXPECT_EQ(parse_case_number(text).value_or(CaseNumber{}).text(), "(2024)浙0112民初123号") << text;
}

TEST(CaseNumber, SaysWhatIsWrong) {
  for (const char* text : {"", "2024浙0112民初123号", "(24)浙0112民初123号", "(20245)浙0112民初123号", "(0024)浙0112民初123号"})
    EXPECT_EQ(fault_of(text), CaseNumberFault::year) << text;
  for (const char* text : {"(2015)杭临民初字第123号", "(2024)浙011民初123号", "(2024)浙01122民初123号", "(2024)A0112民初123号", "(2024)"})
    EXPECT_EQ(fault_of(text), CaseNumberFault::court) << text;
  for (const char* text : {"(2024)浙0112号", "(2024)浙0112", "(2024)浙0112abc123号", "(2024)浙0112第123号"})
    EXPECT_EQ(fault_of(text), CaseNumberFault::type) << text;
  for (const char* text : {"(2024)浙0112民初号", "(2024)浙0112民初0号", "(2024)浙0112民初012号", "(2024)浙0112民初1234567890号"})
    EXPECT_EQ(fault_of(text), CaseNumberFault::serial) << text;
  for (const char* text : {"(2024)浙0112民初123", "(2024)浙0112民初123号之一", "(2024)浙0112民初12-3号"})
    EXPECT_EQ(fault_of(text), CaseNumberFault::end) << text;
}

}  // namespace
