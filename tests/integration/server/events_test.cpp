// Plugins that tell each other of what happened, and their daily work, in the program as a whole.
#include <gtest/gtest.h>

#include "server.hpp"

namespace server_test {
namespace {

constexpr std::int64_t k_notes = 60, k_told = 5, k_heard_before_the_kill = 20;

class Listening {
 public:
  explicit Listening(const std::string& more = "") : installation_(Filled::courts, {"teller", "listener"}, more) {
    // A new site has all modules that are installed.
    EXPECT_EQ(installation_.run({"site", "disable", "linhai", "listener"}).code, 0);
  }
  Installation& installation() { return installation_; }

  void turn(const std::string& plugin, const std::string& way) {
    EXPECT_EQ(installation_.run({"site", way, "linan", plugin}).code, 0) << way << plugin;
  }
  static Answer note(Browser& citizen, const std::string& body) {
    return citizen.send("POST", "/linan/api/v1/teller/notes",
                        "Content-Type: application/json\r\nX-CSRF-Token: " + citizen.token() + "\r\n", body);
  }
  static Browser citizen(const Server& server) {
    auto browser = register_citizen(server.portal(), "/linan", 1);
    browser.open("/linan/me");
    return browser;
  }
  std::int64_t n(const std::string& of) { return count(installation_, "select count(*) as n from " + of); }

 private:
  Installation installation_;
};

class PluginEvents : public testing::Test {
 protected:
  std::int64_t n(const std::string& of) { return listening_.n(of); }

  Listening listening_{R"("jobs": {"poll_ms": 20})"};
  Server server_{listening_.installation()};
  Browser citizen_ = Listening::citizen(server_);
};

TEST_F(PluginEvents, ComeToWhoSubscribedWithNobodySignedIn) {
  ASSERT_EQ(Listening::note(citizen_, R"({"words": "您好", "times": 2})").status, 201);
  ASSERT_TRUE(eventually([&] { return n("listener_heard") == 2; }));
  EXPECT_EQ(n("listener_heard h join teller_note t on t.id = h.about where h.site_id = t.site_id and h.created_by = 0"), 2);
  EXPECT_EQ(n("(select distinct delivery from listener_heard) d"), 2) << "each delivery has its own name";
  EXPECT_TRUE(eventually([&] { return n("gt_job where kind = 'event.listener' and state = 'done'") == 2; }));
  EXPECT_EQ(n("gt_outbox where type = 'listener.heard' and record_type = 'listener.heard'"), 2) << "it tells others in its turn";
  EXPECT_EQ(n("gt_audit a join listener_heard h on a.object_id = h.id and a.request_id = h.delivery where a.object = "
              "'listener.heard' and a.actor = 'event teller.noted' and a.account_id = 0"),
            2)
      << "the audit log says that it was no person";
}

TEST_F(PluginEvents, AreNotToldWhenTheRequestFails) {
  EXPECT_EQ(Listening::note(citizen_, R"({"words": "您好", "times": 2, "fail": true})").status, 409);
  EXPECT_EQ(n("teller_note"), 0);
  EXPECT_EQ(n("gt_outbox"), 0);
}

TEST_F(PluginEvents, AreDroppedAndCountedWhereTheModuleIsOff) {
  listening_.turn("listener", "disable");
  ASSERT_EQ(Listening::note(citizen_, R"({"words": "没人听"})").status, 201);
  ASSERT_TRUE(eventually([&] { return n("gt_job where kind = 'event.listener' and state = 'dropped'") == 1; }));
  listening_.turn("listener", "enable");
  ASSERT_EQ(Listening::note(citizen_, R"({"words": "有人听"})").status, 201);
  ASSERT_TRUE(eventually([&] { return n("listener_heard") == 1; }));
  EXPECT_EQ(n("listener_heard h join teller_note t on t.id = h.about where t.words = '有人听'"), 1);

  auto administrator = server_.console();
  ASSERT_TRUE(administrator.sign_in("/linan", "sysadmin", k_password));
  administrator.open("/linan/jobs");
  EXPECT_NE(administrator.page().find("听：收其他模块的消息"), std::string::npos) << administrator.page();
  EXPECT_NE(server_.operations("/metrics").body.find("jobs_declined_total"), std::string::npos);
}

TEST_F(PluginEvents, ComeInTheirOrderAndOneThatFailsHoldsUpThoseBehindIt) {
  ASSERT_EQ(Listening::note(citizen_, R"({"words": "数数", "times": 14})").status, 201);
  ASSERT_TRUE(eventually([&] { return n("gt_job where kind = 'event.listener' and last_error = 'unlucky'") == 1; }));
  EXPECT_EQ(n("listener_heard"), 12) << "the thirteenth is tried again, the fourteenth waits for it";
  EXPECT_EQ(n("gt_job where kind = 'event.listener' and state = 'waiting'"), 2);
  EXPECT_EQ(n("listener_heard a join listener_heard b on b.number = a.number + 1 and b.id > a.id"), 11);
}

TEST_F(PluginEvents, DailyWorkIsDoneOnceAtEachSiteWhereTheModuleIsOn) {
  ASSERT_TRUE(eventually([&] { return n("listener_tally") == 1; })) << "what was missed is made up for";
  EXPECT_EQ(n("listener_tally t join gt_site s on s.id = t.site_id where s.slug = 'linan' and t.court = 'linan'"), 1);
  EXPECT_EQ(n("gt_job where kind = 'site.listener.count'"), 1) << "the other court has the module switched off";
}

TEST(R23_KillDuringWrites_Events, NoneIsLostAndNoneHeardTwice) {
  Listening listening(R"("jobs": {"lease_s": 1, "poll_ms": 20})");
  Server server(listening.installation());
  auto citizen = Listening::citizen(server);
  for (std::int64_t i = 0; i < k_notes; ++i)
    ASSERT_EQ(Listening::note(citizen, R"({"words": "字", "times": )" + std::to_string(k_told) + "}").status, 201);
  const auto workers = server.workers();
  ASSERT_TRUE(eventually([&] { return listening.n("listener_heard") >= k_heard_before_the_kill; }));
  server.kill_all(workers);
  EXPECT_LT(listening.n("listener_heard"), k_notes * k_told) << "the kill came too late to interrupt anything";

  server.start();
  ASSERT_TRUE(eventually([&] { return listening.n("listener_heard") >= k_notes * k_told; }, std::chrono::seconds(60)));
  EXPECT_TRUE(eventually([&] { return listening.n("gt_job where kind = 'event.listener' and state <> 'done'") == 0; }));
  EXPECT_EQ(listening.n("listener_heard"), k_notes * k_told);
  EXPECT_EQ(listening.n("(select distinct about, number from listener_heard) h"), k_notes * k_told);
}

}  // namespace
}  // namespace server_test
