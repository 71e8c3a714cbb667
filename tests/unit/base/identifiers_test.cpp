#include "gongting/identifiers.hpp"

#include <gtest/gtest.h>

using gongting::ResidentIdFault;
using gongting::valid_resident_id;

namespace {

constexpr auto k_today = "2026-03-01";

// 11010519491231002X and 440524188001010014 are the two examples printed in GB 11643-1999.
TEST(ResidentId, AcceptsTheExamplesOfTheStandard) {
  EXPECT_FALSE(valid_resident_id("11010519491231002X", k_today));
  EXPECT_FALSE(valid_resident_id("440524188001010014", k_today));
}

TEST(ResidentId, RefusesEveryOtherCheckCharacter) {
  for (const char c : std::string("0123456789"))
    EXPECT_EQ(valid_resident_id(std::string("11010519491231002") + c, k_today), ResidentIdFault::check_digit);
}

TEST(ResidentId, RefusesASlipInOneDigitAndTwoDigitsExchanged) {
  EXPECT_EQ(valid_resident_id("11010519491232002X", k_today), ResidentIdFault::date);
  EXPECT_EQ(valid_resident_id("11010519491231003X", k_today), ResidentIdFault::check_digit);
  EXPECT_EQ(valid_resident_id("11015019491231002X", k_today), ResidentIdFault::check_digit);
}

TEST(ResidentId, RefusesDatesThatAreNotInTheCalendar) {
  EXPECT_EQ(valid_resident_id("110105194902290020", k_today), ResidentIdFault::date);  // 1949 was no leap year
  EXPECT_EQ(valid_resident_id("110105190002290020", k_today), ResidentIdFault::date);  // nor was 1900
  EXPECT_EQ(valid_resident_id("110105194913010020", k_today), ResidentIdFault::date);
  EXPECT_EQ(valid_resident_id("110105194904310020", k_today), ResidentIdFault::date);
  EXPECT_EQ(valid_resident_id("110105194900100020", k_today), ResidentIdFault::date);
}

TEST(ResidentId, KnowsLeapDays) {
  // 29 February 2000: 3*7+3*9+0*10+1*5+1*8+2*4+2*2+0*1+0*6+0*3+0*7+2*9+2*10+9*5+0*8+0*4+1*2 = 158; 158 mod 11 = 4,
  // so 8.
  EXPECT_FALSE(valid_resident_id("330112200002290018", k_today));
}

TEST(ResidentId, RefusesAPersonBornTomorrow) {
  EXPECT_EQ(valid_resident_id("330112200002290018", "2000-02-28"), ResidentIdFault::future);
  EXPECT_FALSE(valid_resident_id("330112200002290018", "2000-02-29"));
}

TEST(ResidentId, RefusesOtherLengthsAndCharacters) {
  EXPECT_EQ(valid_resident_id("", k_today), ResidentIdFault::length);
  EXPECT_EQ(valid_resident_id("110105491231002", k_today), ResidentIdFault::length);  // the old form
  EXPECT_EQ(valid_resident_id("11010519491231002Y", k_today), ResidentIdFault::characters);
  EXPECT_EQ(valid_resident_id("1101051949123100XX", k_today), ResidentIdFault::characters);
  EXPECT_EQ(valid_resident_id("11010519491231002x", k_today), ResidentIdFault::characters);
}

TEST(ResidentId, IsNormalisedToACapitalXWithoutBlanks) {
  EXPECT_EQ(gongting::normalise_resident_id("110105 19491231 002x"), "11010519491231002X");
}

TEST(Mobile, HasElevenDigitsAndASecondDigitFromThreeToNine) {
  EXPECT_TRUE(gongting::valid_mobile("13800000000"));
  EXPECT_TRUE(gongting::valid_mobile("19912345678"));
  EXPECT_FALSE(gongting::valid_mobile("12800000000"));
  EXPECT_FALSE(gongting::valid_mobile("23800000000"));
  EXPECT_FALSE(gongting::valid_mobile("1380000000"));
  EXPECT_FALSE(gongting::valid_mobile("138000000000"));
  EXPECT_FALSE(gongting::valid_mobile("1380000000a"));
}

TEST(Masks, HideTheMiddle) {
  EXPECT_EQ(gongting::mask_name("陈晓明"), "陈*明");
  EXPECT_EQ(gongting::mask_name("陈明"), "陈*");
  EXPECT_EQ(gongting::mask_name("欧阳晓明"), "欧**明");
  EXPECT_EQ(gongting::mask_name("陈"), "*");
  EXPECT_EQ(gongting::mask_name(""), "");
  EXPECT_EQ(gongting::mask_resident_id("330112200002290018"), "330***********0018");
  EXPECT_EQ(gongting::mask_mobile("13812340000"), "138****0000");
  EXPECT_EQ(gongting::mask_mobile("1381"), "****");
}

}  // namespace
