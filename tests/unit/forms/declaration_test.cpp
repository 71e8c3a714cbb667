// A form that cannot work is refused with file and line; one that can is read whole.
#include "forms/declaration_file.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"

namespace gongting::host::forms {
namespace {

const std::string k_manifest = R"({
  "id": "cn.gongting.loans", "name": "loans", "version": "0.1.0", "abi": 1, "mark": "借", "title": {"zh-CN": "借款"},
  "summary": {"zh-CN": "借款登记"}, "needs": ["gt.form/1"], "forms": ["forms/loan.json"],
  "permissions": [{"id": "loans.ask", "title": {"zh-CN": "登记"}, "roles": ["CITIZEN"]}]
})";

// The lines are counted below.
const std::string k_whole = R"({
  "form": "loan",
  "path": "/ask",
  "about": "lender_name",
  "open": {"portal": "loans.ask"},
  "steps": [
    {"id": "who", "fields": [
      {"name": "lender", "type": "person", "parts": ["name", "mobile?"]},
      {"name": "kind", "type": "choice", "values": ["cash", "bank"]},
      {"name": "bank_day", "type": "date", "latest": "today", "when": {"kind": "bank"}},
      {"name": "paid", "type": "tick", "required": false}
    ]},
    {"id": "what", "fields": [
      {"name": "amount", "type": "money", "min": 1, "max": 100},
      {"name": "parts", "type": "table", "max": 9, "columns": [{"name": "day", "type": "date"}, {"name": "fen", "type": "money"}]},
      {"name": "due_on", "type": "date", "earliest": "today+1", "error": "loan.error.due"}
    ]},
    {"id": "check", "review": true}
  ],
  "rules": [{"rule": "ordered", "fields": ["bank_day", "due_on"], "error": "loan.error.order"}]
})";

std::string with(std::string from, const std::string& old_text, const std::string& new_text) {
  const auto at = from.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return from.replace(at, old_text.size(), new_text);
}

FormFile parse(const std::string& text) {
  const auto manifest = plugin_host::parse_manifest(k_manifest, "plugin.json");
  return parse_form(text, "forms/loan.json", manifest, [](std::string_view role) { return role == "JUDGE"; });
}

template <class Run>
std::string refusal_of(Run&& run) {
  try {
    run();
    return "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), Kind::bad_input);
    return error.what();
  }
}

}  // namespace

TEST(FormDeclaration, IsReadWhole) {
  const auto declared = parse(k_whole).declared;
  EXPECT_EQ(declared.texts, "loan.");
  EXPECT_EQ(declared.draft_days, 30);
  ASSERT_EQ(declared.steps.size(), 3u);
  EXPECT_TRUE(declared.steps[2].review);
  const auto* lender = declared.field("lender");
  ASSERT_NE(lender, nullptr);
  EXPECT_EQ(gongting::forms::inputs_of(*lender), (std::vector<std::string>{"lender_name", "lender_mobile"}));
  EXPECT_TRUE(lender->parts[0].required);
  EXPECT_FALSE(lender->parts[1].required);
  EXPECT_EQ(declared.field("bank_day")->when->values, std::vector<std::string>{"bank"});
  EXPECT_EQ(declared.field("amount")->max, 100);
  EXPECT_EQ(declared.field("parts")->columns.size(), 2u);
  EXPECT_FALSE(declared.field("paid")->required);
  EXPECT_EQ(declared.step_of("due_on"), 1u);
}

struct Wrong {
  const char *old_text, *new_text, *refused;
};
class FormRefuses : public testing::TestWithParam<Wrong> {};

TEST_P(FormRefuses, NamingFileAndLine) {
  const auto& [old_text, new_text, refused] = GetParam();
  const auto said = refusal_of([&] { parse(with(k_whole, old_text, new_text)); });
  EXPECT_TRUE(said.starts_with(std::string("forms/loan.json:") + refused)) << said;
}

INSTANTIATE_TEST_SUITE_P(
    What, FormRefuses,
    testing::Values(
        Wrong{"\"path\"", "\"paht\"", "3: paht: is not a known key"},
        Wrong{"\"/ask\"", "\"ask\"", "3: path: must be the address"},
        Wrong{"\"lender_name\"", "\"lender\"", "4: about: there is no input lender"},
        Wrong{"loans.ask", "loans.give", "5: open.portal: plugin.json declares no permission loans.give"},
        Wrong{"\"type\": \"person\"", "\"type\": \"human\"", "8: steps[0].fields[0].type: human is no type of a field"},
        Wrong{"\"mobile?\"", "\"uscc\"", "8: steps[0].fields[0].parts[1]: uscc is no part of a person"},
        Wrong{"[\"name\", \"mobile?\"]", "[\"mobile\"]", "8: steps[0].fields[0].parts: needs the name"},
        Wrong{"[\"cash\", \"bank\"]", "[\"Cash\"]", "9: steps[0].fields[1].values[0]: must be snake_case: Cash"},
        Wrong{"\"latest\": \"today\"", "\"latest\": \"tomorrow\"", "10: steps[0].fields[2].latest: must be a day as 2026-03-05"},
        Wrong{"\"latest\": \"today\"", "\"latest\": \"2026-02-30\"", "10: steps[0].fields[2].latest: must be a day"},
        Wrong{"\"latest\": \"today\"", "\"pattern\": \"digits\"", "10: steps[0].fields[2].pattern: does not belong to a field of type date"},
        Wrong{"{\"kind\": \"bank\"}", "{\"kind\": \"cheque\"}", "10: steps[0].fields[2].when.kind: kind never has the value cheque"},
        Wrong{"{\"kind\": \"bank\"}", "{\"amount\": \"1\"}", "10: steps[0].fields[2].when: there is no field amount before this one"},
        Wrong{"{\"kind\": \"bank\"}", "{\"lender\": \"1\"}", "10: steps[0].fields[2].when: a field hangs on a choice or a tick"},
        Wrong{"\"name\": \"paid\"", "\"name\": \"kind\"", "11: steps[0].fields[3].name: there is an input kind already"},
        Wrong{"\"name\": \"paid\"", "\"name\": \"version\"", "11: steps[0].fields[3].name: is a name that the host's form uses itself"},
        Wrong{"\"min\": 1, \"max\": 100", "\"min\": 101, \"max\": 100", "14: steps[1].fields[0].min: is more than the max"},
        Wrong{"\"min\": 1, \"max\": 100", "\"mini\": 1", "14: steps[1].fields[0].mini: is not a known key"},
        Wrong{"\"type\": \"date\"}, {", "\"type\": \"person\"}, {", "15: steps[1].fields[1].columns[0].type: a column is a text, number, money, date or choice"},
        Wrong{", \"columns\": [{\"name\": \"day\", \"type\": \"date\"}, {\"name\": \"fen\", \"type\": \"money\"}]", "", "15: steps[1].fields[1]: a table needs its \"columns\""},
        Wrong{"\"type\": \"date\", \"earliest\": \"today+1\"", "\"type\": \"account\", \"role\": \"KING\"", "16: steps[1].fields[2].role: there is no role KING"},
        Wrong{"\"id\": \"what\"", "\"id\": \"who\"", "13: steps[1].id: there is a step who already"},
        Wrong{"\"id\": \"who\",", "\"id\": \"who\", \"review\": true,", "7: steps[0].review: only the last step"},
        Wrong{"\"rule\": \"ordered\"", "\"rule\": \"later\"", "20: rules[0].rule: must be one_of, differ, same or ordered, not later"},
        Wrong{"[\"bank_day\", \"due_on\"]", "[\"bank_day\", \"ends_on\"]", "20: rules[0].fields[1]: there is no input ends_on"},
        Wrong{"[\"bank_day\", \"due_on\"]", "\"due_on\"", "20: rules[0].fields: a rule holds between two fields"}));

TEST(FormDeclaration, IsHeldAgainstThePluginsCode) {
  const auto file = parse(k_whole);
  const plugin_host::FormNames right{"loan", {"who"}, {}, false, true};
  EXPECT_EQ(refusal_of([&] { check_names(file, &right); }), "accepted");
  EXPECT_EQ(refusal_of([&] { check_names(file, nullptr); }), "forms/loan.json:2: form: the plugin's code has no submit() for loan; register it in setup()");
  const plugin_host::FormNames step{"loan", {"whom"}, {}, false, true}, field{"loan", {}, {"kind"}, false, true};
  EXPECT_EQ(refusal_of([&] { check_names(file, &step); }), "forms/loan.json:6: steps: the plugin has a check for whom, which is no step here");
  EXPECT_EQ(refusal_of([&] { check_names(file, &field); }), "forms/loan.json:6: steps: the plugin has options for kind, which is no choice without values here");
  const auto open = parse(with(k_whole, ", \"values\": [\"cash\", \"bank\"]", ""));
  EXPECT_EQ(refusal_of([&] { check_names(open, &right); }), "forms/loan.json:9: steps[0].fields[1]: has no \"values\", and the plugin has no options for kind");
}

TEST(FormDeclaration, IsHeldAgainstTheTexts) {
  auto file = parse(k_whole);
  const auto without = [&](const std::string& missing) {
    return refusal_of([&] {
      check_texts(file, [&](std::string_view key) {
        return key != missing && !key.starts_with("loan.prepare.3") && !key.ends_with(".hint") && !key.ends_with(".example");
      });
    });
  };
  EXPECT_EQ(without(""), "accepted");
  EXPECT_EQ(file.prepare, (std::vector<std::string>{"loan.prepare.1", "loan.prepare.2"}));
  EXPECT_FALSE(file.declared.field("amount")->hint);
  EXPECT_EQ(without("loan.field.lender_mobile"), "forms/loan.json:8: steps[0].fields[0]: there is no text loan.field.lender_mobile in zh-CN.json");
  EXPECT_EQ(without("loan.field.kind.bank"), "forms/loan.json:9: steps[0].fields[1]: there is no text loan.field.kind.bank in zh-CN.json");
  EXPECT_EQ(without("loan.field.parts.fen"), "forms/loan.json:15: steps[1].fields[1]: there is no text loan.field.parts.fen in zh-CN.json");
  EXPECT_EQ(without("loan.error.order"), "forms/loan.json:20: rules[0].error: there is no text loan.error.order in zh-CN.json");
}

}  // namespace gongting::host::forms
