#include "clock/rule_pack.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"

using namespace gongting::host::clock;
using gongting::Fields;
using gongting::List;
using gongting::Value;

namespace {

Fields rule(const char* id = "MED-02", const char* from = "2022-01-01", const char* to = "2030-12-31", int count = 3) {
  return {{"id", id}, {"title", "指定调解员"}, {"article", "《某规定》第十条"}, {"kind", "after"}, {"start", "收到申请"},
          {"unit", "working_day"}, {"count", count}, {"roll", "forward"}, {"effective_from", from}, {"effective_to", to},
          {"status", "verified"}, {"checked_on", "2026-01-05"}};
}
Fields with(Fields fields, const char* key, Value value) {
  for (auto& [name, old] : fields)
    if (name == key) {
      old = std::move(value);
      return fields;
    }
  fields.emplace_back(key, std::move(value));
  return fields;
}
void add(RulePack& pack, const List& rules) {
  const auto bytes = gongting::encode_fields({{"rules", rules}});
  pack.add(gongting::ValueRef(bytes));
}
std::string refusal(Fields broken) {
  RulePack pack;
  try {
    add(pack, {std::move(broken)});
    pack.check();
  } catch (const gongting::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST(RulePack, FindsTheRuleThatHoldsOnADay) {
  RulePack pack;
  add(pack, {rule("MED-02", "2026-01-01", "2030-12-31", 3), rule("MED-02", "2020-01-01", "2025-12-31", 5)});
  EXPECT_EQ(pack.find("MED-02", *parse_day("2025-12-31"))->count, 5);
  EXPECT_EQ(pack.find("MED-02", *parse_day("2026-01-01"))->count, 3);
  EXPECT_EQ(pack.find("MED-02", *parse_day("2019-12-31")), nullptr);
  EXPECT_EQ(pack.find("MED-02", *parse_day("2031-01-01")), nullptr);
  EXPECT_EQ(pack.find("MED-99", *parse_day("2026-01-01")), nullptr);
}

TEST(RulePack, SaysWhyThereIsNoRule) {
  RulePack pack;
  add(pack, {rule("LIT-17.ruling"), rule("LIT-17.judgment")});
  const auto day = *parse_day("2021-12-31");
  EXPECT_EQ(pack.unknown("LIT-99", day), "there is no rule LIT-99");
  EXPECT_EQ(pack.unknown("LIT-17", day), "the rule LIT-17 has several cases; say which: LIT-17.judgment, LIT-17.ruling");
  EXPECT_EQ(pack.unknown("LIT-17.ruling", day), "the rule LIT-17.ruling is held from 2022-01-01 to 2030-12-31, not on 2021-12-31");
}

TEST(RulePack, HoldsARuleWithoutDatesAlways) {
  RulePack pack;
  auto always = rule();
  always.erase(always.begin() + 8, always.begin() + 10);
  add(pack, {always});
  EXPECT_NE(pack.find("MED-02", *parse_day("1950-01-01")), nullptr);
}

TEST(RulePack, RefusesTwoRulesForTheSameDates) {
  RulePack pack;
  add(pack, {rule("MED-02", "2020-01-01", "2026-01-01")});
  EXPECT_THROW(add(pack, {rule("MED-02", "2026-01-01", "2030-12-31")}), gongting::Error);
}

TEST(RulePack, NamesTheRuleAndTheKeyThatIsWrong) {
  EXPECT_EQ(refusal(rule()), "");
  EXPECT_EQ(refusal({}), "rules[0]: \"id\" is missing");
  EXPECT_EQ(refusal(with(rule(), "unit", "weeks")), "rule MED-02: \"unit\" is none of hour, day, working_day, month, year");
  EXPECT_EQ(refusal(with(rule(), "effective_from", "2026-02-30")), "rule MED-02: \"effective_from\" is not a day; write yyyy-mm-dd");
  EXPECT_EQ(refusal(with(rule(), "effective_to", "2021-12-31")), "rule MED-02: \"effective_to\" is before \"effective_from\"");
  EXPECT_EQ(refusal(with(rule(), "count", -1)), "rule MED-02: \"count\" is not a whole number between 0 and 10000");
  EXPECT_EQ(refusal(with(rule(), "count", "3")), "rule MED-02: \"count\" is not a whole number between 0 and 10000");
  EXPECT_EQ(refusal(with(rule(), "status", "sure")), "rule MED-02: \"status\" is none of verified, recalled, choice");
  EXPECT_EQ(refusal(with(rule(), "checked_on", "yesterday")), "rule MED-02: \"checked_on\" is not a day; write yyyy-mm-dd");
  EXPECT_EQ(refusal(with(rule(), "id", "MED 02")), "rule MED 02: \"id\" has up to 64 letters, digits, \"-\", \".\" and \"_\"");
  EXPECT_EQ(refusal(with(rule(), "article", "")), "rule MED-02: \"article\" is not a text");
  EXPECT_EQ(refusal(with(rule(), "fixed", "yes")), "rule MED-02: \"fixed\" is neither true nor false");
  EXPECT_EQ(refusal(with(rule(), "pauses", List{1})), "rule MED-02: \"pauses\" is not a list of texts");
}

TEST(RulePack, KnowsNoOtherKeys) {
  EXPECT_EQ(refusal(with(rule(), "rol", "none")).substr(0, 54), "rule MED-02: \"rol\" is not a key here; there are id, ti");
  EXPECT_NE(refusal(with(rule(), "extension", Fields{{"max", 3}, {"by", "院长"}})).find("\"max\" is not a key here"), std::string::npos);
}

TEST(RulePack, RefusesWhatDoesNotGoTogether) {
  EXPECT_EQ(refusal(with(with(rule(), "fixed", true), "pauses", List{"鉴定"})),
            "rule MED-02: \"fixed\" means that there is neither \"pauses\" nor \"extension\"");
  EXPECT_EQ(refusal(with(rule(), "task_count", 4)), "rule MED-02: \"task_count\" is longer than the period itself");
  EXPECT_EQ(refusal(with(rule(), "of", List{"MED-02"})), "rule MED-02: \"of\" means nothing for a rule of the kind after");
  EXPECT_NE(refusal(with(rule(), "unit", "hour")).find("hour goes with \"roll\": \"none\""), std::string::npos);
  EXPECT_EQ(refusal(with(with(rule(), "kind", "before"), "unit", "day")),
            "rule MED-02: \"roll\" means nothing for a rule of the kind before");
  EXPECT_EQ(refusal(with(rule(), "extension", Fields{{"by", "院长"}, {"further", "上级法院"}})),
            "rule MED-02: \"extension\": \"further\" needs \"most\"");
}

TEST(RulePack, RefusesAPauseOfARuleThatThereIsNot) {
  const Fields pause{{"id", "MED-06"}, {"title", "鉴定"}, {"article", "第二十六条"}, {"kind", "pause"}, {"start", "委托"},
                     {"of", List{"MED-05"}}, {"status", "verified"}, {"checked_on", "2026-01-05"}};
  EXPECT_EQ(refusal(pause), "rule MED-06: \"of\" names MED-05, and there is no such rule");
}

TEST(RulePack, RefusesAFileThatIsNoPack) {
  RulePack pack;
  const auto refused = [&](const Fields& file) {
    try {
      const auto bytes = gongting::encode_fields(file);
      pack.add(gongting::ValueRef(bytes));
    } catch (const gongting::Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_EQ(refused({{"rules", "none"}}), "the file: \"rules\" is not a list");
  EXPECT_EQ(refused({{"rules", List{}}, {"rule", 1}}), "the file: \"rule\" is not a key here; there are about, rules, principles");
  EXPECT_EQ(refused({{"rules", List{1}}}), "rules[0]: is not an object");
  EXPECT_EQ(refused({{"rules", List{}}, {"principles", List{Fields{{"id", "C1"}}}}}), "principles[0]: \"text\" is missing");
}
