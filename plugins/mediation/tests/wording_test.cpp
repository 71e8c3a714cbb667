#include "wording.hpp"

#include <gtest/gtest.h>

#include "agreement.hpp"
#include "application.hpp"
#include "sha256.hpp"

using namespace mediation;

TEST(Wording, WritesAmountsInCapitals) {
  EXPECT_EQ(capital_amount(4'800'000), "肆万捌仟元整");
  EXPECT_EQ(capital_amount(10'530), "壹佰零伍元叁角整");
  EXPECT_EQ(capital_amount(100'005), "壹仟元零伍分");
  EXPECT_EQ(capital_amount(1'000'000'000), "壹仟万元整");
  EXPECT_EQ(capital_amount(10'000'500'000), "壹亿零伍仟元整");
  EXPECT_EQ(capital_amount(10'000'100), "壹拾万零壹元整");
  EXPECT_EQ(capital_amount(1'001'000), "壹万零壹拾元整");
  EXPECT_EQ(capital_amount(50), "伍角整");
  EXPECT_EQ(capital_amount(7), "柒分");
  EXPECT_EQ(capital_amount(0), "零元整");
}

TEST(Wording, WritesNumbersOfClauses) {
  EXPECT_EQ(chinese_number(1), "一");
  EXPECT_EQ(chinese_number(10), "十");
  EXPECT_EQ(chinese_number(12), "十二");
  EXPECT_EQ(chinese_number(20), "二十");
  EXPECT_EQ(chinese_number(105), "一百零五");
}

TEST(Wording, WritesDates) {
  EXPECT_EQ(long_date("2026-02-04"), "2026年2月4日");
}

TEST(Wording, WritesCaseNumbersAndCodes) {
  EXPECT_EQ(case_number(2026, "浙0112", 312), "(2026)浙0112诉前调312号");
  EXPECT_EQ(case_number_shown("(2026)浙0112诉前调312号"), "（2026）浙0112诉前调312号");
  EXPECT_EQ(short_case_number("(2026)浙0112诉前调312号", "x"), "诉前调312号");
  EXPECT_EQ(short_case_number("", "330112-2026-00312"), "330112-2026-00312");
  EXPECT_EQ(dispute_code("330112000000", 2026, 312), "330112-2026-00312");
}

TEST(Wording, SaysHowMuchTimeIsLeft) {
  const auto kind = [](const char* due) { return std::string(gongting::ValueRef(due_model(due, "2026-11-21").bytes)["kind"].text()); };
  EXPECT_EQ(kind("2026-11-20"), "over");
  EXPECT_EQ(kind("2026-11-21"), "today");
  EXPECT_EQ(kind("2026-11-28"), "soon");
  EXPECT_EQ(kind("2026-11-29"), "later");
  EXPECT_TRUE(due_model(k_no_due, "2026-11-21").bytes.empty());
}

TEST(Wording, MasksAddressesBelowTheVillage) {
  EXPECT_EQ(mask_address("临安区太湖源镇东篱村12号"), "临安区太湖源镇东篱村***");
  EXPECT_EQ(mask_address("临安区锦城街道城中街1号"), "临安区锦城街道***");
  EXPECT_EQ(mask_address("某处"), "***");
}

TEST(Sha256, FitsTheStandardsExamples) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256_hex(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Agreement, NumbersItsClausesOnce) {
  const auto lines = clauses("归还48,000元\n二、双方再无争议\n\n");
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0], "一、归还48,000元");
  EXPECT_EQ(lines[1], "二、双方再无争议");
}

TEST(Agreement, NamesPartiesFactsResultAndPerformance) {
  Dispute dispute;
  dispute.case_number = "(2026)浙0112诉前调1号", dispute.mediator_name = "吴芳";
  dispute.parties = {{.role = "applicant", .kind = "person", .name = "陈晓明", .resident_id = "330***********0018", .address = "临安区"},
                     {.role = "respondent", .kind = "organisation", .name = "某商店"}};
  const auto body = agreement_body(dispute, "某调解委员会", "某法院", "借款未还", "#归还", "每月还", 3);
  for (const char* part : {"调解协议书", "（2026）浙0112诉前调1号", "申请人：陈晓明", "330***********0018", "被申请人：某商店", "吴芳",
                           "借款未还", "一、#归还", "一、每月还", "第3版"})
    EXPECT_NE(body.find(part), std::string::npos) << part;
}

TEST(Agreement, TakesNothingThatWasTypedForItsOwnMarks) {
  Dispute dispute;
  dispute.parties = {{.role = "applicant", .kind = "person", .name = "甲"}};
  const auto model = paper_model(agreement_body(dispute, "组织", "法院", "#假标题\n=假小标题", "甲", "乙", 1), sha256_hex("x"));
  const auto bytes = gongting::encode_fields(model);
  EXPECT_EQ(gongting::ValueRef(bytes)["title"].text(), "调解协议书");
  int headings = 0;
  gongting::ValueRef(bytes)["lines"].for_each([&](std::string_view, gongting::ValueRef line) {
    headings += line["heading"].is_null() ? 0 : 1;
    return true;
  });
  EXPECT_EQ(headings, 4);
}
