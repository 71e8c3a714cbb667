// The host for authors' tests answers simple SQL from memory, and says so when a statement is beyond it.
#include "gongting/testing/fake_host.hpp"

#include <gtest/gtest.h>

extern "C" const char gongting_manifest_text[] =
    R"({"name":"probe","needs":["gt.store/1","gt.view/1","gt.site/1","gt.clock/1"],"personal":true,"x":"probe.use"})";

namespace gongting {
namespace {

class Probe final : public Plugin {
 public:
  void setup(Setup& app) override {
    app.portal.get("/sql", anyone, [](Request& rq) {
      return json({{"rows", rq.db().query(rq.query("sql"), {{"n", 2}, {"w", "b"}})}});
    });
    app.portal.post("/fail", anyone, [](Request& rq) -> Response {
      rq.db().insert("note", {{"words", "gone"}});
      throw Error{Kind::conflict, "too late"};
    });
    app.portal.post("/begin", anyone, [](Request& rq) -> Response {
      const auto period = rq.clock().start("note", 4, "r", "2026-01-01", {.about = "甲"});
      if (!rq.query("fail").empty()) throw Error{Kind::conflict, "too late"};
      return text(period.due + std::to_string(rq.clock().periods("note", 4).size()));
    });
    app.portal.post("/end", anyone, [](Request& rq) { return text(std::to_string(rq.clock().stop("note", 4, "r"))); });
    app.console.get("/notes/{id}", "probe.use", [](Request& rq) {
      return text(std::to_string(rq.id("id")) + rq.query("after") + rq.clock().today() + rq.clock().due("r", "2026-01-01").due);
    });
  }
};

GONGTING_PLUGIN(Probe)

std::string rows(test::FakeHost& host, const std::string& sql) {
  const auto answer = host.get("/sql?sql=" + sql);
  return answer.status == 200 ? answer.body : answer.problem;
}

TEST(FakeHost, AnswersSimpleSqlFromMemory) {
  test::FakeHost host(gt_plugin_v1);
  for (const char* words : {"a", "b", "c"}) host.add_record("note", {{"words", words}});
  EXPECT_EQ(rows(host, "select words from note order by id desc limit 2"), R"({"rows":[{"words":"c"},{"words":"b"}]})");
  EXPECT_EQ(rows(host, "select id, words from note where id >= :n and words = :w"), R"({"rows":[{"id":2,"words":"b"}]})");
  EXPECT_EQ(rows(host, "select words from note where closed is null and words <> 'a' limit 1"), R"({"rows":[{"words":"b"}]})");
  EXPECT_NE(rows(host, "select count(*) from note").find("use FakeHost::answer"), std::string::npos);
  TableWriter table({"n"});
  table.integer(3);
  host.answer("count(*)", Rows(table.finish()));
  EXPECT_EQ(rows(host, "select count(*) from note"), R"({"rows":[{"n":3}]})");
}

TEST(FakeHost, RollsBackWhatFails) {
  test::FakeHost host(gt_plugin_v1);
  const auto answer = host.post("/fail");
  EXPECT_EQ(answer.status, 409);
  EXPECT_EQ(answer.problem, "too late");
  EXPECT_TRUE(host.records("note").empty());
}

TEST(FakeHost, KeepsPeriodsAndForgetsThoseOfWhatFailed) {
  test::FakeHost host(gt_plugin_v1);
  host.set_due("r", {{"due", "2026-01-31"}});
  EXPECT_EQ(host.post("/begin?fail=1").status, 409);
  EXPECT_TRUE(host.periods().empty());
  EXPECT_EQ(host.post("/begin").body, "2026-01-311");
  EXPECT_EQ(host.post("/begin").body, "2026-01-311");
  EXPECT_EQ(host.post("/end").body, "1");
  EXPECT_EQ(host.post("/end").body, "0");
  ASSERT_EQ(host.periods().size(), 1u);
  EXPECT_EQ(host.periods()[0].stopped_why, "done");
}

TEST(FakeHost, ChecksFaceAndPermission) {
  test::FakeHost host(gt_plugin_v1);
  EXPECT_EQ(host.get("/notes/5").status, 404);
  host.use_face("console");
  EXPECT_EQ(host.get("/notes/5").status, 403);
  host.sign_in({.id = 3, .permissions = {"probe.use"}});
  host.set_due("r", {{"due", "-2026-01-31"}});
  EXPECT_EQ(host.get("/notes/5?after=x").body, "5x2026-11-21-2026-01-31");
  EXPECT_EQ(host.get("/notes/x").status, 404);
}

TEST(Html, AnswersWhatAPageShows) {
  const test::Html page("<h1>A &amp; B</h1>\n<form><input name=\"q\" value=\"1 &lt; 2\"></form><ul><li>x</li><li> y  z</li></ul>"
                        "<a class=\"b\" href=\"/c\">go</a>");
  EXPECT_EQ(page.texts("h1"), std::vector<std::string>{"A & B"});
  EXPECT_EQ(page.field("q"), "1 < 2");
  EXPECT_EQ(page.count("li"), 2u);
  EXPECT_EQ(page.texts("li")[1], "y z");
  EXPECT_TRUE(page.has_link("/c"));
  EXPECT_TRUE(page.has_text("x y z go"));
}

TEST(Mustache, FillsSectionsAndEscapes) {
  TableWriter table({"name"});
  table.text("<x>"), table.text("y");
  const std::string model = encode_fields({{"rows", Rows(table.finish())}, {"a", Fields{{"b", "1"}}}, {"none", List{}}});
  EXPECT_EQ(test::Mustache("{{#rows}}{{name}}{{a.b}};{{/rows}}{{^none}}-{{/none}}{{#none}}!{{/none}}{{>form}}{{#t}}k{{/t}}")
                .render(ValueRef(model)),
            "&lt;x&gt;1;y1;-k");
  EXPECT_THROW(test::Mustache("{{#rows}}").render(ValueRef(model)), std::runtime_error);
  EXPECT_THROW(test::Mustache("{{{rows}}}").render(ValueRef(model)), std::runtime_error);
}

TEST(Mustache, KnowsWhatTheEngineAddsToMustache) {
  const std::string model = encode_fields({{"state", "open"}, {"zero", 0}, {"list", List{"a", "b"}}, {"half", 0.5}, {"yes", true},
                                           {"errors", List{Fields{{"field", "name"}, {"text", Message{"too.long", {}}}}}}});
  const auto filled = [&](const char* text) {
    return test::Mustache(text, [](const std::string& name) { return name == "own" ? "<{{state}}>" : ""; }).render(ValueRef(model));
  };
  EXPECT_EQ(filled("{{#state=open}}1{{/state=open}}{{#state=shut}}2{{/state=shut}}{{^state=shut}}3{{/state=shut}}"), "13");
  EXPECT_EQ(filled("{{#zero}}1{{/zero}}{{^zero}}2{{/zero}}{{zero}}"), "20");
  EXPECT_EQ(filled("{{list.count}} {{half}}{{yes}}"), "2 0.5");
  EXPECT_EQ(filled("{{error.name}}{{#error.other}}!{{/error.other}}"), "too.long");
  EXPECT_EQ(filled("{{#list}}{{>own}}{{>host}}{{/list}}"), "<open><open>");
}

TEST(Mustache, WritesHarmlessAddressesOnly) {
  for (const auto* harmful : {"javascript:alert(1)", " JavaScript:x", "data:text/html,x", "java\nscript:x"}) {
    const std::string model = encode_fields({{"to", harmful}});
    EXPECT_EQ(test::Mustache("<a href=\"{{to}}\">").render(ValueRef(model)), "<a href=\"#\">") << harmful;
  }
  for (const auto* harmless : {"/linan/", "?a=b:c", "tel:12368", "https://court.example/", "steps/1"}) {
    const std::string model = encode_fields({{"to", harmless}});
    EXPECT_EQ(test::Mustache("<a href=\"{{to}}\">").render(ValueRef(model)), std::string("<a href=\"") + harmless + "\">");
  }
}

}  // namespace
}  // namespace gongting
