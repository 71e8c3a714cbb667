#include <gtest/gtest.h>

#include <thread>

#include "folder.hpp"

namespace gongting::host::view::testing {
namespace {

Value table_of(const std::vector<std::string>& columns, const std::vector<std::vector<std::string>>& rows) {
  TableWriter writer(columns);
  for (const auto& row : rows)
    for (const auto& cell : row) cell.empty() ? writer.null() : writer.text(cell);
  return Encoded{writer.finish()};
}

TEST(Engine, WritesRowsOfATable) {
  Folder folder;
  folder.page("{{#rows}}<a href=\"{{base}}/{{id}}\">{{name}}</a>{{/rows}}{{^rows}}none{{/rows}}");
  EXPECT_EQ(folder.render({{"rows", table_of({"id", "name"}, {{"1", "a"}, {"2", "b"}})}}),
            "<a href=\"/linan/forum/1\">a</a><a href=\"/linan/forum/2\">b</a>");
  EXPECT_EQ(folder.render({{"rows", table_of({"id"}, {})}}), "none");
  EXPECT_EQ(folder.render({}), "none");
}

TEST(Engine, NestsListsWithinRowsAndFindsOuterNames) {
  Folder folder;
  folder.page("{{#a}}{{#b}}{{x}}{{#c}}{{.}}{{y}}{{/c}};{{/b}}{{/a}}");
  const List inner{Fields{{"x", 1}, {"c", List{"p", "q"}}}, Fields{{"x", 2}, {"c", List{}}}};
  EXPECT_EQ(folder.render({{"y", "!"}, {"a", List{Fields{{"b", inner}}, Fields{{"b", inner}}}}}), "1p!q!;2;1p!q!;2;");
}

TEST(Engine, ReadsDottedNamesAndCountsItems) {
  Folder folder;
  folder.page("{{form.name}}/{{rows.count}}/{{items.count}}/{{#rows.count}}some{{/rows.count}}");
  EXPECT_EQ(folder.render({{"form", Fields{{"name", "n"}}}, {"rows", table_of({"id"}, {{"1"}, {"2"}})}, {"items", List{}}}),
            "n/2/0/some");
}

TEST(Engine, TakesEmptyZeroAndNullForFalse) {
  Folder folder;
  folder.page("{{#v}}y{{/v}}{{^v}}n{{/v}}");
  for (const Value& value : {Value(), Value(false), Value(0), Value(""), Value(List{})})
    EXPECT_EQ(folder.render({{"v", value}}), "n");
  for (const Value& value : {Value(true), Value(7), Value("x"), Value(List{1}), Value(Fields{{"a", 1}})})
    EXPECT_EQ(folder.render({{"v", value}}), "y");
}

TEST(Engine, ComparesWithAWord) {
  Folder folder;
  folder.page("{{#kinds}}{{#.=town}}T{{/.=town}}{{^.=town}}{{.}}{{/.=town}},{{/kinds}}{{#n=3}}three{{/n=3}}");
  EXPECT_EQ(folder.render({{"kinds", List{"town", "village"}}, {"n", 3}}), "T,village,three");
}

TEST(Engine, FindsTheErrorOfAField) {
  Folder folder;
  folder.file("plugins/forum/locale/zh-CN.json", R"({"bad":"最多{{max}}字"})");
  folder.page("{{#error.words}}<b>{{error.words}}</b>{{/error.words}}{{#error.name}}no{{/error.name}}{{errors.count}}");
  const Value errors = List{Fields{{"field", "words"}, {"text", Message{"bad", {{"max", 5}}}}}};
  EXPECT_EQ(folder.render({{"errors", errors}}), "<b>最多5字</b>1");
  EXPECT_EQ(folder.render({}), "");
}

TEST(Engine, PutsTextsInAtLoadWithTheirTags) {
  Folder folder;
  folder.file("plugins/forum/locale/zh-CN.json", R"({"greet":"<您好> {{name}}","only":{"zh":"只有中文"}})")
      .file("plugins/forum/locale/en.json", R"({"greet":"Hello {{name}}"})");
  folder.page("{{#t}}greet{{/t}} {{#t}}only.zh{{/t}}");
  EXPECT_EQ(folder.render({{"name", "<x>"}}), "&lt;您好&gt; &lt;x&gt; 只有中文");
  EXPECT_EQ(folder.render({{"name", "x"}}, "en"), "Hello x 只有中文");
  EXPECT_EQ(folder.problems(), "plugins/forum/templates/list.html:1: the text only.zh is missing in en.json\n");
}

TEST(Engine, WritesMessagesInTheReadersLanguage) {
  Folder folder;
  folder.file("plugins/forum/locale/zh-CN.json", R"({"due":"还剩{{ days }}天，{{who}}","you":"您","site":"{{site.name}}法庭"})")
      .file("plugins/forum/locale/en.json", R"({"due":"{{days}} days left, {{who}}","you":"you"})")
      .page("{{due}}");
  const Fields model{{"due", Message{"due", {{"days", 3}, {"who", Message{"you", {}}}}}}};
  EXPECT_EQ(folder.render(model), "还剩3天，您");
  EXPECT_EQ(folder.render(model, "en"), "3 days left, you");
  EXPECT_EQ(folder.render({{"due", Message{"no.such", {}}}}), "no.such");
  EXPECT_EQ(folder.render({{"due", Message{"site", {{"site", Fields{{"name", "临安"}}}}}}}), "临安法庭");
}

TEST(Engine, PrefersTheSitesTemplateThenThePluginsThenTheCores) {
  Folder folder;
  folder.file("core/templates/partials/who.html", "core\n")
      .file("core/templates/partials/foot.html", "foot\n")
      .file("plugins/forum/templates/partials/who.html", "plugin\n")
      .file("sites/linan/forum/partials/who.html", "site\n")
      .page("<p>{{>who}} {{>foot}}</p>\n");
  EXPECT_EQ(folder.render({}, "zh-CN", "linan"), "<p>site foot</p>\n");
  EXPECT_EQ(folder.render({}, "zh-CN", "linhai"), "<p>plugin foot</p>\n");
  EXPECT_EQ(folder.problems(), "");
}

TEST(Engine, LeavesNoTraceOfLinesThatHoldOnlyATag) {
  Folder folder;
  folder.page("{{! model:\n  rows }}\n<ul>\n  {{#rows}}\n  <li>{{.}}</li>\n  {{/rows}}\n</ul>\n{{^rows}} x {{/rows}}\n");
  EXPECT_EQ(folder.render({{"rows", List{1, 2}}}), "<ul>\n  <li>1</li>\n  <li>2</li>\n</ul>\n\n");
}

TEST(Engine, PutsThePageIntoTheLayoutOfItsFace) {
  Folder folder;
  folder.file("core/templates/layouts/portal.html", "<title>{{#has_errors}}E {{/has_errors}}{{title}}</title>{{nav}}{{{content}}}")
      .file("core/templates/layouts/console.html", "console {{{content}}}")
      .page("<p>{{nav}}</p>");
  const Engine engine(folder.sources());
  std::string model, layout_model, title;
  encode_fields_to(model, {{"nav", "page"}, {"errors", List{Fields{{"field", "a"}, {"text", "b"}}}}});
  encode_fields_to(layout_model, {{"nav", "layout"}});
  Value("A & B").encode_to(title);
  RenderRequest request;
  request.plugin = "forum", request.name = "list.html";
  request.model = ValueRef(model), request.layout_model = ValueRef(layout_model), request.title = ValueRef(title);
  EXPECT_EQ(engine.render(request), "<title>E A &amp; B</title>layout<p>page</p>");
  request.face = Face::console;
  EXPECT_EQ(engine.render(request), "console <p>page</p>");
}

TEST(Engine, TakesTheHeadingForTheTitleWhenNoneIsGiven) {
  Folder folder;
  folder.file("core/templates/layouts/portal.html", "<title>{{title}}</title>{{{content}}}")
      .page("<h1 class=\"a\">{{x}}<br>b &nbsp;</h1>");
  const Engine engine(folder.sources());
  std::string model;
  encode_fields_to(model, {{"x", "<i>&amp;'"}});
  RenderRequest request;
  request.plugin = "forum", request.name = "list.html";
  request.model = ValueRef(model);
  EXPECT_EQ(engine.render(request),
            "<title>&lt;i&gt;&amp;amp;&#39;b &amp;nbsp;</title><h1 class=\"a\">&lt;i&gt;&amp;amp;&#39;<br>b &nbsp;</h1>");
}

TEST(Engine, RendersFromManyThreadsAndForLongLists) {
  Folder folder;
  folder.page("{{#items}}{{.}},{{/items}}");
  const Engine engine(folder.sources());
  List items;
  std::string expected;
  for (int at = 0; at < 500; ++at) items.emplace_back(at), expected += std::to_string(at) + ",";
  std::string model;
  encode_fields_to(model, {{"items", items}});
  std::vector<std::thread> threads;
  std::vector<int> wrong(4, 0);
  for (std::size_t number = 0; number < wrong.size(); ++number)
    threads.emplace_back([&, number] {
      RenderRequest request;
      request.plugin = "forum", request.name = "list.html", request.layout = "none";
      request.model = ValueRef(model);
      for (int times = 0; times < 50; ++times) wrong[number] += engine.render(request) != expected;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, std::vector<int>(4, 0));
}

TEST(Engine, SaysWhichTemplateIsNotThere) {
  Folder folder;
  const Engine engine(folder.sources());
  RenderRequest request;
  request.plugin = "forum", request.name = "no.html";
  EXPECT_THROW(engine.render(request), Error);
  EXPECT_FALSE(engine.has("forum", "no.html"));
}

TEST(Engine, RefusesAModelThatIsCutShort) {
  Folder folder;
  folder.page("{{#rows}}{{name}}{{/rows}}");
  std::string encoded;
  encode_fields_to(encoded, {{"rows", table_of({"name"}, {{"abc"}, {"def"}})}});
  const Engine engine(folder.sources());
  for (std::size_t size = 1; size < encoded.size(); ++size) {
    RenderRequest request;
    request.plugin = "forum", request.name = "list.html", request.layout = "none";
    request.model = ValueRef(std::string_view(encoded).substr(0, size));
    EXPECT_THROW(engine.render(request), Error) << size;
  }
}

}  // namespace
}  // namespace gongting::host::view::testing
