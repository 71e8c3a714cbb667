// What the operations port tells of the program as a whole.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>

#include "server.hpp"

namespace server_test {
namespace {

class Metrics : public testing::Test {
 protected:
  std::string metrics() { return server_.operations("/metrics").body; }
  bool tells(const std::string& line) {
    return eventually([&] { return metrics().find(line) != std::string::npos; });
  }

  Installation installation_{Filled::courts, {"mediation"}, R"("log": {"requests": "all"})"};
  Server server_{installation_};
};

TEST_F(Metrics, CountBySiteAndModuleOverBothWorkers) {
  for (int i = 0; i < 3; ++i) {
    auto guest = server_.portal();
    EXPECT_EQ(guest.open("/linan/mediation/").status, 200);
    EXPECT_EQ(guest.open("/linhai/points").status, 200);
    EXPECT_EQ(guest.open("/linhai/nothing").status, 404);
  }
  EXPECT_TRUE(tells("gongting_answered_total{site=\"linan\",module=\"mediation\",class=\"2xx\"} 3\n")) << metrics();
  EXPECT_TRUE(tells("gongting_answered_total{site=\"linhai\",module=\"host\",class=\"2xx\"} 3\n")) << metrics();
  EXPECT_TRUE(tells("gongting_answered_total{site=\"linhai\",module=\"host\",class=\"4xx\"} 3\n")) << metrics();
  EXPECT_TRUE(tells("gongting_request_seconds_count{module=\"mediation\"} 3\n")) << metrics();
  EXPECT_TRUE(tells("gongting_jobs{state=\"dead\"} 0\n")) << metrics();
}

TEST_F(Metrics, AreThoseThatTheGuideNames) {
  auto guest = server_.portal();
  guest.open("/linan/");
  ASSERT_TRUE(tells("gongting_answered_total{site=\"linan\""));
  const auto text = metrics();
  std::ifstream guide(GT_GUIDE "/metrics.md");
  const std::string page(std::istreambuf_iterator<char>(guide), {});
  const std::regex named("\n\\| `(gongting_[a-z_]+)` \\|");
  int names = 0;
  for (auto it = std::sregex_iterator(page.begin(), page.end(), named); it != std::sregex_iterator(); ++it, ++names)
    EXPECT_NE(text.find("# TYPE " + (*it)[1].str() + " "), std::string::npos) << (*it)[1] << text;
  EXPECT_EQ(names, 10);
}

TEST_F(Metrics, ALineOfTheLogHasTheNumberThatTheErrorPageShows) {
  auto guest = server_.portal();
  guest.open("/linan/nothing-4711");
  const std::regex shown("<dt>记录编号</dt><dd>([0-9a-z]+)</dd>");
  std::smatch number;
  const auto page = guest.page();
  ASSERT_TRUE(std::regex_search(page, number, shown)) << page;
  EXPECT_TRUE(eventually([&] { return server_.program().said().find("\"request\":\"" + number[1].str() + "\"") != std::string::npos; })) << number[1].str();
  EXPECT_EQ(server_.program().said().find("nothing-4711"), std::string::npos) << "the log has the pattern of a route, not what was typed";
}

}  // namespace
}  // namespace server_test
