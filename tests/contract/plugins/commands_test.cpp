// The arguments of commands: what page, API and command line may give, and how a mistake is named.
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "plugin_host/commands.hpp"

namespace gongting::host::plugin_host {
namespace {

constexpr const char* k_manifest = R"({"id": "org.example.sums", "name": "sums", "version": "1.0.0", "abi": 1, "mark": "数",
  "title": {"zh-CN": "数"}, "needs": ["gt.command/1"], "commands": [{"name": "add", "permission": "", "title": {"zh-CN": "加"}, "arguments": [
    {"name": "number", "type": "integer", "required": true, "min": 1, "max": 100, "title": {"zh-CN": "数"}},
    {"name": "truth", "type": "boolean", "title": {"zh-CN": "真"}}, {"name": "day", "type": "date", "title": {"zh-CN": "日"}},
    {"name": "month", "type": "month", "title": {"zh-CN": "月"}}, {"name": "amount", "type": "money", "title": {"zh-CN": "钱"}},
    {"name": "kind", "type": "choice", "choices": ["soft", "loud"], "default": "soft", "title": {"zh-CN": "种"}},
    {"name": "words", "type": "text", "min": 2, "max": 4, "title": {"zh-CN": "话"}}]}]})";

class Commands : public ::testing::Test {
 protected:
  std::string read(Fields given) const { return to_json(read_arguments(manifest_.commands.at(0), given)); }
  /// "argument: reason"
  std::string fault(Fields given) const {
    try {
      read(std::move(given));
      return "nothing is wrong";
    } catch (const ArgumentError& error) {
      EXPECT_TRUE(std::string(error.what()).starts_with(error.argument() + ": "));
      EXPECT_EQ(error.kind(), Kind::bad_input);
      return error.what();
    }
  }
  static std::string refusal(const std::string& commands, const std::string& more = "") {
    try {
      parse_manifest(R"({"id": "org.example.sums", "name": "sums", "version": "1.0.0", "abi": 1, "mark": "数", "title": {"zh-CN": "数"},)"
                     R"( "needs": ["gt.command/1"], "commands": [)" + commands + "]" + more + "}", "plugin.json");
      return "accepted";
    } catch (const Error& error) {
      return error.what();
    }
  }
  Manifest manifest_ = parse_manifest(k_manifest, "plugin.json");
};

TEST_F(Commands, ReadTextsAsOfAnAddressAndValuesAsOfJson) {
  const std::string expected = R"({"number":7,"truth":true,"day":"2024-02-29","month":"2026-11","amount":123450,"kind":"loud","words":"甲乙"})";
  EXPECT_EQ(read({{"number", "7"}, {"truth", "true"}, {"day", "2024-02-29"}, {"month", "2026-11"}, {"amount", "1234.50"}, {"kind", "loud"}, {"words", " 甲乙 "}}), expected);
  EXPECT_EQ(read({{"words", "甲乙"}, {"kind", "loud"}, {"number", 7}, {"truth", true}, {"day", "2024-02-29"}, {"month", "2026-11"}, {"amount", "1234.50"}}), expected);
}

TEST_F(Commands, FillInWhatHasADefaultAndLeaveOutTheRest) {
  EXPECT_EQ(read({{"number", "1"}}), R"({"number":1,"kind":"soft"})");
  EXPECT_EQ(read({{"number", "1"}, {"day", ""}, {"kind", ""}}), R"({"number":1,"kind":"soft"})");
}

TEST_F(Commands, NameTheArgumentThatIsWrong) {
  EXPECT_EQ(fault({}), "number: is missing: N");
  EXPECT_EQ(fault({{"number", "seven"}}), "number: must be a whole number: seven");
  EXPECT_EQ(fault({{"number", "7.5"}}), "number: must be a whole number: 7.5");
  EXPECT_EQ(fault({{"number", true}}), "number: must be a whole number: ");
  EXPECT_EQ(fault({{"number", 0}}), "number: is at least 1");
  EXPECT_EQ(fault({{"number", 101}}), "number: is at most 100");
  EXPECT_EQ(fault({{"number", 1}, {"truth", "maybe"}}), "truth: must be true or false: maybe");
  EXPECT_EQ(fault({{"number", 1}, {"day", "2023-02-29"}}), "day: must be a day that exists, yyyy-mm-dd: 2023-02-29");
  EXPECT_EQ(fault({{"number", 1}, {"month", "2026-13"}}), "month: must be a month, yyyy-mm: 2026-13");
  EXPECT_EQ(fault({{"number", 1}, {"amount", "twelve"}}), "amount: must be an amount in yuan such as 1234.50: twelve");
  EXPECT_EQ(fault({{"number", 1}, {"amount", 5}}), "amount: must be a text, YUAN") << "a number could be fen or yuan";
  EXPECT_EQ(fault({{"number", 1}, {"kind", "shrill"}}), "kind: must be one of soft, loud: shrill");
  EXPECT_EQ(fault({{"number", 1}, {"words", "甲"}}), "words: is at least 2 characters long");
  EXPECT_EQ(fault({{"number", 1}, {"words", "甲乙丙丁戊"}}), "words: is at most 4 characters long");
  EXPECT_EQ(fault({{"number", 1}, {"nubmer", 1}}), "nubmer: is no argument of add; it takes number, truth, day, month, amount, kind, words");
  EXPECT_EQ(fault({{"number", 1}, {"number", 2}}), "number: is given twice");
  EXPECT_EQ(fault({{"number", 1}, {"words", List{}}}), "words: must be a text, TEXT");
}

TEST_F(Commands, RefuseADeclarationThatCannotWork) {
  const auto command = [](const std::string& rest) { return R"({"name": "add", "title": {"zh-CN": "加"}, )" + rest + "}"; };
  const auto argument = [&](const std::string& rest) {
    return command(R"("permission": "", "arguments": [{"name": "number", "title": {"zh-CN": "数"}, )" + rest + "}]");
  };
  EXPECT_EQ(refusal(command(R"("permission": "")")), "accepted");
  EXPECT_NE(refusal(command(R"("summary": {"zh-CN": "加"})")).find("commands[0].permission: is missing"), std::string::npos);
  EXPECT_NE(refusal(command(R"("permission": "sums.use")")).find("is not declared under \"permissions\""), std::string::npos);
  EXPECT_NE(refusal(command(R"("permission": "", "offline": true, "writes": true)")).find("commands[0].offline: "), std::string::npos);
  EXPECT_NE(refusal(command(R"("permission": "", "per_hour": 3)")).find("commands[0].per_hour: "), std::string::npos);
  EXPECT_NE(refusal(argument(R"("type": "number")")).find("commands[0].arguments[0].type: must be text, integer"), std::string::npos);
  EXPECT_NE(refusal(argument(R"("type": "choice")")).find("choices: is missing"), std::string::npos);
  EXPECT_NE(refusal(argument(R"("type": "integer", "max": 3, "default": 4)")).find("default: number: is at most 3"), std::string::npos);
  EXPECT_NE(refusal(argument(R"("type": "integer", "required": true, "default": 4)")).find("\"required\""), std::string::npos);
  EXPECT_NE(refusal(command(R"("permission": "", "arguments": [{"name": "site", "type": "text", "title": {"zh-CN": "站"}}])")).find("is an option of every command"), std::string::npos);
}

}  // namespace
}  // namespace gongting::host::plugin_host
