// A journey whose every second request goes to the other worker: nothing that a person does may live in one of them.
#include <gtest/gtest.h>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

class BothWorkers : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts);
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  BothWorkers()
      : portal_(installation_->portal(), server_->workers()), console_(installation_->console(), server_->workers()) {}

  Browser at_portal() {
    return Browser(installation_->portal(), [this]() -> HttpClient& { return portal_.next(); });
  }
  Browser at_console() {
    return Browser(installation_->console(), [this]() -> HttpClient& { return console_.next(); });
  }
  /// The same request to both workers; whether each answers with this status.
  static void expect_both(EachInTurn& connections, const Browser& browser, const std::string& target, int status) {
    for (const std::size_t worker : {0U, 1U}) {
      auto own = browser.over([&]() -> HttpClient& { return connections.of(worker); });
      EXPECT_EQ(own.send("GET", target).status, status) << target << " at worker " << worker;
    }
  }
  /// Chooses a step on the page of a matter, and confirms it on the next page.
  static void act(Browser& browser, const HtmlForm::Values& step) {
    ASSERT_EQ(browser.submit("/act", step).status, 200) << gongting::host::app::text_of(browser.page());
    ASSERT_EQ(browser.submit("/act/", {}).status, 200) << gongting::host::app::text_of(browser.page());
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  EachInTurn portal_, console_;
};

TEST_F(BothWorkers, TheConnectionsAreOneToEach) {
  const auto workers = server_->workers();
  ASSERT_EQ(workers.size(), 2U);
  EXPECT_EQ(worker_of(portal_.of(0), workers), workers[0]);
  EXPECT_EQ(worker_of(portal_.of(1), workers), workers[1]);
}

TEST_F(BothWorkers, AMatterGoesFromTheApplicationToTheMediator) {
  auto citizen = register_citizen(at_portal(), "/linan", 1);
  const auto id = apply_for_mediation(citizen, "/linan", "五号院墙");
  ASSERT_NE(id, "") << gongting::host::app::text_of(citizen.page());

  auto clerk = at_console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  clerk.open("/linan/mediation/disputes/" + id);
  act(clerk, {{"act", "admit"}, {"staff_words", "材料齐全"}});
  clerk.open("/linan/mediation/disputes/" + id);
  act(clerk, {{"act", "designate"}, {"mediator", "~周建国"}});

  auto mediator = at_console();
  ASSERT_TRUE(mediator.sign_in("/linan", "mediator", k_password));
  mediator.open("/linan/mediation/disputes/" + id);
  act(mediator, {{"act", "accept"}, {"staff_words", "已电话联系双方"}});

  // What stands in the database is what each worker shows.
  const auto steps = count(*installation_, "select count(*) as n from gt_step where record_id = :id",
                           {{"id", std::stoll(id)}});
  EXPECT_GE(steps, 4);
  std::string shown[2];
  for (const std::size_t worker : {0U, 1U}) {
    auto own = citizen.over([&, worker]() -> HttpClient& { return portal_.of(worker); });
    shown[worker] = own.send("GET", "/linan/api/v1/mediation/disputes/" + id).body;
  }
  EXPECT_NE(shown[0].find(id), std::string::npos) << shown[0];
  EXPECT_EQ(shown[0], shown[1]);
}

TEST_F(BothWorkers, SigningOutAtOneIsSignedOutAtTheOther) {
  auto citizen = register_citizen(at_portal(), "/linan", 2);
  const auto before = citizen;
  expect_both(portal_, before, "/linan/me", 200);
  citizen.open("/linan/me/password");
  ASSERT_EQ(citizen.post("/linan/signout", "_csrf=" + citizen.token()).status, 303);
  expect_both(portal_, before, "/linan/me", 303);
}

TEST_F(BothWorkers, AModuleSwitchedAtOneIsSwitchedAtTheOther) {
  auto citizen = register_citizen(at_portal(), "/linan", 3);
  auto admin = at_console();
  ASSERT_TRUE(admin.sign_in("/linan", "siteadmin", k_password));
  for (const bool on : {false, true, false}) {
    ASSERT_EQ(admin.open(std::string("/linan/modules/mediation/switch?to=") + (on ? "on" : "off")).status, 200);
    ASSERT_EQ(admin.submit("/switch", {{"reason", "检修"}}).status, 200) << gongting::host::app::text_of(admin.page());
    expect_both(portal_, citizen, "/linan/mediation/", on ? 200 : 404);
    expect_both(portal_, citizen, "/linan/mediation/apply", on ? 200 : 404);
  }
  // By the command line too, and with the data kept.
  ASSERT_EQ(installation_->run({"site", "enable", "linan", "mediation"}).code, 0);
  expect_both(portal_, citizen, "/linan/mediation/apply", 200);
}

TEST_F(BothWorkers, AnOfficeTakenAwayIsTakenAwayAtBoth) {
  auto clerk = at_console();
  ASSERT_TRUE(clerk.sign_in("/linhai", "seaside", k_password));
  expect_both(console_, clerk, "/linhai/mediation/disputes", 200);
  ASSERT_EQ(installation_->run({"user", "role", "seaside", "FILING_CLERK", "--site", "linhai", "--revoke"}).code, 0);
  expect_both(console_, clerk, "/linhai/mediation/disputes",
              303);  // signed out: a session does not outlive what it may do
  ASSERT_EQ(installation_->run({"user", "role", "seaside", "PRESIDENT", "--site", "linhai"}).code, 0);
  ASSERT_TRUE(clerk.sign_in("/linhai", "seaside", k_password));
  expect_both(console_, clerk, "/linhai/mediation/disputes", 200);
}

TEST_F(BothWorkers, ANewPasswordEndsEverySessionAtBoth) {
  auto president = at_console();
  ASSERT_TRUE(president.sign_in("/linan", "president", k_password));
  expect_both(console_, president, "/linan/me", 200);
  ASSERT_EQ(installation_->run({"user", "passwd", "president"}, "Xin-De-Mi-Ma-2027\n").code, 0);
  expect_both(console_, president, "/linan/me", 303);
}

}  // namespace
}  // namespace server_test
