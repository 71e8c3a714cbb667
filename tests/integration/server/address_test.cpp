// R9 over HTTP: what an address means, and what a person of one site is worth at another.
#include <gtest/gtest.h>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

class R9_Address : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts);
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static Answer ask(int port, const std::string& line, const std::string& host) {
    return HttpClient(port).ask(line, "", "", host);
  }
  static bool is_linan(const Answer& answer) { return answer.body.find("临安") != std::string::npos; }
  static bool is_linhai(const Answer& answer) { return answer.body.find("临海") != std::string::npos; }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(R9_Address, AHostThatNobodyHasIsNoSite) {
  for (const int port : {installation_->portal(), installation_->console()})
    for (const auto* host : {"unknown.example", "xn--linhai.example", "linhai.example.evil.example",
                             "evil-linhai.example", "127.0.0.2", "[::2]", "localhost.evil.example"})
      for (const auto* line :
           {"GET /", "GET /linan/", "GET /linhai/signin", "GET /no-such-page", "GET /linan/mediation/"}) {
        const auto answer = ask(port, line, host);
        EXPECT_EQ(answer.status, 421) << host << " " << line;
        EXPECT_FALSE(is_linan(answer) || is_linhai(answer)) << host << " " << line << " shows a site";
        EXPECT_NE(answer.body.find("<h1>"), std::string::npos);
      }
  auto browser = server_->portal();
  browser.open("/linan/signin");
  const auto sent = HttpClient(installation_->portal())
                        .ask("POST /linan/signin",
                             "Cookie: gt_guest=" + browser.cookie("gt_guest") +
                                 "\r\nContent-Type: application/x-www-form-urlencoded\r\n",
                             "login=clerk&password=x&_csrf=" + browser.token(), "unknown.example");
  EXPECT_EQ(sent.status, 421);
}

TEST_F(R9_Address, AKnownHostIsTakenWithEveryWritingOfIt) {
  const auto port = std::to_string(installation_->portal());
  for (const auto& host : {std::string("localhost"), "LOCALHOST:" + port, "127.0.0.1:" + port, std::string("[::1]")})
    EXPECT_TRUE(is_linan(ask(installation_->portal(), "GET /linan/", host))) << host;
  for (const auto& host : {std::string("linhai.example"), "Linhai.Example:" + port}) {
    const auto answer = ask(installation_->portal(), "GET /", host);
    EXPECT_EQ(answer.status, 200) << host;
    EXPECT_TRUE(is_linhai(answer)) << host;
  }
}

TEST_F(R9_Address, ASitesOwnHostLeadsToNoOtherSite) {
  EXPECT_EQ(ask(installation_->portal(), "GET /linan/", "linhai.example").status, 404);
  EXPECT_EQ(ask(installation_->portal(), "GET /linhai/", "linhai.example").status, 404);
}

TEST_F(R9_Address, AMalformedHostIsRefused) {
  for (const auto* host :
       {"a b", "a/b", "user@localhost", "localhost:", "localhost:99999", "localhost:8o", "[::1", "loc\xFFhost", ","}) {
    const auto answer = ask(installation_->portal(), "GET /linan/", host);
    EXPECT_EQ(answer.status, 400) << host;
    EXPECT_TRUE(answer.closes()) << host;
  }
  HttpClient two(installation_->portal());
  EXPECT_EQ(two.ask("GET /linan/", "Host: unknown.example\r\n").status, 400);
}

TEST_F(R9_Address, ACitizensMatterOfOneSiteIsNothingAtAnother) {
  auto citizen = register_citizen(server_->portal(), "/linan", 1);
  const auto id = apply_for_mediation(citizen, "/linan", "一号院墙");
  ASSERT_NE(id, "");
  const auto path = "/mediation/disputes/" + id;
  EXPECT_EQ(citizen.open("/linan" + path).status, 200);
  const auto there = citizen.open("/linhai" + path), never = citizen.open("/linhai/mediation/disputes/1");
  EXPECT_EQ(there.status, 404);
  EXPECT_EQ(never.status, 404);
  EXPECT_EQ(citizen.send("GET", "/linhai/api/v1" + path).status, 404);
  EXPECT_EQ(citizen.send("GET", "/linan/api/v1" + path).status, 200);
  EXPECT_EQ(citizen.send("GET", "/linhai/api/v1/mediation/disputes").body.find(id), std::string::npos);
  EXPECT_NE(citizen.send("GET", "/linan/api/v1/mediation/disputes").body.find(id), std::string::npos);
  EXPECT_EQ(citizen.open("/linhai/mediation/").body.find(id), std::string::npos);
}

TEST_F(R9_Address, TheCourtsPeopleOfOneSiteAreNobodyAtAnother) {
  auto citizen = register_citizen(server_->portal(), "/linan", 2);
  const auto id = apply_for_mediation(citizen, "/linan", "二号院墙");
  auto clerk = server_->console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  EXPECT_EQ(clerk.open("/linan/mediation/disputes/" + id).status, 200);
  for (const auto* path : {"/mediation/disputes", "/mediation/reports/overview", "/people", "/modules"})
    EXPECT_EQ(clerk.open(std::string("/linhai") + path).status, 403) << path;
  EXPECT_EQ(clerk.open("/linhai/mediation/disputes/" + id).status, 403);

  auto seaside = server_->console();
  ASSERT_TRUE(seaside.sign_in("/linhai", "seaside", k_password));
  EXPECT_EQ(seaside.open("/linhai/mediation/disputes").status, 200);
  EXPECT_EQ(seaside.open("/linhai/mediation/disputes/" + id).status, 404);
  EXPECT_EQ(seaside.open("/linan/mediation/disputes/" + id).status, 403);

  auto siteadmin = server_->console();
  ASSERT_TRUE(siteadmin.sign_in("/linan", "siteadmin", k_password));
  EXPECT_EQ(siteadmin.open("/linan/modules").status, 200);
  for (const auto* path : {"/modules", "/people", "/points", "/settings/mediation"})
    EXPECT_EQ(siteadmin.open(std::string("/linhai") + path).status, 403) << path;
  EXPECT_EQ(siteadmin.open("/linan/sites").status, 403) << "sites are the installation's";
}

TEST_F(R9_Address, ASessionOfOneFaceIsNoneOfTheOther) {
  auto clerk = server_->console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  const auto token = clerk.cookie("gt_c");
  ASSERT_NE(token, "");
  for (const auto* name : {"gt_c", "gt_p"}) {
    HttpClient portal(installation_->portal());
    EXPECT_EQ(portal.ask("GET /linan/me", std::string("Cookie: ") + name + "=" + token + "\r\n").status, 303) << name;
  }
  auto citizen = register_citizen(server_->portal(), "/linan", 3);
  HttpClient console(installation_->console());
  EXPECT_EQ(console.ask("GET /linan/me", "Cookie: gt_c=" + citizen.cookie("gt_p") + "\r\n").status, 303);
  EXPECT_EQ(console.ask("GET /linan/me", "Cookie: gt_c=" + token + "\r\n").status, 200);
}

TEST_F(R9_Address, AClosedSiteIsNotThere) {
  ASSERT_EQ(ask(installation_->portal(), "GET /", "linhai.example").status, 200);
  ASSERT_EQ(installation_->run({"site", "disable", "linhai"}).code, 0);
  EXPECT_EQ(ask(installation_->portal(), "GET /signin", "linhai.example").status, 404);
  EXPECT_EQ(ask(installation_->portal(), "GET /linhai/signin", "localhost").status, 404);
  EXPECT_FALSE(is_linan(ask(installation_->portal(), "GET /signin", "linhai.example")));
  ASSERT_EQ(installation_->run({"site", "enable", "linhai"}).code, 0);
  EXPECT_EQ(ask(installation_->portal(), "GET /signin", "linhai.example").status, 200);
}

}  // namespace
}  // namespace server_test
