// R7 over HTTP, at every address that takes a write: the program itself lists them, so a new one cannot escape.
#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "server.hpp"

namespace server_test {
namespace {

constexpr const char* k_old_page = "这个页面放得太久了，或者是从别处打开的";
constexpr const char* k_other_site = "这次提交来自别的网站，没有受理";

struct Route {
  std::string face, method, path, permission;
  /// Also an address that the host makes of a declaration, on the face that it is asked on.
  bool api() const { return face == "api" || path.find("/api/v1/") != std::string::npos; }
};

/// "/{site}/points/{id}" as an address of linan; other names in braces stand for something that is not there.
std::string address(const std::string& pattern) {
  std::string path;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    if (pattern[at] != '{') {
      path.push_back(pattern[at]);
      continue;
    }
    const auto end = pattern.find('}', at);
    path += pattern.substr(at, end - at) == "{site" ? "linan" : "1";
    at = end;
  }
  return path;
}

class R7_Csrf : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation", "exercises"});
    ASSERT_EQ(installation_->run({"site", "enable", "linan", "exercises"}).code, 0);
    server_ = new Server(*installation_);
    std::istringstream lines(installation_->run({"routes"}).out);
    for (std::string line; std::getline(lines, line);) {
      std::istringstream words(line);
      Route route;
      words >> route.face >> route.method >> route.path >> route.permission;
      if (route.method != "GET") writes_.push_back(route);
    }
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }

  static int port(const Route& route) {
    return route.face == "console" ? installation_->console() : installation_->portal();
  }

  /// Somebody whom the route lets in: without that its refusal would say nothing about tokens.
  static Browser& visitor(const Route& route) {
    static std::map<std::string, Browser> known;
    const auto who = whom_it_lets_in(route);
    const auto key = route.face + who;
    if (const auto found = known.find(key); found != known.end()) return found->second;
    return known.emplace(key, fresh_visitor(route)).first->second;
  }
  static Browser fresh_visitor(const Route& route) {
    const auto who = whom_it_lets_in(route);
    Browser browser(port(route));
    if (who == "a guest") {
      browser.open(route.face == "console" ? "/setup" : "/linan/signin");
    } else {
      static int citizens = 0;
      if (who == "a citizen")
        browser = register_citizen(browser, "/linan", ++citizens);
      else if (!browser.sign_in("/linan", who, k_password))
        ADD_FAILURE() << who << " cannot sign in: " << browser.page();
      browser.open("/linan/me/password");
    }
    EXPECT_NE(browser.token(), "") << browser.page();
    return browser;
  }
  static std::string whom_it_lets_in(const Route& route) {
    return route.permission == "anyone" ? "a guest" : route.face == "console" ? holder(route.permission) : "a citizen";
  }
  static std::string holder(const std::string& permission) {
    static const std::map<std::string, std::string> holders{
        {"core.modules", "siteadmin"},     {"core.settings", "siteadmin"},   {"core.sites", "sysadmin"},
        {"core.jobs", "sysadmin"},         {"core.audit", "auditadmin"},
        {"core.points", "siteadmin"},      {"core.people", "siteadmin"},     {"core.roles", "secadmin"},
        {"core.rules", "president"},       {"core.assist", "director"},       {"mediation.assist", "director"}, {"mediation.list", "clerk"},
        {"mediation.mediate", "mediator"}, {"mediation.reveal", "clerk"},    {"signed-in", "clerk"}};
    const auto found = holders.find(permission);
    if (found == holders.end()) ADD_FAILURE() << "who holds " << permission << "? Tell this test";
    return found == holders.end() ? "clerk" : found->second;
  }

  struct Sent {
    std::string token, origin = "own", type;
  };
  static Answer write(const Route& route, Browser& browser, const Sent& sent) {
    const auto origin = sent.origin == "own" ? browser.origin() : sent.origin;
    auto more = origin.empty() ? "" : "Origin: " + origin + "\r\n";
    if (!route.api()) {
      more += "Content-Type: " + (sent.type.empty() ? "application/x-www-form-urlencoded" : sent.type) + "\r\n";
      return browser.send(route.method, address(route.path), more,
                          "x=1" + (sent.token.empty() ? "" : "&_csrf=" + sent.token));
    }
    more += "Content-Type: " + (sent.type.empty() ? "application/json" : sent.type) + "\r\n";
    if (!sent.token.empty()) more += "X-CSRF-Token: " + sent.token + "\r\n";
    return browser.send(route.method, address(route.path), more, "{}");
  }
  /// 403, for this reason; to a person with a page that helps on, to a program as JSON.
  static void expect_refused(const Route& route, const Answer& answer, const char* reason) {
    EXPECT_EQ(answer.status, 403) << answer.body;
    EXPECT_NE(answer.body.find(reason), std::string::npos) << answer.body;
    if (route.api()) {
      EXPECT_EQ(answer.header("content-type"), "application/problem+json; charset=utf-8");
      return;
    }
    EXPECT_NE(answer.body.find("<h1>"), std::string::npos);
    EXPECT_NE(answer.body.find("tel:12368"), std::string::npos) << "a way to a person";
    EXPECT_EQ(answer.body.find("{{"), std::string::npos);
    EXPECT_NE(answer.header("content-security-policy"), "");
  }
  template <class Check>
  static void for_each_write(Check check) {
    ASSERT_GT(writes_.size(), 40U) << "the program lists too few addresses";
    for (const auto& route : writes_) {
      if (route.face == "console" && route.permission == "mediation.apply") continue;  // of citizens, who are not there: always 403
      SCOPED_TRACE(route.face + " " + route.method + " " + route.path);
      check(route, visitor(route));
    }
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline std::vector<Route> writes_;
};

TEST_F(R7_Csrf, NoAddressTakesAWriteWithoutAToken) {
  for_each_write(
      [](const Route& route, Browser& browser) { expect_refused(route, write(route, browser, {}), k_old_page); });
}

TEST_F(R7_Csrf, NoAddressTakesAWriteWithAWrongToken) {
  for_each_write([](const Route& route, Browser& browser) {
    auto wrong = browser.token();
    wrong[0] = wrong[0] == 'A' ? 'B' : 'A';
    expect_refused(route, write(route, browser, {.token = wrong}), k_old_page);
  });
}

TEST_F(R7_Csrf, NoAddressTakesTheTokenOfAnotherBrowser) {
  auto guest = server_->portal();
  guest.open("/linan/signin");
  const auto citizen = register_citizen(server_->portal(), "/linan", 90);
  auto other = citizen;
  other.open("/linan/me/password");
  for_each_write([&](const Route& route, Browser& browser) {
    ASSERT_NE(guest.token(), browser.token());
    expect_refused(route, write(route, browser, {.token = guest.token()}), k_old_page);
    expect_refused(route, write(route, browser, {.token = other.token()}), k_old_page);
  });
}

TEST_F(R7_Csrf, NoAddressTakesAWriteFromAnotherOrigin) {
  for_each_write([](const Route& route, Browser& browser) {
    const auto own = browser.origin();
    for (const auto& origin : {std::string("http://evil.example"), std::string("null"), own + "0",
                               own + ".evil.example", "ftp" + own.substr(4)}) {
      SCOPED_TRACE(origin);
      expect_refused(route, write(route, browser, {.token = browser.token(), .origin = origin}), k_other_site);
    }
  });
}

TEST_F(R7_Csrf, TheApiTakesJsonOnly) {
  int asked = 0;
  for_each_write([&](const Route& route, Browser& browser) {
    if (!route.api()) return;
    ++asked;
    for (const auto* type :
         {"text/plain", "text/plain; application/json", "application/x-www-form-urlencoded", "application/jsonx"}) {
      const auto answer = write(route, browser, {.token = browser.token(), .type = type});
      EXPECT_EQ(answer.status, 415) << type << answer.body;
    }
    EXPECT_NE(write(route, browser, {.token = browser.token(), .type = "Application/JSON; charset=utf-8"}).status, 415);
  });
  EXPECT_GT(asked, 0);
}

TEST_F(R7_Csrf, AFormThatIsNoFormHasNoToken) {
  for_each_write([](const Route& route, Browser& browser) {
    if (!route.api())
      expect_refused(route, write(route, browser, {.token = browser.token(), .type = "text/plain"}), k_old_page);
  });
}

TEST_F(R7_Csrf, WithItsOwnTokenAndOriginAWriteGoesOn) {
  for_each_write([](const Route& route, Browser& browser) {
    // These end the session that the next ones need.
    if (route.path.find("signout") != std::string::npos || route.path.ends_with("/second-factor/off")) return;
    // Nothing sensible is sent, so what follows is about that; but it is not turned away any more.
    for (const auto* origin : {"own", ""}) {  // without an Origin, as old browsers and programs send, the token decides
      const auto answer = write(route, browser, {.token = browser.token(), .origin = origin});
      EXPECT_NE(answer.status, 401) << answer.body;
      EXPECT_NE(answer.status, 403) << answer.body;
      EXPECT_NE(answer.status, 415) << answer.body;
      EXPECT_LT(answer.status, 500) << answer.body;
    }
  });
}

TEST_F(R7_Csrf, SigningOutWithTheTokenEndsTheSession) {
  int asked = 0;
  for_each_write([&](const Route& route, Browser&) {
    if (route.path.find("signout") == std::string::npos) return;
    ++asked;
    auto browser = fresh_visitor(route);
    EXPECT_EQ(browser.send("GET", "/linan/me").status, 200);
    EXPECT_EQ(write(route, browser, {.token = browser.token()}).status, 303);
    EXPECT_EQ(browser.send("GET", "/linan/me").status, 303);
  });
  EXPECT_EQ(asked, 4);
}

}  // namespace
}  // namespace server_test
