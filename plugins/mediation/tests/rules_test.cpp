// The declared workflow and the texts agree with each other.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "court.hpp"

namespace {

std::string file(const char* name) {
  std::ifstream in(std::string(GONGTING_PLUGIN_DIR) + "/" + name);
  return {std::istreambuf_iterator<char>(in), {}};
}
bool has_key(const std::string& json, const std::string& key) { return json.find('"' + key + '"') != std::string::npos; }

}  // namespace

// Which texts a declaration needs the host checks when it loads the plugin; these are the plugin's own.
TEST(Texts, NameEveryEndAndCause) {
  mediation::test::Court court;
  for (const char* locale : {"locale/zh-CN.json", "locale/en.json"}) {
    const auto texts = file(locale);
    for (const auto& way : court.host.declaration("dispute").transitions)
      if (way.to == "TERMINATED" || way.to == "RETURNED") {
        EXPECT_TRUE(has_key(texts, "end." + way.id)) << locale << ' ' << way.id;
      }
    for (const auto& cause : court.host.form("application").field("cause")->values) EXPECT_TRUE(has_key(texts, "cause." + cause)) << locale << ' ' << cause;
  }
}
