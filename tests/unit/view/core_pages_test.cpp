#include <gtest/gtest.h>

#include "golden.hpp"

namespace gongting::host::view::testing {
namespace {

TEST(CorePages, HaveNoProblem) {
  const Engine engine(core_sources());
  for (const auto& problem : engine.problems())
    if (problem.fatal) ADD_FAILURE() << problem.text();
}

TEST(CorePages, AreCompleteInEnglishForThePublic) {
  const Engine engine(core_sources());
  for (const auto& problem : engine.problems())
    if (problem.file.find("/console/") == std::string::npos) ADD_FAILURE() << problem.text();
}

TEST(CorePages, HoldTheTextsThatTheSdkPromisesToPlugins) {
  const Engine engine(core_sources());
  for (const std::string locale : {"zh-CN", "en"}) {
    const Value texts = parse_json(read_file(std::filesystem::path(GT_SDK_LOCALE) / (locale + ".json")));
    for (const auto& [key, text] : Json(texts).fields())
      EXPECT_NE(engine.message(locale, "", key, ValueRef()), key) << locale;
  }
}

TEST(CorePages, LookAsTheyDid) {
  const Engine engine(core_sources());
  const auto names = golden_names();
  EXPECT_GT(names.size(), 30u);
  for (const auto& name : names) {
    const auto expected = read_file(std::filesystem::path(GT_GOLDEN) / (name + ".html"));
    EXPECT_EQ(Golden(name).render(engine), expected)
        << name << ": look at the difference, then run view_golden --write " << name;
  }
}

/// Puts markup into every text of a model.
Value poisoned(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data())) return *text + "<script>alert(1)</script>\"'";
  if (const auto* list = std::get_if<List>(&value.data())) {
    List items;
    for (const auto& item : *list) items.push_back(poisoned(item));
    return items;
  }
  if (const auto* fields = std::get_if<Fields>(&value.data())) {
    Fields all;
    for (const auto& [key, item] : *fields) all.emplace_back(key, poisoned(item));
    return all;
  }
  return value;
}

TEST(CorePages, WriteNoMarkupThatComesFromTheirModel) {
  const Engine engine(core_sources());
  for (const auto& name : golden_names()) {
    Golden page(name);
    for (auto* part : {&page.model, &page.globals, &page.layout_model, &page.title})
      if (!part->empty()) *part = poisoned(ValueRef(*part).value()).encode();
    const auto html = page.render(engine);
    EXPECT_EQ(html.find("<script>"), html.npos) << name;  // the host's own are files, with a src
    EXPECT_NE(html.find("&lt;script&gt;"), html.npos) << name;
    // An attribute that a text could end would leave this behind: the quote is there, but not escaped.
    EXPECT_EQ(html.find("\"'"), html.npos) << name;
  }
}

}  // namespace
}  // namespace gongting::host::view::testing
