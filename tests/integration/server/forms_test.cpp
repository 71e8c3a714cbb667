// A declared form in the program as a whole: mediation's application, from two devices, by a director at the point, and sent twice.
#include <gtest/gtest.h>

#include "apply.hpp"
#include "base/json.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::Json;
using gongting::host::parse_json;

class Forms : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation"});
    server_ = new Server(*installation_);
    citizen_ = new Browser(register_citizen(server_->portal(), "/linan", 1));
  }
  static void TearDownTestSuite() {
    delete citizen_;
    delete server_;
    delete installation_;
  }
  static bool holds(const std::string& page, const std::string& text) { return page.find(text) != std::string::npos; }
  static HtmlForm::Values parties() {
    return {{"applicant_mobile", "13900000001"}, {"applicant_address", "锦城街道新民里1号"}, {"respondent_kind", "person"},
            {"respondent_name", "王建华"},       {"respondent_mobile", "13900000002"}};
  }
  /// A new draft of the citizen's; answers its id, and its first step is open.
  static std::string begin(Browser& citizen) {
    citizen.open("/linan/mediation/apply");
    citizen.submit("/apply", {});
    return number_after(citizen.target(), "/apply/");
  }
  static std::string between(const std::string& page, const std::string& before, const std::string& after) {
    const auto at = page.find(before);
    if (at == std::string::npos) return "";
    const auto from = at + before.size();
    return page.substr(from, page.find(after, from) - from);
  }
  static std::int64_t audited(const std::string& where) { return count(*installation_, "select count(*) as n from gt_audit where " + where); }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline Browser* citizen_ = nullptr;
};

TEST_F(Forms, ErrorsLinkToTheirFieldAndKeepWhatWasTyped) {
  auto citizen = *citizen_;
  begin(citizen);
  auto wrong = parties();
  wrong[0].second = "12";
  const auto answer = citizen.submit("/steps/1", wrong);
  EXPECT_EQ(answer.status, 422);
  EXPECT_TRUE(holds(answer.body, "<title>错误：第1步 您和对方")) << answer.body.substr(0, 600);
  EXPECT_TRUE(holds(answer.body, "<a href=\"#applicant_mobile\">请写11位手机号码"));
  EXPECT_TRUE(holds(answer.body, "id=\"applicant_mobile\" name=\"applicant_mobile\" value=\"12\""));
  EXPECT_TRUE(holds(answer.body, "value=\"锦城街道新民里1号\""));
  EXPECT_TRUE(holds(answer.body, "name=\"respondent_kind\" value=\"person\" checked"));
}

TEST_F(Forms, ConditionalFieldsAreResolvedAtTheServer) {
  auto citizen = *citizen_;
  const auto id = begin(citizen);
  EXPECT_TRUE(holds(citizen.page(), "name=\"respondent_uscc\""));
  EXPECT_TRUE(holds(citizen.page(), "（选了“公司、店铺或其他单位”才填）"));
  auto typed = parties();
  typed.emplace_back("respondent_uscc", "no code at all");
  EXPECT_EQ(citizen.submit("/steps/1", typed).status, 200) << "of a person no code is asked, and none is checked";
  EXPECT_TRUE(holds(citizen.target(), "/steps/2"));
  citizen.open("/linan/mediation/apply/" + id + "/steps/1");
  EXPECT_TRUE(holds(citizen.page(), "data-gt-when=\"respondent_kind\" data-gt-is=\"organisation\" hidden"));
}

TEST_F(Forms, SavedOnTwoDevicesShowTheSecondWhatTheFirstSaved) {
  auto phone = *citizen_;
  const auto id = begin(phone);
  auto desk = phone;
  desk.open("/linan/mediation/apply/" + id + "/steps/1");  // a page of its own: the same page sent twice would be one sending
  auto first = parties(), second = parties();
  first[3].second = "王建国", second[3].second = "王建军";
  EXPECT_EQ(phone.submit("/steps/1", first).status, 200);
  const auto answer = desk.submit("/steps/1", second);
  EXPECT_EQ(answer.status, 409);
  EXPECT_TRUE(holds(answer.body, "这份草稿在别处也改过"));
  EXPECT_TRUE(holds(answer.body, "别处存的是“王建国”"));
  EXPECT_TRUE(holds(answer.body, "value=\"王建军\"")) << "nothing that was typed is lost";
  EXPECT_EQ(desk.submit("/steps/1", {}).status, 200) << "sent once more, what was typed counts";
  desk.open("/linan/mediation/apply/" + id + "/steps/1");
  EXPECT_TRUE(holds(desk.page(), "value=\"王建军\""));
}

TEST_F(Forms, SavesByItselfAndSaysTheNewVersion) {
  auto citizen = *citizen_;
  const auto id = begin(citizen);
  const auto saves = audited("action = 'draft.save'");
  auto [target, body] = citizen.form("/steps/1", {{"respondent_name", "王"}});
  const auto answer = citizen.post(target, body + "&save_only=1&by_itself=1");
  EXPECT_EQ(answer.status, 200);
  const auto said = parse_json(answer.body);
  EXPECT_EQ(Json(said)["version"].integer(), 2);
  EXPECT_EQ(citizen.post(target, body + "&save_only=1&by_itself=1").status, 409) << "that page is of version 1";
  EXPECT_EQ(audited("action = 'draft.save'"), saves);
  citizen.open("/linan/mediation/apply/" + id + "/steps/1");
  EXPECT_TRUE(holds(citizen.page(), "value=\"王\"")) << "half a step is kept, unchecked";
}

TEST_F(Forms, ADirectorGoesOnWithTheResidentsCode) {
  auto citizen = *citizen_;
  const auto id = begin(citizen);
  citizen.submit("/steps/1", parties());
  citizen.submit("/code", {});
  const auto number = between(citizen.page(), "草稿号</dt><dd><b class=\"u-nb\">", "</b>");
  const auto code = between(citizen.page(), "六位代码</dt><dd><b class=\"u-nb\">", "</b>");
  ASSERT_EQ(code.size(), 6u) << citizen.page();

  auto director = server_->console();
  ASSERT_TRUE(director.sign_in("/linan", "director", k_password));
  EXPECT_EQ(director.send("GET", "/linan/mediation/apply/" + id + "/steps/1").status, 404);
  director.open("/linan/mediation/apply/resume");
  const auto wrong = director.submit("/resume", {{"number", number}, {"code", code == "000000" ? "000001" : "000000"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_TRUE(holds(wrong.body, "没有找到"));
  EXPECT_EQ(director.submit("/resume", {{"number", number}, {"code", code}}).status, 200);
  ASSERT_TRUE(holds(director.target(), "/apply/" + id + "/steps/2")) << director.target();

  // The resident stays the applicant; the director records how he consented.
  director.submit("/steps/2", {{"cause", "neighbour"}, {"facts", "隔壁盖房挖断了我家的排水管，一下雨院里就积水。"}, {"claims", "请他修好排水管"}});
  director.submit("/steps/3", {{"point", "~共享法庭"}});
  const auto asked = director.submit("/steps/4", {{"truthful", "1"}});
  EXPECT_EQ(asked.status, 422) << "nobody can apply for somebody without his consent";
  EXPECT_TRUE(holds(asked.body, "请选择本人是怎么同意的"));
  EXPECT_FALSE(holds(asked.body, "name=\"applicant_name\""));
  director.submit("/steps/1", {{"consent", "in_person"}});
  director.open("/linan/mediation/apply/" + id + "/steps/4");
  director.submit("/steps/4", {{"truthful", "1"}});
  const auto dispute = number_after(director.target(), "/disputes/");
  ASSERT_NE(dispute, "") << director.page();
  const auto filed = installation_->database()->lease(std::chrono::steady_clock::now() + std::chrono::seconds(20))
                         .read("select filed_way, consent_words, applicant_name from mediation_dispute where id = " + dispute);
  EXPECT_EQ(filed[0].text("filed_way"), "director");
  EXPECT_EQ(filed[0].text("consent_words"), "in_person");
  EXPECT_EQ(filed[0].text("applicant_name"), "陈晓红");
  EXPECT_EQ(citizen.open("/linan/mediation/disputes/" + dispute).status, 200) << "it is the resident's own";
  EXPECT_EQ(audited("action = 'draft.resume' and outcome = 'ok'"), 1);
  EXPECT_EQ(audited("action = 'draft.resume' and outcome = 'refused'"), 1);
  EXPECT_GE(audited("action = 'draft.read'"), 4);
}

TEST_F(Forms, SentOnceMoreLeadsToWhatItBecame) {
  auto citizen = *citizen_;
  const auto draft = fill_in_application(citizen, "/linan", "三号院墙");
  auto other = citizen;
  citizen.submit("/steps/4", {{"truthful", "1"}});
  const auto dispute = number_after(citizen.target(), "/disputes/");
  ASSERT_NE(dispute, "");
  other.open("/linan/mediation/apply/" + draft + "/steps/4");
  EXPECT_EQ(number_after(other.target(), "/disputes/"), dispute);
}

}  // namespace
}  // namespace server_test
