// A declaration that cannot work is refused with file and line; one that can is read whole.
#include "workflow/declaration_file.hpp"

#include <gtest/gtest.h>

#include "gongting/error.hpp"

namespace gongting::host::workflow {
namespace {

const std::string k_manifest = R"({
  "id": "cn.gongting.visits", "name": "visits", "version": "0.1.0", "abi": 1, "mark": "访", "title": {"zh-CN": "来访"},
  "summary": {"zh-CN": "来访登记"}, "needs": ["gt.store/1", "gt.workflow/1"], "workflows": ["workflows/visit.json"],
  "permissions": [{"id": "visits.receive", "title": {"zh-CN": "接待"}, "roles": ["FILING_CLERK"]}],
  "records": [{"name": "visit", "columns": {"state": "text", "due": "date", "host_name": "text", "host_id": "integer"},
               "readers": {"FILING_CLERK": "site"}}]
})";

// The lines are counted below.
const std::string k_whole = R"({
  "record": "visit",
  "path": "/visits",
  "columns": {"state": "state", "due": "due"},
  "actors": {
    "visitor": {"face": "portal", "part": "visitor"},
    "clerk": {"face": "console", "permission": "visits.receive"}
  },
  "states": {
    "ASKED": {"turn": "court"},
    "RECEIVED": {"turn": "nobody", "kind": "final"},
    "GONE": {"turn": "nobody", "kind": "ended"}
  },
  "fields": {"reason": {"type": "long_text", "kept": "public", "max": 200}},
  "transitions": [
    {"id": "ask", "from": "NONE", "to": "ASKED", "who": "visitor", "limit": {"start": "VIS-01"}},
    {"id": "receive", "from": "ASKED", "to": "RECEIVED", "who": ["clerk"], "guards": "open_today", "effects": "note_host", "limit": "stop"},
    {"id": "leave", "from": ["ASKED"], "to": "GONE", "who": ["visitor", "clerk"], "input": "reason", "limit": "stop"}
  ]
})";

std::string with(std::string from, const std::string& old_text, const std::string& new_text) {
  const auto at = from.find(old_text);
  EXPECT_NE(at, std::string::npos) << old_text;
  return from.replace(at, old_text.size(), new_text);
}

DeclarationFile parse(const std::string& text) {
  const auto manifest = plugin_host::parse_manifest(k_manifest, "plugin.json");
  return parse_declaration(text, "workflows/visit.json", manifest, [](std::string_view rule) { return rule == "VIS-01"; },
                           [](std::string_view role) { return role == "FILING_CLERK"; });
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
std::string refusal(const std::string& old_text, const std::string& new_text) {
  return refusal_of([&] { parse(with(k_whole, old_text, new_text)); });
}

}  // namespace

TEST(Declaration, IsReadWhole) {
  const auto declared = parse(k_whole).declared;
  EXPECT_EQ(declared.key("state", "ASKED"), "visit.state.ASKED");
  ASSERT_EQ(declared.transitions.size(), 3u);
  EXPECT_EQ(declared.way("ASKED", "receive")->to, "RECEIVED");
  EXPECT_EQ(declared.way("GONE", "receive"), nullptr);
  EXPECT_EQ(declared.way("NONE", "ask")->rule, "VIS-01");
  EXPECT_TRUE(declared.state("GONE")->is_end());
  EXPECT_EQ(declared.actor("clerk")->permission, "visits.receive");
}

TEST(Declaration, SaysWhoIsTold) {
  const auto text = with(k_whole, "\"guards\"", "\"notice\": [{\"to\": \"visitor\"}, {\"to\": [\"visitor\", \"clerk\"], \"text\": \"come\"}], \"guards\"");
  const auto file = parse(text);
  const auto& notices = file.declared.way("ASKED", "receive")->notices;
  ASSERT_EQ(notices.size(), 2u);
  EXPECT_EQ(notices[0].text, "receive");
  EXPECT_EQ(notices[1].text, "come");
  EXPECT_EQ(notices[1].to, (std::vector<std::string>{"visitor", "clerk"}));
  EXPECT_EQ(refusal_of([&] { check_texts(file, [](std::string_view key) { return key != "visit.notice.come.words"; }); }),
            "workflows/visit.json:17: transitions[1].notice: there is no text visit.notice.come.words in zh-CN.json");
}

struct Wrong {
  const char *old_text, *new_text, *refused;
};
class DeclarationRefuses : public testing::TestWithParam<Wrong> {};

TEST_P(DeclarationRefuses, NamingFileAndLine) {
  const auto& [old_text, new_text, refused] = GetParam();
  const auto said = refusal(old_text, new_text);
  EXPECT_TRUE(said.starts_with(std::string("workflows/visit.json:") + refused)) << said;
}

INSTANTIATE_TEST_SUITE_P(
    What, DeclarationRefuses,
    testing::Values(
        Wrong{"\"path\": \"/visits\"", "\"pathh\": \"/visits\"", "3: pathh: is not a known key"},
        Wrong{"\"record\": \"visit\"", "\"record\": \"visitt\"", "2: record: \"visitt\" is no record type"},
        Wrong{"\"due\": \"due\"", "\"due\": \"due_on\"", "4: columns.due: \"due_on\" is no column of visit"},
        Wrong{"\"due\": \"due\"", "\"due\": \"state\"", "4: columns.due: the column state must be of type date, not text"},
        Wrong{"visits.receive\"}", "visits.take\"}", "7: actors.clerk.permission: plugin.json declares no permission visits.take"},
        Wrong{", \"part\": \"visitor\"", "", "6: actors.visitor: needs a \"part\", a \"permission\" or both"},
        Wrong{"\"kind\": \"final\"", "\"kind\": \"done\"", "11: states.RECEIVED.kind: must be open, closed, final or ended"},
        Wrong{"\"to\": \"GONE\"", "\"to\": \"LEFT\"", "18: transitions[2].to: there is no state LEFT"},
        Wrong{"\"from\": [\"ASKED\"]", "\"from\": [\"WAITING\"]", "18: transitions[2].from[0]: there is no state WAITING"},
        Wrong{"\"who\": [\"clerk\"]", "\"who\": [\"judge\"]", "17: transitions[1].who[0]: there is no actor judge"},
        Wrong{"\"input\": \"reason\"", "\"input\": \"words\"", "18: transitions[2].input: there is no field words"},
        Wrong{"VIS-01", "VIS-99", "16: transitions[0].limit.start: there is no rule VIS-99"},
        Wrong{"\"type\": \"long_text\", \"kept\": \"public\", \"max\": 200", "\"type\": \"account\", \"role\": \"KING\"", "14: fields.reason.role: there is no role KING"},
        Wrong{"\"type\": \"long_text\"", "\"type\": \"reason\"", "14: fields.reason.type: reason is no type of a field"},
        Wrong{", \"kind\": \"ended\"}", "}", "12: states.GONE: is a dead end"},
        Wrong{"\"to\": \"GONE\"", "\"to\": \"RECEIVED\"", "12: states.GONE: cannot be reached from NONE"},
        Wrong{"\"input\": \"reason\", \"limit\": \"stop\"", "\"input\": \"reason\"",
              "18: transitions[2]: leads to an end and must say \"limit\": \"stop\""},
        Wrong{"\"from\": [\"ASKED\"]", "\"from\": [\"ASKED\", \"RECEIVED\"]", "18: transitions[2].from[1]: RECEIVED is an end"},
        Wrong{"\"guards\": \"open_today\"", "\"identity\": 4", "17: transitions[1].identity: must be 2, seen at a point, or 3"},
        Wrong{"{\"id\": \"leave\"", "{\"id\": \"receive\"", "18: transitions[2]: a second way receive leads out of ASKED"},
        Wrong{"\"from\": \"NONE\"", "\"from\": \"ASKED\"", "15: transitions: no way begins at NONE"},
        Wrong{"\"input\": \"reason\",", "\"input\": \"reason\", \"notice\": {\"to\": \"judge\"},", "18: transitions[2].notice.to: there is no actor judge"},
        Wrong{"\"input\": \"reason\",", "\"input\": \"reason\", \"notice\": {\"text\": \"left\"},", "18: transitions[2].notice: \"to\" is missing"},
        Wrong{"\"input\": \"reason\",", "\"input\": \"reason\", \"notice\": [{\"to\": \"clerk\", \"words\": \"left\"}],",
              "18: transitions[2].notice[0].words: is not a known key"},
        Wrong{"\"path\": \"/visits\",", "\"path\": \"/visits\", \"event\": \"visits.moved\",", "3: event: plugin.json does not name the event visits.moved"},
        Wrong{"\"effects\": \"note_host\"", "\"effect\": \"note_host\"", "17: transitions[1].effect: is not a known key"}));

TEST(Declaration, NamesAStateFromWhichNoEndCanBeReached) {
  const auto text = with(with(k_whole, "\"GONE\": {\"turn\": \"nobody\", \"kind\": \"ended\"}", "\"GONE\": {\"turn\": \"nobody\"}"),
                         "\"limit\": \"stop\"}\n  ]", "\"limit\": \"stop\"},\n    {\"id\": \"stay\", \"from\": \"GONE\", \"to\": \"GONE\", \"who\": \"clerk\"}\n  ]");
  EXPECT_EQ(refusal_of([&] { parse(text); }), "workflows/visit.json:12: states.GONE: no end can be reached from here");
}

TEST(Declaration, IsHeldAgainstThePluginsCode) {
  const auto file = parse(k_whole);
  const plugin_host::WorkflowNames right{"visit", {"open_today"}, {"note_host"}, {}};
  EXPECT_EQ(refusal_of([&] { check_names(file, &right); }), "accepted");
  EXPECT_EQ(refusal_of([&] { check_names(file, nullptr); }),
            "workflows/visit.json:17: transitions[1].guards: the plugin has no guard open_today; register it in setup() or correct its name");
  auto more = right;
  more.effects.push_back("ring_bell");
  EXPECT_EQ(refusal_of([&] { check_names(file, &more); }),
            "workflows/visit.json:15: transitions: the plugin has the effect ring_bell, which nothing here names");
}

TEST(Declaration, IsHeldAgainstTheTexts) {
  const auto file = parse(k_whole);
  EXPECT_EQ(refusal_of([&] { check_texts(file, [](std::string_view) { return true; }); }), "accepted");
  EXPECT_EQ(refusal_of([&] { check_texts(file, [](std::string_view key) { return key != "visit.step.leave"; }); }),
            "workflows/visit.json:18: transitions[2]: there is no text visit.step.leave in zh-CN.json");
  EXPECT_EQ(refusal_of([&] { check_texts(file, [](std::string_view key) { return key != "visit.turn.GONE.words"; }); }),
            "workflows/visit.json:12: states.GONE: there is no text visit.turn.GONE.words in zh-CN.json");
}

}  // namespace gongting::host::workflow
