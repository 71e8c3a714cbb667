// R4 through the program: a second factor that a court asks of an office; and step-up before what binds.
#include <gtest/gtest.h>

#include <regex>

#include "auth/second_factor.hpp"
#include "base/clock.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::now_ms;
using gongting::host::auth::SecondFactor;

std::string bytes_of_base32(const std::string& text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int have = 0;
  for (const char c : text) {
    bits = (bits << 5) | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
    if ((have += 5) >= 8) bytes.push_back(static_cast<char>((bits >> (have -= 8)) & 0xFF));
  }
  return bytes;
}

class R4_SignIn : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation", "exercises"});
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static Browser staff(const std::string& login) {
    auto browser = server_->console();
    EXPECT_TRUE(browser.sign_in("/linan", login, k_password)) << login;
    return browser;
  }
  static void write(const std::string& sql) {
    auto database = installation_->database();
    auto db = database->lease(Clock::now() + std::chrono::seconds(5));
    db.write(sql);
    db.commit();
  }
  static std::string secret_on(const std::string& page) {
    std::smatch found;
    if (!std::regex_search(page, found, std::regex("<b>((?:[A-Z2-7]{4} ?){8})</b>"))) return {};
    auto text = found[1].str();
    std::erase(text, ' ');
    return bytes_of_base32(text);
  }
  /// A code later than all before it, so that no test waits for the next half minute.
  static std::string code(const std::string& secret, int ahead = 0) { return gongting::host::auth::totp(secret, now_ms() / SecondFactor::k_step_ms + ahead); }
  static std::string recovery_on(const std::string& page) {
    std::smatch found;
    return std::regex_search(page, found, std::regex("<b>([a-z2-9]{5}-[a-z2-9]{5})</b>")) ? found[1].str() : std::string();
  }
  static std::string text(const Browser& browser) { return gongting::host::app::text_of(browser.page()); }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(R4_SignIn, AnOfficeThatNeedsASecondFactorSetsItUpFirst) {
  auto security = staff("secadmin");
  security.open("/linan/people/sign-in");
  ASSERT_EQ(security.submit("/people/sign-in", {{"roles", "MEDIATOR"}}).status, 200);
  EXPECT_NE(text(security).find("已保存"), std::string::npos) << text(security);

  auto mediator = staff("mediator");
  mediator.open("/linan/mediation/disputes");
  EXPECT_EQ(mediator.target(), "/linan/me/second-factor") << "nothing else before";
  EXPECT_EQ(staff("clerk").open("/linan/mediation/disputes").status, 200) << "another office goes on";
  const auto secret = secret_on(mediator.page());
  ASSERT_EQ(secret.size(), 20u) << mediator.page();
  EXPECT_EQ(mediator.send("GET", "/linan/me/second-factor/qr.svg").header("content-type"), "image/svg+xml");
  EXPECT_EQ(mediator.submit("/me/second-factor", {{"code", "000000"}}).status, 422);
  ASSERT_EQ(mediator.submit("/me/second-factor", {{"code", code(secret)}}).status, 200) << text(mediator);
  const auto recovery = recovery_on(mediator.page());
  ASSERT_NE(recovery, "") << mediator.page();
  EXPECT_EQ(mediator.open("/linan/mediation/disputes").status, 200);
  EXPECT_EQ(mediator.target(), "/linan/mediation/disputes");

  // From now on the password alone opens nothing.
  auto again = server_->console();
  again.open("/linan/signin?back=/linan/mediation/disputes");
  ASSERT_EQ(again.submit("/signin", {{"login", "mediator"}, {"password", k_password}}).status, 200);
  EXPECT_EQ(again.target().substr(0, 18), "/linan/signin/code");
  EXPECT_EQ(again.cookie("gt_c"), "");
  EXPECT_EQ(again.send("GET", "/linan/mediation/disputes").status, 303);
  EXPECT_EQ(again.submit("/signin/code", {{"code", code(secret)}}).status, 422) << "used at the enrolment";
  EXPECT_EQ(again.submit("/signin/code", {{"code", recovery}}).status, 200) << text(again);
  EXPECT_EQ(again.target(), "/linan/mediation/disputes") << "where he wanted to go";
  EXPECT_NE(again.cookie("gt_c"), "");

  // The phone is gone: the security administrator takes the factor away, on record.
  const auto id = std::to_string(count(*installation_, "select id as n from gt_account where login = 'mediator'"));
  EXPECT_EQ(staff("siteadmin").open("/linan/people/" + id + "/second-factor").status, 403) << "whoever runs the system does not";
  security.open("/linan/people/" + id + "/second-factor");
  ASSERT_EQ(security.submit("/second-factor", {{"reason", "手机丢失，已当面核对"}}).status, 200) << text(security);
  EXPECT_EQ(again.send("GET", "/linan/mediation/disputes").status, 303) << "every session of his has ended";
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_audit where action = 'second_factor.reset' and outcome = 'ok' and object_id = " + id), 1);
  auto anew = staff("mediator");
  anew.open("/linan/");
  EXPECT_EQ(anew.target(), "/linan/me/second-factor");
}

TEST_F(R4_SignIn, BeforeWhatBindsOneShowsOnceMoreWhoOneIs) {
  auto citizen = register_citizen(server_->portal(), "/linan", 7);
  const auto notes = [] { return count(*installation_, "select count(*) as n from exercises_note where words = '我发誓'"); };
  citizen.open("/linan/mediation/");
  const auto form = [&] { return "_csrf=" + citizen.token() + "&words=%E6%88%91%E5%8F%91%E8%AA%93&more=a%26b"; };
  EXPECT_EQ(citizen.post("/linan/exercises/oath", form()).status, 303) << "he has just signed in";
  EXPECT_EQ(notes(), 1);

  write("update gt_session set shown_at = shown_at - 600000");
  const auto asked = citizen.post("/linan/exercises/oath", form());
  EXPECT_EQ(asked.status, 200);
  EXPECT_EQ(notes(), 1) << "nothing was done";
  EXPECT_NE(asked.body.find(R"(name="_step_up_password")"), std::string::npos);
  EXPECT_NE(asked.body.find(R"(name="words" value="我发誓")"), std::string::npos) << "what was typed is kept";
  EXPECT_NE(asked.body.find(R"(name="more" value="a&amp;b")"), std::string::npos);
  EXPECT_NE(asked.body.find(R"(action="/linan/exercises/oath")"), std::string::npos);

  const auto wrong = citizen.post("/linan/exercises/oath", form() + "&_step_up_password=wrong");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_NE(wrong.body.find(R"(name="words" value="我发誓")"), std::string::npos);
  EXPECT_EQ(notes(), 1);
  const auto right = citizen.post("/linan/exercises/oath", form() + "&_step_up_password=Da-Hai-Xing-Chen-2026");
  EXPECT_EQ(right.status, 303) << right.body;
  EXPECT_EQ(notes(), 2);
  EXPECT_EQ(citizen.post("/linan/exercises/oath", form()).status, 303) << "fresh for five minutes";

  write("update gt_session set shown_at = shown_at - 600000");
  citizen.open("/linan/exercises/oath");
  ASSERT_EQ(citizen.submit("/me/step-up", {{"_step_up_password", "Da-Hai-Xing-Chen-2026"}}).status, 200) << text(citizen);
  EXPECT_EQ(citizen.target(), "/linan/exercises/oath") << "back on the page that asked";
  EXPECT_EQ(citizen.page(), R"({"level":1,"of":0})");
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_audit where action = 'step_up' and outcome = 'refused'"), 1);
}

TEST_F(R4_SignIn, TheDirectorPutsOnRecordWhomHeHasSeen) {
  auto citizen = register_citizen(server_->portal(), "/linan", 8);
  const auto who = "select id as n from gt_account where login like 'mobile:%' order by id desc limit 1";
  const auto id = std::to_string(count(*installation_, who));
  auto director = staff("director");
  director.open("/linan/identity");
  ASSERT_EQ(director.submit("/identity", {{"name", "陈晓明"}, {"resident_id", "110101199003070011"}, {"document", "id_card"}, {"checked", "yes"}}).status, 422) << "nobody of that name and number";
  EXPECT_EQ(count(*installation_, "select identity_level as n from gt_account where id = " + id), 1);
  EXPECT_EQ(staff("clerk").open("/linan/identity").status, 403);
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_audit where action = 'identity.record' and outcome = 'refused'"), 1);
}

}  // namespace
}  // namespace server_test
