#include "clock/rule_pack.hpp"

#include <gtest/gtest.h>

using namespace gongting::host::clock;
using gongting::Fields;
using gongting::List;

namespace {

Fields rule(const char* id, const char* from, const char* to, int count = 3) {
  return {{"id", id}, {"article", "《某规定》第十条"}, {"title", "指定调解员"}, {"start", "收到申请"}, {"unit", "working_day"},
          {"count", count}, {"roll", "forward"}, {"effective_from", from}, {"effective_to", to}, {"status", "verified"},
          {"checked_on", "2026-01-05"}};
}
void add(RulePack& pack, const List& rules) {
  const auto bytes = gongting::encode_fields({{"rules", rules}});
  pack.add(gongting::ValueRef(bytes));
}
std::string refusal(Fields broken) {
  RulePack pack;
  try {
    add(pack, {std::move(broken)});
  } catch (const gongting::Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST(RulePack, FindsTheRuleInForceOnADay) {
  RulePack pack;
  add(pack, {rule("MED-02", "", "2025-12-31", 5), rule("MED-02", "2026-01-01", "", 3)});
  EXPECT_EQ(pack.find("MED-02", *parse_day("2025-12-31"))->count, 5);
  EXPECT_EQ(pack.find("MED-02", *parse_day("2026-01-01"))->count, 3);
  EXPECT_EQ(pack.find("MED-99", *parse_day("2026-01-01")), nullptr);
}

TEST(RulePack, HasNoRuleOutsideTheDatesInForce) {
  RulePack pack;
  add(pack, {rule("MED-02", "2026-01-01", "2026-06-30")});
  EXPECT_EQ(pack.find("MED-02", *parse_day("2025-12-31")), nullptr);
  EXPECT_EQ(pack.find("MED-02", *parse_day("2026-07-01")), nullptr);
}

TEST(RulePack, RefusesTwoRulesForTheSameDates) {
  RulePack pack;
  EXPECT_THROW(add(pack, {rule("MED-02", "", "2026-01-01"), rule("MED-02", "2026-01-01", "")}), gongting::Error);
}

TEST(RulePack, NamesTheRuleAndTheKeyThatIsWrong) {
  auto broken = rule("MED-02", "", "");
  broken[4].second = "weeks";
  EXPECT_EQ(refusal(broken), "rule MED-02: \"unit\" is none of hour, day, working_day, month, year");
  broken = rule("MED-02", "2026-02-30", "");
  EXPECT_EQ(refusal(broken), "rule MED-02: \"effective_from\" is not a day; write yyyy-mm-dd");
  EXPECT_EQ(refusal(rule("MED-02", "", "", 0)), "rule MED-02: \"count\" is not between 1 and 10000");
  EXPECT_EQ(refusal({}), "rule without id: \"id\" is missing");
}
