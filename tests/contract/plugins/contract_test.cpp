// The contract of every service, over the real library: once directly, once with every call encoded and decoded in both
// directions as a wire would. Both have to behave alike.
#include "contract/plugins/plugin_fixture.hpp"

namespace gongting::host::plugin_host {
namespace {


class R18_PluginContract : public PluginFixture, public ::testing::WithParamInterface<bool> {
 protected:
  R18_PluginContract() : PluginFixture({.codec_loopback = GetParam()}), plugin_(loaded("exercises")) {}
  CallResult get(const std::string& path, Fields more = {}) { return call(plugin_, path, std::move(more)); }
  Plugin& plugin_;
};

INSTANTIATE_TEST_SUITE_P(Transport, R18_PluginContract, ::testing::Values(false, true),
                         [](const auto& test) { return test.param ? "Loopback" : "Direct"; });

TEST_P(R18_PluginContract, ReadsRowsWithParameters) {
  const auto result = get("/rows", {{"query", Fields{{"words", "乙'"}}}});
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.type, "application/json");
  EXPECT_EQ(result.body, R"({"size":2,"words":"甲7\u003c乙\u003e?","rows":[{"id":5000000000,"words":"甲","amount":7},)"
                         R"({"id":2,"words":"\u003c乙\u003e","amount":null}]})");
  ASSERT_EQ(backend_.asked.size(), 1u);
  EXPECT_EQ(backend_.asked[0],
            R"(query select id, words, amount from note where words = :words {"words":"乙'","nothing":null})");
}

TEST_P(R18_PluginContract, WritesByRecordCalls) {
  const auto result = call(plugin_, "/write", {{"form", Fields{{"words", " 你好 "}}}}, "POST");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.status, 201);
  EXPECT_EQ(result.body, R"({"id":41,"version":2,"number":12,"case":"(2026)浙0112知民初7号","phone":"13800000000","empty":""})");
  const std::vector<std::string> expected{R"(insert note {"words":"你好","secret":"AP8=","truth":true})",
                                          R"(update 41 note {"words":"你好!"})", "link 41 7 author note",
                                          "unlink 41 7 reader note", "number notes", "case number 2026 知 民初",
                                          "open 41 phone fax (to call back) note", "remove 41 2 note"};
  EXPECT_EQ(backend_.asked, expected);
}

TEST_P(R18_PluginContract, TellsServesInvitesAndLetsSign) {
  const auto result = call(plugin_, "/persons", {}, "POST");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"told":4,"served":5,"effective":true,"of":[{"id":5,"title":"调解书"}],"account":9,"link":"/linan/join/6.x","code":"12345678",)"
                         R"("invitations":[{"id":6,"state":"open"}],"step_up":{"way":"password"},"problem":"stepup.wrong_code","way":"password",)"
                         R"("receipt":"HZ-1","signatures":[{"what":"调解书","hash":"ab"}]})");
  const std::vector<std::string> expected{R"(tell 5 7 notice.new once note {"number":"N-5"})", R"(tell 5 0author notice.new once note {"number":"N-5"})",
                                          "serve 5 7 调解书 /notes/5 N-5 (\xFF!) note", "invite 5 王建华 reader sms 13900000002 15 0 note",
                                          "revoke 5 6 note", "step up ", "confirm ", "sign 5 调解书 N-5 王建华 (\xFF!) note", "served 5 note",
                                          "invitations 5 note", "signatures 5 note"};
  EXPECT_EQ(backend_.asked, expected);
}

TEST_P(R18_PluginContract, GoesTheWaysOfAWorkflow) {
  const auto result = get("/workflow");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"id":43,"version":2,"noted":3,"actions":{"id":43,"version":1,"html":"\u003cp\u003estale\u003c/p\u003e"},)"
                         R"("turn":{"id":43,"version":1,"html":"\u003cp\u003estale\u003c/p\u003e"},"stale":1})");
  const std::vector<std::string> expected{R"(workflow 0 note {"mark":"!"})", R"(workflow 1 note {"mark":"?"})", "workflow 2 note", "workflow 3 note",
                                          "workflow 6 note", "workflow 7 note"};
  EXPECT_EQ(backend_.asked, expected);
}

TEST_P(R18_PluginContract, AsksForItsForms) {
  const auto result = get("/form");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"drafts":[{"id":9,"number":"D-2026-11-0001"}],"values":{"words":"好"},"errors":[{"field":"words","text":"form.required"}],)"
                         R"("fields":[{"kind":"line"}]})");
  const std::vector<std::string> expected{R"(form 1 letter {"words":"?"})", "form 0 letter", R"(form 2 letter {"words":"typed"})"};
  EXPECT_EQ(backend_.asked, expected);
}

TEST_P(R18_PluginContract, AnswersForItsForms) {
  ASSERT_EQ(plugin_.form_names().size(), 1u);
  const auto& names = plugin_.form_names()[0];
  EXPECT_EQ(names.form, "letter");
  EXPECT_EQ(names.checks, std::vector<std::string>{"write"});
  EXPECT_EQ(names.options, std::vector<std::string>{"kind"});
  EXPECT_TRUE(names.prefill && names.submit);
  const auto ask = [&](FormRulesCall what, Fields asked) {
    asked.insert(asked.end(), {{"form", "letter"}, {"begun", "portal"}, {"values", Fields{{"words", "闲话"}, {"pages", 2}, {"kind", "long"}, {"kind.label", "长"}}}});
    CallContext context{scope_, backend_};
    return host_.ask(plugin_, what, context, encode_fields({{"user", Fields{{"name", "陈晓明"}}}, {"declared", asked}}));
  };
  EXPECT_EQ(ValueRef(ask(FormRulesCall::prefill, {}))["typed"]["words"].text(), "陈晓明portal");
  const auto checked = ask(FormRulesCall::check, {{"step", "write"}});
  std::vector<std::string> errors;
  ValueRef(checked)["errors"].for_each([&](std::string_view, ValueRef error) {
    return errors.push_back(std::string(error["field"].text()) + " " + std::string(error["text"].message_key()) +
                            std::string(error["text"].message_params()["name"].text())), true;
  });
  EXPECT_EQ(errors, (std::vector<std::string>{"words letter.no_gossip", "kind letter.not_by陈晓明"}));
  const auto options = ask(FormRulesCall::options, {{"field", "kind"}});
  ValueRef(options)["options"].for_each([&](std::string_view, ValueRef option) {
    EXPECT_EQ(option["label"].text(), "闲话");
    EXPECT_EQ(option["note"].text(), "慢");
    return true;
  });
  const auto taken = ask(FormRulesCall::submit, {{"owner", Fields{{"id", 7}, {"name", "陈晓明"}}}});
  EXPECT_EQ(ValueRef(taken)["location"].text(), "/letters/41");
  EXPECT_EQ(ValueRef(taken)["record"].integer(), 7);
  EXPECT_EQ(backend_.asked, std::vector<std::string>{R"(insert note {"words":"words：闲话\npages：2\nkind：long\n"})"});
}

TEST_P(R18_PluginContract, AnswersForItsGuardsAndEffects) {
  ASSERT_EQ(plugin_.workflow_names().size(), 1u);
  const auto& names = plugin_.workflow_names()[0];
  EXPECT_EQ(names.record, "note");
  EXPECT_EQ(names.guards, (std::vector<std::string>{"named", "short_enough"}));
  EXPECT_EQ(names.effects, std::vector<std::string>{"shout"});
  EXPECT_EQ(names.options, std::vector<std::string>{"host"});
  const auto ask = [&](RulesCall what, Fields asked) {
    asked.insert(asked.end(), {{"record", "note"}, {"row", Fields{{"id", 41}, {"words", "早上好"}}}});
    CallContext context{scope_, backend_};
    return host_.ask(plugin_, what, context, encode_fields({{"user", Fields{{"name", "陈晓明"}}}, {"workflow", asked}}));
  };
  const auto checked = ask(RulesCall::check, {{"guards", List{"short_enough", "named"}}});
  std::vector<std::string> reasons;
  ValueRef(checked)["why"].for_each([&](std::string_view, ValueRef why) {
    return reasons.emplace_back(std::string(why.message_key()) + " " + std::string(why.message_params()["name"].text())), true;
  });
  EXPECT_EQ(reasons, (std::vector<std::string>{"why.too_long ", "why.not_for 陈晓明"}));
  const auto effect = ask(RulesCall::effect, {{"effects", List{"shout"}}, {"after", false}, {"transition", "answer"}, {"input", Fields{{"mark", "?"}}}});
  EXPECT_EQ(ValueRef(effect)["fields"]["words"].text(), "早上好?answer");
  EXPECT_TRUE(backend_.asked.empty());
  ask(RulesCall::effect, {{"effects", List{"shout"}}, {"after", true}, {"transition", "answer"}, {"input", Fields{}}});
  EXPECT_EQ(backend_.asked, std::vector<std::string>{"unlink 41 7 reader note"});
  const auto offered = ask(RulesCall::options, {{"field", "host"}});
  EXPECT_EQ(ValueRef(offered)["options"].count(), 1u);
  EXPECT_THROW(ask(RulesCall::check, {{"guards", List{"nobody_knows"}}}), Error);
}

TEST_P(R18_PluginContract, CallsCommandsOfItsOwnAndOfOthers) {
  const auto result = get("/commands");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"own":42,"other":8})");
  const std::vector<std::string> expected{R"(command exercises echo {"number":21})", R"(command teller count {"number":4})"};
  EXPECT_EQ(backend_.asked, expected);
}

TEST_P(R18_PluginContract, IsCalledByItsCommands) {
  CallContext context{scope_, backend_};
  scope_.plugin = "exercises";
  const auto run = [&](const std::string& name, Fields arguments) {
    return host_.run_command(plugin_, name, context, encode_fields({{"command", Fields{{"name", name}, {"arguments", std::move(arguments)}}}}));
  };
  const auto echo = run("echo", {{"number", 7}, {"words", "甲"}});
  EXPECT_EQ(to_json(ValueRef(echo).value()), R"({"said":{"number":7,"words":"甲"}})");
  const auto kept = run("keep", {{"words", "乙"}});
  EXPECT_EQ(ValueRef(kept)["id"].text(), "41");
  EXPECT_EQ(backend_.asked, (std::vector<std::string>{R"(insert note {"words":"乙"})", "live 41 note"}));
  EXPECT_THROW(run("nobody_knows", {}), Error);
}

TEST_P(R18_PluginContract, TellsOpenPages) {
  const auto result = call(plugin_, "/live", {}, "POST");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"watch":{"href":"/linan/live/exercises/note/5","version":3}})");
  EXPECT_EQ(backend_.asked, (std::vector<std::string>{"live 5 note", "watch 5 3 note"}));
}

TEST_P(R18_PluginContract, AsksWhoSomebodyIs) {
  const auto asked = get("/oath", {{"query", Fields{{"min", "5"}}}});
  EXPECT_EQ(asked.body, "<p>who are you?</p>");
  EXPECT_EQ(get("/oath", {{"query", Fields{{"min", "10"}}}}).body, R"({"level":1,"of":3})");
  EXPECT_EQ(get("/oath", {{"query", Fields{{"min", "0"}}}}).kind, GT_BAD_INPUT);
}

TEST_P(R18_PluginContract, NamesWhatIsWrongWithAForm) {
  const auto result = call(plugin_, "/write", {{"form", Fields{{"words", " "}}}}, "POST");
  EXPECT_EQ(result.status, 422);
  EXPECT_EQ(result.body, R"({"errors":[{"field":"words","text":"form.required"}]})");
}

TEST_P(R18_PluginContract, RendersPages) {
  const auto result = get("/page/{id}");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.status, 203);
  EXPECT_EQ(result.body, "<html>page.html</html>");
  ASSERT_EQ(backend_.asked.size(), 3u);
  EXPECT_EQ(backend_.asked[2].substr(0, 42), "render print exercises.title page.html {\"t");
  EXPECT_NE(backend_.asked[2].find(R"("title":"陈晓明，您好","id":5,"notes":[{"id":5000000000)"), std::string::npos)
      << backend_.asked[2];
}

TEST_P(R18_PluginContract, TellsOthersWhatHappened) {
  const auto result = call(plugin_, "/tell", {}, "POST");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"first":true,"again":false})");
  EXPECT_EQ(backend_.asked, (std::vector<std::string>{R"(publish exercises.written 5  note {"truth":true,"codes":["甲",2,null]})",
                                                      "publish exercises.written 5 told before note {}"}));
}

TEST_P(R18_PluginContract, GivesReceipts) {
  const auto result = call(plugin_, "/receipt", {}, "POST");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"number":"HZ-330112-2026-000001","href":"/linan/receipts/HZ-330112-2026-000001","all":[{"number":)"
                         R"("HZ-330112-2026-000001","what":"调解申请","given_at":7,"href":"/linan/receipts/HZ-330112-2026-000001"}]})");
  EXPECT_EQ(backend_.asked, (std::vector<std::string>{"receipt 留言 5 N-5 陈晓明 (\xFF!) note", "receipts of 5 note"}));
}

TEST_P(R18_PluginContract, IsToldOfEventsWithNobodySignedIn) {
  const auto told = deliver(plugin_, "teller.noted", 5);
  ASSERT_TRUE(told.ok()) << told.problem;
  EXPECT_EQ(backend_.asked,
            (std::vector<std::string>{
                R"(insert note {"type":"teller.noted","delivery":"event.exercises#9","of":"teller.note","record":5,"payload":3,)"
                R"("at":1795228000000,"site":"linan","base":"/linan/exercises","today":"2026-11-21"})",
                "publish exercises.written 41  note {}"}));
}

TEST_P(R18_PluginContract, SaysThatAnEventFailed) {
  const auto later = deliver(plugin_, "teller.noted", 13);
  EXPECT_EQ(later.kind, GT_UNAVAILABLE);
  EXPECT_EQ(later.problem, "not now");
  EXPECT_EQ(deliver(plugin_, "teller.noted", 14).kind, GT_INTERNAL);
  EXPECT_EQ(deliver(plugin_, "teller.unheard", 5).kind, GT_INTERNAL);
}

TEST_P(R18_PluginContract, DoesItsDailyWork) {
  const auto result = run_schedule(plugin_, "tidy");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(backend_.asked,
            (std::vector<std::string>{R"(query select id, words, amount from note where words = :words {"words":"linan"})",
                                      "remove 5000000000 1 note", "remove 2 1 note"}));
  EXPECT_EQ(run_schedule(plugin_, "nobody knows").kind, GT_INTERNAL);
}

TEST_P(R18_PluginContract, KnowsTheSite) {
  const auto result = get("/site");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"site":"临安法院linan浙0112330112000000","greeting":"您好","people":[{"id":9,"name":"MEDIATOR",)"
                         R"("point_id":null,"point_name":""}],"person":"陈晓明13800000000","nobody":true,"found":7,)"
                         R"("points":[],"divisions":[{"code":"330112100","name":"锦城街道","level":"town"}],"enabled":true})");
}

TEST_P(R18_PluginContract, RefusesAnUndeclaredSettingByName) {
  const auto result = get("/undeclared");
  EXPECT_EQ(result.kind, GT_INTERNAL);
  EXPECT_EQ(result.problem, "plugin.json declares no setting nobody_knows");
}

TEST_P(R18_PluginContract, ComputesPeriods) {
  const auto result = get("/clock");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"today":"2026-11-21","due":"2026-12-01","task_due":"2026-11-30","title":"调解","article":"第十一条",)"
                         R"("trail":"2026-11-01 起;30 日;","missing":true,"rules":"mediation.termday30choice"})");
  EXPECT_EQ(backend_.asked, std::vector<std::string>{"compute 4 10 mediation.term"});
}

TEST_P(R18_PluginContract, KeepsPeriods) {
  const auto result = get("/periods");
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"id":77,"due":"2026-12-01","trail":"30 日","start_on":"2026-11-01","status":"signed","allowed":true,)"
                         R"("paused":"2026-11-05","extended":10,"assigned":0,"listed":3,"stopped":2})");
  const std::vector<std::string> expected{"start 41 2026-11-01 甲 7MEDIATOR note mediation.term", "pause 77 等鉴定 2026-11-05",
                                          "resume 77 2026-11-09", "extend 77 10 further 双方同意", "assign 77 0 JUDGE",
                                          "periods 41 all note", "stop 41 done mediation.term note"};
  EXPECT_EQ(backend_.asked, expected);
}

TEST_P(R18_PluginContract, IsToldWhatAPeriodDoesNotAllow) {
  const auto result = get("/extend-too-far");
  EXPECT_EQ(result.status, 422);
  EXPECT_EQ(result.problem, "30 days at most");
  EXPECT_EQ(get("/extend-nothing").status, 400);
}

TEST_P(R18_PluginContract, ShowsTheRequest) {
  const auto result = get("/request/{id}", {{"files", List{Fields{{"field", "f"}, {"size", 3}}}}});
  ASSERT_TRUE(result.ok()) << result.problem;
  EXPECT_EQ(result.body, R"({"id":5,"user":"陈晓明","role":true,"can":true,"base":"https://court.example/linan/exercises","face":"portal",)"
                         R"("locale":"zh-CN","request":"request-1","files":1,"qr":"\u003csvg\u003ehttps://example.org/)"
                         R"(\u003c/svg\u003e"})");
}

TEST_P(R18_PluginContract, AnswersNotFoundForAnIdThatIsNone) {
  params_ = {{"id", "abc"}};
  EXPECT_EQ(get("/page/{id}").kind, GT_NOT_FOUND);
  params_ = {{"id", "-5"}};
  EXPECT_EQ(get("/page/{id}").status, 404);
}

TEST_P(R18_PluginContract, RedirectsBelowThePluginsAddress) {
  const auto to = [&](const char* target) { return get("/leave", {{"query", Fields{{"to", target}}}}).location; };
  EXPECT_EQ(to("/rows"), "/linan/exercises/rows");
  EXPECT_EQ(to("/linan/exercises/rows?x=1"), "/linan/exercises/rows?x=1");
  EXPECT_EQ(to("//evil.example/"), "/linan/exercises//evil.example/");
  EXPECT_EQ(get("/leave-to-site").location, "/linan/points");
}

TEST_P(R18_PluginContract, CarriesJsonToTheApi) {
  const auto result = call(plugin_, "/notes/{id}", {{"json", Fields{{"a", List{1, "b", nullptr, true}}}}}, "PUT");
  EXPECT_EQ(result.body, R"({"json":{"a":[1,"b",null,true]}})");
}

TEST_P(R18_PluginContract, RefusesTheHandleOfAnEarlierRequest) {
  EXPECT_EQ(get("/kept").body, "kept");
  const auto second = get("/kept");
  EXPECT_EQ(second.kind, GT_INTERNAL);
  EXPECT_NE(second.problem.find("outside of that request's call"), std::string::npos) << second.problem;
  EXPECT_TRUE(backend_.asked.empty());
}

TEST_P(R18_PluginContract, HidesWhatTheHostThrew) {
  backend_.on_query = [] { throw std::runtime_error("near \"select\": secret SQL of the database"); };
  const auto result = get("/rows");
  EXPECT_EQ(result.kind, GT_INTERNAL);
  EXPECT_EQ(result.problem.find("secret"), std::string::npos) << result.problem;
}

TEST_P(R18_PluginContract, PassesTheHostsErrorsThrough) {
  backend_.on_query = [] { throw Error{Kind::unavailable, "the database is away"}; };
  const auto result = get("/rows");
  EXPECT_EQ(result.kind, GT_UNAVAILABLE);
  EXPECT_EQ(result.status, 503);
  EXPECT_EQ(result.problem, "the database is away");
}

}  // namespace
}  // namespace gongting::host::plugin_host
