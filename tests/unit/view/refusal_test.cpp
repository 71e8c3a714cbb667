// What a template must not do, and what a value must not be able to do on a page.
#include <gtest/gtest.h>

#include "folder.hpp"

namespace gongting::host::view::testing {
namespace {

const std::string k_attack = "<script>alert(1)</script>\"'&";

std::string problems_of(const std::string& page) {
  Folder folder;
  return folder.page(page).problems();
}
void expect_refused(const std::string& page, int line, const std::string& reason) {
  const auto problems = problems_of(page);
  EXPECT_EQ(problems.find("plugins/forum/templates/list.html:" + std::to_string(line) + ": "), 0u) << page << problems;
  EXPECT_NE(problems.find(reason), problems.npos) << page << "\n" << problems;
}

TEST(Refusal, OfUnescapedValuesAndOtherDelimiters) {
  expect_refused("a\n{{{name}}}", 2, "{{{name}}} is refused");
  expect_refused("a\n\n{{&name}}", 3, "{{&name}} is refused");
  expect_refused("{{{content}}}", 1, "refused");
  expect_refused("{{=<% %>=}}", 1, "delimiters");
  expect_refused("{{= <% %> =}}", 1, "delimiters");
}

TEST(Refusal, OfTagsThatDoNotCloseOrName) {
  expect_refused("a\n{{#rows}}b", 2, "{{#rows}} is not closed");
  expect_refused("{{/rows}}", 1, "closes nothing");
  expect_refused("{{#a}}\n{{/b}}", 2, "comes where {{/a}} of line 1 is due");
  expect_refused("x {{name", 1, "not closed");
  expect_refused("{{}}", 1, "no name");
  expect_refused("a\n{{! model: a {b, c}} }}", 2, "comment ends within braces");
}

TEST(Refusal, OfUnknownPartialsAndTexts) {
  expect_refused("a\n{{>no}}", 2, "there is no partial no");
  expect_refused("a\n{{#t}}no{{/t}}", 2, "there is no text no in zh-CN.json");
  expect_refused("{{#t}}{{key}}{{/t}}", 1, "must hold the key");
}

TEST(Refusal, OfAPartialThatContainsItself) {
  Folder folder;
  folder.page("{{>loop}}").file("plugins/forum/templates/partials/loop.html", "{{>loop}}");
  EXPECT_NE(folder.problems().find("contains itself"), std::string::npos);
}

TEST(Refusal, OfTagsWhereEscapingDoesNotHelp) {
  expect_refused("<a title={{x}}>a</a>", 1, "without quotes");
  expect_refused("<a {{x}}>a</a>", 1, "name of a tag or attribute");
  expect_refused("<{{x}}>", 1, "name of a tag or attribute");
  expect_refused("<p onclick=\"f('{{x}}')\">a</p>", 1, "onclick");
  expect_refused("<p style=\"color:{{x}}\">a</p>", 1, "style");
  expect_refused("<script>var a = \"{{x}}\";</script>", 1, "script");
  expect_refused("<!-- {{x}} -->", 1, "comment");
  expect_refused("<p title=\"{{x}}", 1, "ends within");
}

TEST(Refusal, OfAddressesThatCouldBecomeAnotherScheme) {
  expect_refused("<a href=\"java{{x}}\">a</a>", 1, "follows the beginning of an address");
  expect_refused("<a href=\"{{x}}:{{y}}\">a</a>", 1, "any scheme");
  expect_refused("<a href=\"javascript:{{x}}\">a</a>", 1, "scheme");
  EXPECT_EQ(problems_of("<a href=\"tel:{{x}}\">a</a><a href=\"/p/{{x}}\">b</a><a href=\"?q={{x}}\">c</a>"), "");
}

TEST(Refusal, OfALayoutFromAPlugin) {
  Folder folder;
  folder.file("plugins/forum/templates/layouts/portal.html", "x");
  EXPECT_NE(folder.problems().find("layouts belong to the core"), std::string::npos);
}

TEST(Refusal, OfALocaleFileThatIsNotOne) {
  Folder folder;
  folder.file("plugins/forum/locale/zh-CN.json", "{\"a\":1}").page("x");
  EXPECT_NE(folder.problems().find("zh-CN.json:1: \"a\" is neither"), std::string::npos);
}

TEST(Refusal, LeavesOtherPagesUsable) {
  Folder folder;
  folder.page("fine").file("plugins/forum/templates/bad.html", "{{{x}}}");
  EXPECT_EQ(folder.render({}), "fine");
  EXPECT_FALSE(Engine(folder.sources()).has("forum", "bad.html"));
}

TEST(Escaping, MakesMarkupInertInTextAndAttributes) {
  Folder folder;
  folder.file("plugins/forum/locale/zh-CN.json", R"({"m":"{{p}}"})")
      .page("<p title=\"{{x}}\">{{x}}{{#list}}{{.}}{{/list}}{{m}}</p>");
  const std::string inert = "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;";
  EXPECT_EQ(folder.render({{"x", k_attack}, {"list", List{k_attack}}, {"m", Message{"m", {{"p", k_attack}}}}}),
            "<p title=\"" + inert + "\">" + inert + inert + inert + "</p>");
  EXPECT_EQ(folder.render({{"x", Message{k_attack, {}}}}), "<p title=\"" + inert + "\">" + inert + "</p>");
}

TEST(Escaping, DropsControlCharacters) {
  Folder folder;
  folder.page("{{x}}");
  EXPECT_EQ(folder.render({{"x", std::string("a\0b\x1b[0m\tc\n", 10)}}), "ab[0m\tc\n");
}

TEST(Escaping, LetsOnlyHarmlessAddressesThrough) {
  Folder folder;
  folder.page("<a href=\"{{x}}\">a</a>");
  const auto address = [&](const std::string& x) {
    const auto html = folder.render({{"x", x}});
    return html.substr(9, html.size() - 16);
  };
  for (const std::string good : {"/a", "a/b", "?a=1", "#x", "https://court.gov.cn/a", "HTTP://x", "tel:12368", "mailto:a@b.cn", ""}) {
    EXPECT_EQ(address(good), good);
  }
  for (const std::string bad : {"javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:x", "java\nscript:x",
                                "java\tscript:x", "\x01javascript:x", "data:text/html,x", "vbscript:x", "blob:x", "a:b/c",
                                ":x"})
    EXPECT_EQ(address(bad), "#") << bad;
}

TEST(Escaping, ChecksEachTagAtTheBeginningOfAnAddress) {
  Folder folder;
  folder.page("<a href=\"{{a}}{{b}}\">a</a>");
  EXPECT_EQ(folder.render({{"a", "javascript"}, {"b", ":alert(1)"}}), "<a href=\"javascript#\">a</a>");
  EXPECT_EQ(folder.render({{"a", ""}, {"b", "javascript:alert(1)"}}), "<a href=\"#\">a</a>");
  folder.page("<a href=\"{{^a}}/x{{/a}}{{#a}}{{b}}{{/a}}\">a</a>");
  EXPECT_EQ(folder.render({{"a", true}, {"b", "javascript:alert(1)"}}), "<a href=\"#\">a</a>");
}

}  // namespace
}  // namespace gongting::host::view::testing
