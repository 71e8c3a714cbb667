// plugin.json, the table and the texts agree with each other.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "causes.hpp"
#include "workflow.hpp"

namespace {

std::string file(const char* name) {
  std::ifstream in(std::string(GONGTING_PLUGIN_DIR) + "/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}
bool has_key(const std::string& json, const std::string& key) { return json.find('"' + key + '"') != std::string::npos; }

}  // namespace

TEST(Rules, NameEveryPeriodThatTheWorkflowBegins) {
  const auto texts = file("locale/zh-CN.json");
  std::set<std::string> limits;
  for (const auto& way : mediation::transitions())
    if (!way.limit.empty() && way.limit != "-") limits.emplace(way.limit);
  // Rules of the platform, each computed by hand in its own tests.
  EXPECT_EQ(limits, (std::set<std::string>{"MED-02", "MED-03", "MED-05.prefiling", "MED-09"}));
  for (const auto& limit : limits) EXPECT_TRUE(has_key(texts, "limit." + limit)) << limit;
}

TEST(Texts, NameEveryStateStepEndAndCause) {
  for (const char* locale : {"locale/zh-CN.json", "locale/en.json"}) {
    const auto texts = file(locale);
    for (const auto& way : mediation::transitions()) {
      EXPECT_TRUE(has_key(texts, "step." + std::string(way.id))) << locale << ' ' << way.id;
      EXPECT_TRUE(has_key(texts, "state." + std::string(mediation::state_name(way.to)))) << locale;
      if (way.to == mediation::State::terminated || way.to == mediation::State::returned) {
        EXPECT_TRUE(has_key(texts, "end." + std::string(way.id))) << locale << ' ' << way.id;
      }
    }
    for (const auto& cause : mediation::cause_keys()) EXPECT_TRUE(has_key(texts, "cause." + cause)) << locale << ' ' << cause;
  }
}

TEST(Texts, SayWhatEachActOfStaffDoes) {
  const auto texts = file("locale/zh-CN.json");
  for (const auto& way : mediation::transitions()) {
    if (way.id == "apply" || way.id == "agree" || way.id == "confirm" || way.id == "revise") continue;
    EXPECT_TRUE(has_key(texts, "act." + std::string(way.id) + ".label")) << way.id;
    EXPECT_TRUE(has_key(texts, "act." + std::string(way.id) + ".hint")) << way.id;
    if (!way.article.empty()) {
      EXPECT_TRUE(has_key(texts, std::string(way.article))) << way.article;
    }
  }
}
