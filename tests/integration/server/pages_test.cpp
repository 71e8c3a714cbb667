// Pages of what is refused: the HTTP edge's own are the product's too, and a reason is told in the reader's language.
#include <gtest/gtest.h>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

TEST(EdgePages, WhatTheEdgeRefusesIsAPageWithAWayOn) {
  Installation installation(Filled::tables, {});
  Server server(installation);
  const struct {
    const char* what;
    std::string line, more;
    int status;
  } cases[] = {{"an address too long", "GET /" + std::string(9000, 'a'), "", 414},
               {"a head too long", "GET /", "X-Long: " + std::string(17'000, 'a') + "\r\n", 431},
               {"a body too long", "POST /", "Content-Length: 2000000\r\n", 413},
               {"another method", "PATCH /", "", 405},
               {"a malformed head", "GET /", "Bad Header: x\r\n", 400}};
  for (const auto& [what, line, more, status] : cases) {
    SCOPED_TRACE(what);
    for (const int port : {installation.portal(), installation.console()}) {
      const auto answer = HttpClient(port).ask(line, more);
      EXPECT_EQ(answer.status, status);
      EXPECT_NE(answer.body.find("<html lang=\"zh-CN\">"), std::string::npos) << answer.body;
      EXPECT_NE(answer.body.find("<h1>"), std::string::npos);
      EXPECT_NE(answer.body.find("/assets/gongting.css"), std::string::npos);
      EXPECT_NE(answer.body.find("tel:12368"), std::string::npos);
      EXPECT_EQ(answer.body.find("error."), std::string::npos) << "a key instead of words";
      EXPECT_NE(answer.header("content-security-policy"), "");
      EXPECT_EQ(answer.header("cache-control"), "no-store");
    }
  }
}

class Refusals : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts);
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static std::string refused(Browser& browser, const std::string& language, const std::string& target, const std::string& body,
                             int status) {
    const auto answer = browser.send("POST", target,
                                     "Content-Type: application/x-www-form-urlencoded\r\nOrigin: " + browser.origin() +
                                         "\r\nAccept-Language: " + language + "\r\n",
                                     body);
    EXPECT_EQ(answer.status, status);
    EXPECT_NE(answer.body.find("<html lang=\"" + language + "\">"), std::string::npos) << answer.body;
    return answer.body;
  }
  static bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(Refusals, TheHostTellsThemInTheLanguageOfThePage) {
  auto guest = server_->portal();
  guest.open("/linan/signin");
  const auto english = refused(guest, "en", "/linan/signin", "login=x", 403);
  EXPECT_TRUE(holds(english, "This page was open for too long")) << english;
  EXPECT_FALSE(holds(english, "这个页面放得太久了"));
  const auto chinese = refused(guest, "zh-CN", "/linan/signin", "login=x", 403);
  EXPECT_TRUE(holds(chinese, "这个页面放得太久了")) << chinese;
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_audit where action = 'request.refused' and detail like "
                                  "'%这个页面放得太久了%'"), 2) << "the audit log is read in Chinese";
}

TEST_F(Refusals, APluginTellsThemInTheLanguageOfThePage) {
  auto citizen = register_citizen(server_->portal(), "/linan", 1);
  const auto matter = apply_for_mediation(citizen, "/linan", "五号院墙");
  ASSERT_NE(matter, "");
  citizen.open("/linan/me/password");
  const auto target = "/linan/mediation/disputes/" + matter + "/sign/agreement";
  const auto english = refused(citizen, "en", target, "_csrf=" + citizen.token(), 422);
  EXPECT_TRUE(holds(english, "There is nothing to sign now")) << english;
  EXPECT_FALSE(holds(english, "why."));
  const auto chinese = refused(citizen, "zh-CN", target, "_csrf=" + citizen.token(), 422);
  EXPECT_TRUE(holds(chinese, "现在没有要签的文书")) << chinese;
}

TEST_F(Refusals, WhatIsForTheLogStaysOffThePage) {
  auto guest = server_->portal();
  guest.open("/linan/signin");
  const auto page = refused(guest, "zh-CN", "/linan/signin", "login=%zz", 400);
  EXPECT_TRUE(holds(page, "<h1>"));
  EXPECT_FALSE(holds(page, "percent")) << page;
}

}  // namespace
}  // namespace server_test
