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

TEST(ResidentId, HoldsBirthdayDivisionAndSex) {
  EXPECT_EQ(gongting::born_on("11010519491231002X"), "1949-12-31");
  EXPECT_EQ(gongting::division_of("11010519491231002X"), "110105");
  EXPECT_FALSE(gongting::is_male("11010519491231002X"));  // 002 is even
  EXPECT_TRUE(gongting::is_male("440524188001010014"));   // 001 is odd
}

TEST(Mobile, NamesWhatIsWrong) {
  using gongting::MobileFault;
  EXPECT_EQ(gongting::mobile_fault("1380000000"), MobileFault::length);
  EXPECT_EQ(gongting::mobile_fault("1380000000a"), MobileFault::characters);
  EXPECT_EQ(gongting::mobile_fault("12800000000"), MobileFault::prefix);
  EXPECT_EQ(gongting::normalise_mobile("+86 139-0000 0000"), "13900000000");
}

// 91350100M000100Y43 is printed in GB 32100-2015. By hand: 9*1+1*3+3*9+5*27+0*19+1*26+0*16+0*17+21*20+0*29+0*25+0*13+1*8+
// 0*24+0*10+30*30+4*28 = 1640; 1640 mod 31 = 28; 31-28 = 3.
TEST(Uscc, AcceptsTheExampleOfTheStandard) {
  EXPECT_FALSE(gongting::valid_uscc("91350100M000100Y43"));
  EXPECT_EQ(gongting::normalise_uscc(" 91350100m000100y43"), "91350100M000100Y43");
}

TEST(Uscc, WritesThirtyOneAsZeroAndThirtyAsY) {
  // 9+3+27+81+0+26+16+34 = 196 for 91330112; Q is 24: 196+24*28 = 868 = 28*31, so 31 -> 0.
  EXPECT_FALSE(gongting::valid_uscc("9133011200000000Q0"));
  // 196+3*28 = 280 = 9*31+1, so 30 -> Y.
  EXPECT_FALSE(gongting::valid_uscc("91330112000000003Y"));
}

TEST(Uscc, NamesWhatIsWrong) {
  using gongting::UsccFault;
  EXPECT_EQ(gongting::valid_uscc("91350100M000100Y4"), UsccFault::length);
  for (const char never : std::string("IOSVZ")) {
    EXPECT_EQ(gongting::valid_uscc(std::string("91350100") + never + "000100Y43"), UsccFault::characters) << never;
  }
  EXPECT_EQ(gongting::valid_uscc("9135O100M000100Y43"), UsccFault::characters);
  EXPECT_EQ(gongting::valid_uscc("913A0100M000100Y43"), UsccFault::characters) << "the division has digits only";
  EXPECT_EQ(gongting::valid_uscc("91350100M000100Y44"), UsccFault::check_digit);
  EXPECT_EQ(gongting::valid_uscc("91350100M001000Y43"), UsccFault::check_digit) << "two places exchanged";
}

TEST(Uscc, KnowsTheCheckOfTheOrganisationCode) {
  // M000100Y: 22*3+1*5+34*2 = 139; 139 mod 11 = 7; 11-7 = 4.
  EXPECT_TRUE(gongting::carries_organisation_check("91350100M000100Y43"));
  EXPECT_FALSE(gongting::carries_organisation_check("9133011200000000Q0"));  // all zeros ask for 0
}

TEST(Division, HasSixOrTwelveDigitsOfAProvince) {
  EXPECT_FALSE(gongting::valid_division("330112"));
  EXPECT_FALSE(gongting::valid_division("330000"));
  EXPECT_FALSE(gongting::valid_division("330112006000"));
  EXPECT_FALSE(gongting::valid_division("330112006201"));
}

TEST(Division, NamesWhatIsWrong) {
  using gongting::DivisionFault;
  EXPECT_EQ(gongting::valid_division("33011"), DivisionFault::length);
  EXPECT_EQ(gongting::valid_division("330112006"), DivisionFault::length);
  EXPECT_EQ(gongting::valid_division("33011x"), DivisionFault::characters);
  EXPECT_EQ(gongting::valid_division("990112"), DivisionFault::province);
  EXPECT_EQ(gongting::valid_division("330012"), DivisionFault::gap);
  EXPECT_EQ(gongting::valid_division("330112000201"), DivisionFault::gap);
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
