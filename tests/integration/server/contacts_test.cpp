// The court and its parties reach each other: notices on the page and out of the house, a respondent without account who comes
// in by link and code, signatures by people who show again who they are, and service. With a gateway on loopback.
#include <gtest/gtest.h>

#include <regex>

#include "../../contract/notify/loopback_server.hpp"
#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using notify_test::LoopbackServer;
using notify_test::Mood;

class Contacts : public testing::Test {
 protected:
  static constexpr const char* k_prefix = "/linan";

  Contacts() {
    installation_.configure(R"("jobs": {"poll_ms": 20}, "sms": {"key": "geheim", "timeout_ms": 500, "url": "http://127.0.0.1:)" +
                            std::to_string(gateway_.port()) + R"(/send"}, "addresses": {"portal": "http://127.0.0.1:)" +
                            std::to_string(installation_.portal()) + R"("})");
    server_ = std::make_unique<Server>(installation_);
  }

  static bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }
  std::int64_t number(const std::string& sql) const { return count(installation_, sql); }
  /// What the first message that the pattern fits says in its group; waits for one after the first `after` messages.
  std::string message(const std::string& pattern, std::size_t after = 0) {
    std::string found;
    const std::regex wanted(pattern);
    EXPECT_TRUE(eventually([&] {
      const auto taken = gateway_.taken();
      for (auto i = after; i < taken.size(); ++i)
        if (std::smatch match; std::regex_search(taken[i], match, wanted)) return found = match[1], true;
      return false;
    })) << pattern;
    return found;
  }
  /// Without quiet hours: the test may run at night.
  Browser citizen_told_at_any_hour() {
    auto citizen = register_citizen(server_->portal(), k_prefix, 1);
    citizen.open("/linan/me/notices");
    EXPECT_EQ(citizen.post("/linan/me/notices", "_csrf=" + citizen.token() + "&address=&sms=1").status, 303);
    return citizen;
  }
  Browser staff(const std::string& login) {
    auto browser = server_->console();
    EXPECT_TRUE(browser.sign_in(k_prefix, login, k_password)) << login;
    return browser;
  }
  std::string console_page() const { return "/linan/mediation/disputes/" + dispute_; }
  void act(Browser& who, const std::string& way, HtmlForm::Values more = {}) {
    who.open(console_page());
    more.insert(more.begin(), {"act", way});
    who.submit("/act", more);
    EXPECT_LT(who.submit("/act/", {}).status, 400) << way << who.page();
  }
  /// Up to a mediator who has accepted.
  void to_accepted(Browser& citizen) {
    dispute_ = apply_for_mediation(citizen, k_prefix, "院墙");
    ASSERT_NE(dispute_, "");
    auto clerk = staff("clerk");
    act(clerk, "admit"), act(clerk, "designate", {{"mediator", "~周建国"}});
    auto mediator = staff("mediator");
    act(mediator, "accept");
  }
  /// The respondent, 王建华, comes in by the message that he gets.
  Browser join() {
    auto mediator = staff("mediator");
    mediator.open(console_page());
    EXPECT_EQ(mediator.submit("/invite", {}).status, 200) << mediator.page();
    link_ = message("(/linan/join/[0-9]+\\.[A-Za-z0-9_-]+)");
    auto guest = server_->portal();
    EXPECT_EQ(guest.open(link_).status, 200);
    EXPECT_FALSE(holds(guest.page(), "王")) << "nobody's name before the code";
    EXPECT_FALSE(holds(guest.page(), "院墙"));
    guest.submit("/code", {});
    const auto code = message("验证码([0-9]{6})，");
    EXPECT_EQ(guest.submit("/enter", {{"code", code == "000000" ? "000001" : "000000"}}).status, 422);
    EXPECT_EQ(guest.submit("/enter", {{"code", code}}).status, 200) << guest.page();
    EXPECT_TRUE(holds(guest.target(), "/linan/mediation/disputes/" + dispute_)) << guest.target();
    return guest;
  }

  LoopbackServer gateway_{LoopbackServer::Speech::http};
  Installation installation_{Filled::courts, {"mediation"}};
  std::unique_ptr<Server> server_;
  std::string dispute_, link_;
};

TEST_F(Contacts, ANoticeStandsOnThePageAndGoesOut) {
  auto citizen = citizen_told_at_any_hour();
  EXPECT_FALSE(holds(citizen.page(), "gt-badge"));
  dispute_ = apply_for_mediation(citizen, k_prefix, "院墙");
  auto clerk = staff("clerk");
  clerk.open("/linan/");
  EXPECT_TRUE(holds(clerk.page(), ">1<span class=\"u-vh\">条未读")) << clerk.page();
  clerk.open("/linan/notices");
  EXPECT_TRUE(holds(clerk.page(), "有新的调解申请")) << clerk.page();
  EXPECT_TRUE(holds(clerk.page(), console_page())) << "it leads to the matter";
  const auto notice = "/linan/notices/" + number_after(clerk.page(), "<h2><a href=\"/linan/notices/");
  EXPECT_EQ(clerk.open(notice).status, 200);
  clerk.open("/linan/");
  EXPECT_FALSE(holds(clerk.page(), "条未读"));
  EXPECT_EQ(citizen.send("GET", notice).status, 404) << "another's (R8)";
  act(clerk, "admit");
  citizen.open("/linan/notices");
  EXPECT_TRUE(holds(citizen.page(), "调解申请通过审核")) << citizen.page();
  const auto text = message("\"text\":\"([^\"]*)\"");
  EXPECT_TRUE(holds(text, "杭州市临安区人民法院：您办理的事项有新消息")) << text;
  EXPECT_TRUE(holds(text, "/linan/notices/")) << text;
  for (const char* hidden : {"院墙", "王建华", "浙0112", "调解"}) EXPECT_FALSE(holds(text, hidden)) << hidden;
  EXPECT_TRUE(eventually([&] { return number("select count(*) as n from gt_delivery where state = 'sent'") == 1; }));
  clerk.open(console_page());
  ASSERT_EQ(clerk.open("/linan/matters/mediation/dispute/" + dispute_ + "/notices").status, 200);
  EXPECT_TRUE(holds(clerk.page(), "短信")) << clerk.page();
  EXPECT_TRUE(holds(clerk.page(), "已发出"));
  EXPECT_EQ(staff("seaside").send("GET", "/linhai/matters/mediation/dispute/" + dispute_ + "/notices").status, 404);
  EXPECT_EQ(staff("mediator").send("GET", "/linan/matters/mediation/dispute/" + dispute_ + "/notices").status, 404) << "not his";
}

TEST_F(Contacts, NobodysRequestWaitsForAGatewayThatIsSlow) {
  gateway_.be(Mood::silent);
  auto citizen = citizen_told_at_any_hour();
  dispute_ = apply_for_mediation(citizen, k_prefix, "院墙");
  auto clerk = staff("clerk");
  act(clerk, "admit");
  EXPECT_TRUE(eventually([&] { return number("select count(*) as n from gt_job where kind = 'notice.sms' and attempts > 0 and state = 'waiting'") == 1; }));
  gateway_.be(Mood::good);
  EXPECT_TRUE(eventually([&] { return number("select count(*) as n from gt_delivery where state = 'sent'") == 1; }, std::chrono::seconds(40)));
  EXPECT_EQ(gateway_.taken().size(), 1u);
}

TEST_F(Contacts, APersonChoosesHowHeIsTold) {
  auto citizen = register_citizen(server_->portal(), k_prefix, 1);
  ASSERT_EQ(citizen.open("/linan/me/notices").status, 200);
  EXPECT_TRUE(holds(citizen.page(), "138****0101")) << citizen.page();
  // A box that is not ticked is not sent.
  EXPECT_EQ(citizen.post("/linan/me/notices", "_csrf=" + citizen.token() + "&address=").status, 303);
  citizen.open("/linan/me/notices?saved=1");
  EXPECT_EQ(number("select count(*) as n from gt_notice_choice where sms = 0 and quiet_from = quiet_to"), 1);
  EXPECT_EQ(citizen.submit("/me/service-consent", {}).status, 422);
  EXPECT_EQ(citizen.submit("/me/service-consent", {{"agree", "1"}}).status, 200);
  EXPECT_EQ(number("select count(*) as n from gt_service_consent where withdrawn_at is null"), 1);
  EXPECT_EQ(citizen.submit("/me/service-consent", {}).status, 200);
  EXPECT_EQ(number("select count(*) as n from gt_service_consent where withdrawn_at is null"), 0);
}

TEST_F(Contacts, ARespondentWithoutAccountComesInAgreesAndSigns) {
  auto citizen = register_citizen(server_->portal(), k_prefix, 1);
  citizen.open("/linan/me/notices");
  citizen.submit("/me/service-consent", {{"agree", "1"}});
  to_accepted(citizen);
  auto guest = join();
  ASSERT_EQ(guest.open("/linan/mediation/disputes/" + dispute_ + "/act/consent").status, 200) << guest.page();
  EXPECT_LT(guest.submit("/act/consent", {}).status, 400) << guest.page();
  auto mediator = staff("mediator");
  mediator.open(console_page() + "/agreement/edit");
  mediator.submit("/agreement/edit", {{"facts", "排水管断了，双方没有争议。"}, {"result", "王建华修好排水管"}, {"performance", "十日内修好"}});
  act(mediator, "draft");

  const auto sign = [&](Browser& who) {
    who.open("/linan/mediation/disputes/" + dispute_ + "/sign/agreement");
    return who.submit("/check", {{"read", "1"}}).status;
  };
  ASSERT_EQ(sign(citizen), 200) << citizen.page();
  EXPECT_EQ(citizen.submit("/sign/agreement", {{"_proof", "nonsense"}}).status, 422);
  EXPECT_EQ(number("select count(*) as n from gt_signature"), 0);
  EXPECT_EQ(citizen.submit("/sign/agreement", {{"_proof", "Da-Hai-Xing-Chen-2026"}}).status, 200) << citizen.page();
  const auto before = gateway_.taken().size();
  ASSERT_EQ(sign(guest), 200) << guest.page();
  const auto code = message("验证码([0-9]{6})，", before);
  EXPECT_EQ(guest.submit("/sign/agreement", {{"_proof", ""}}).status, 422);
  EXPECT_EQ(guest.submit("/sign/agreement", {{"_proof", code}}).status, 200) << guest.page();

  EXPECT_EQ(number("select count(*) as n from mediation_dispute where state = 'AGREED'"), 1);
  EXPECT_EQ(number("select count(*) as n from gt_signature s join mediation_concluded c on c.content_hash = s.hash"), 2) << "the very bytes";
  EXPECT_EQ(number("select count(*) as n from gt_signature where way = 'sms_code'"), 1);
  EXPECT_EQ(number("select count(*) as n from gt_signature where way = 'password'"), 1);
  EXPECT_EQ(number("select count(*) as n from gt_receipt where body like '%签名：调解协议书%'"), 2);
  EXPECT_EQ(installation_.run({"audit", "verify"}).code, 0) << "they stand in the chain";
  EXPECT_EQ(number("select count(*) as n from gt_service where state = 'effective'"), 1) << "who consented";
  EXPECT_EQ(number("select count(*) as n from gt_service where state = 'draft'"), 1);
  citizen.open("/linan/notices");
  const auto proof = "/linan/services/" + number_after(citizen.page(), "/linan/services/");
  ASSERT_EQ(citizen.open(proof).status, 200) << citizen.page();
  EXPECT_TRUE(holds(citizen.page(), "电子送达凭证"));
  EXPECT_EQ(guest.send("GET", proof).status, 200) << "he sees the matter";
  EXPECT_EQ(register_citizen(server_->portal(), k_prefix, 2).send("GET", proof).status, 404);
}

TEST_F(Contacts, R8_WhoWasInvitedReachesHisMatterAndNothingElse) {
  auto citizen = register_citizen(server_->portal(), k_prefix, 1);
  to_accepted(citizen);
  const auto other = apply_for_mediation(citizen, k_prefix, "漏水");
  auto guest = join();
  const std::vector<std::string> closed{"/me", "/me/password", "/me/notices", "/me/mobile", "/mediation/disputes/" + other, "/services/1"};
  for (const auto& path : closed) EXPECT_EQ(guest.send("GET", k_prefix + path).status, 404) << path;
  EXPECT_EQ(guest.send("GET", "/linan/mediation/apply").status, 403) << "a function of those with an account";
  EXPECT_EQ(guest.send("GET", "/linan/notices").status, 200);
  EXPECT_EQ(guest.send("GET", "/linhai/notices").status, 303) << "nobody at another court";
  EXPECT_EQ(guest.send("GET", "/linan/mediation/disputes/" + dispute_).status, 200);
  auto console = server_->console();
  EXPECT_EQ(console.send("GET", link_).status, 404) << "the court's people have no such door";
  EXPECT_FALSE(server_->portal().sign_in(k_prefix, "invited:" + std::to_string(number("select account_id as n from gt_invitation")), ""));
}

TEST_F(Contacts, AForgedRevokedOrForeignLinkOpensNothing) {
  auto citizen = register_citizen(server_->portal(), k_prefix, 1);
  to_accepted(citizen);
  auto guest = join();
  auto forged = link_;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(server_->portal().send("GET", forged).status, 404);
  auto foreign = link_;
  foreign.replace(0, 6, "/linhai");
  EXPECT_EQ(server_->portal().send("GET", foreign).status, 404);
  auto mediator = staff("mediator");
  mediator.open(console_page());
  ASSERT_EQ(mediator.submit("/revoke", {}).status, 200) << mediator.page();
  EXPECT_EQ(guest.send("GET", "/linan/mediation/disputes/" + dispute_).status, 303) << "his session ended with it";
  EXPECT_EQ(server_->portal().send("GET", link_).status, 404);
  EXPECT_EQ(number("select count(*) as n from gt_audit where action like 'invite.%' and outcome = 'ok'"), 4) << "made, code, joined, revoked";
}

TEST_F(Contacts, R39_CodesCannotBeTriedWithoutEnd) {
  auto citizen = register_citizen(server_->portal(), k_prefix, 1);
  to_accepted(citizen);
  auto mediator = staff("mediator");
  mediator.open(console_page());
  mediator.submit("/invite", {});
  link_ = message("(/linan/join/[0-9]+\\.[A-Za-z0-9_-]+)");
  auto guest = server_->portal();
  guest.open(link_);
  guest.submit("/code", {});
  const auto code = message("验证码([0-9]{6})，");
  const std::string wrong = code == "000000" ? "000001" : "000000";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(guest.submit("/enter", {{"code", wrong}}).status, 422) << i;
  EXPECT_EQ(guest.submit("/enter", {{"code", code}}).status, 422) << "void after five wrong ones";
  int status = 422, tries = 0;
  for (; status == 422 && tries < 40; ++tries) {
    guest.open(link_);
    status = guest.submit("/enter", {{"code", wrong}}).status;
  }
  EXPECT_EQ(status, 429) << tries;
}

}  // namespace
}  // namespace server_test
