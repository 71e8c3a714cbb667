// Commands of plugins: the same function behind page, API and command line.
#include <gtest/gtest.h>

#include <cstdlib>

#include "apply.hpp"
#include "base/json.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::Json;
using gongting::host::parse_json;

class Commands : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation", "exercises"});
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static Browser citizen(int number) { return register_citizen(server_->portal(), "/linan", number); }
  static Browser clerk() {
    auto browser = server_->console();
    EXPECT_TRUE(browser.sign_in("/linan", "clerk", k_password));
    return browser;
  }
  static Answer call(Browser& browser, const std::string& target, const std::string& json) {
    return browser.send("POST", target, "Content-Type: application/json\r\nX-CSRF-Token: " + browser.token() + "\r\n", json);
  }
  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(Commands, AnswerOverTheApiWhatTheyAnswerOnTheCommandLineAndOnThePage) {
  auto person = citizen(1);
  ASSERT_NE(apply_for_mediation(person, "/linan", "渗水"), "");
  auto staff = clerk();
  const auto over_api = staff.send("GET", "/linan/api/v1/mediation/figures?months=2");
  EXPECT_EQ(over_api.status, 200) << over_api.body;
  const auto on_line = installation_->run({"mediation", "figures", "--site", "linan", "--months", "2", "--json"});
  EXPECT_EQ(on_line.code, 0) << on_line.error;
  EXPECT_EQ(over_api.body + "\n", on_line.out);
  const auto value = parse_json(over_api.body);
  const auto months = Json(value)["months"];
  ASSERT_EQ(months.items().size(), 2u);
  const Json newest(months.items()[0]);
  EXPECT_EQ(newest["received"].integer(), 1);
  EXPECT_EQ(newest["agreed"].integer(), 0);
  staff.open("/linan/mediation/reports/overview");
  EXPECT_NE(staff.page().find(newest["month"].text()), std::string::npos) << "the page shows the month that has one";
  const auto readable = installation_->run({"mediation", "figures", "--site", "linan", "--month", newest["month"].text()});
  EXPECT_NE(readable.out.find("    received: 1\n"), std::string::npos) << readable.out;
}

TEST_F(Commands, AreForThoseWhoHoldThePermission) {
  EXPECT_EQ(server_->console().send("GET", "/linan/api/v1/mediation/figures").status, 401);
  EXPECT_EQ(citizen(2).send("GET", "/linan/api/v1/mediation/figures").status, 403);
  EXPECT_EQ(clerk().send("GET", "/linhai/api/v1/mediation/figures").status, 403) << "an office of another court";
}

TEST_F(Commands, NameTheArgumentThatIsWrong) {
  auto staff = clerk();
  const auto answer = staff.send("GET", "/linan/api/v1/mediation/figures?months=many");
  EXPECT_EQ(answer.status, 400);
  const auto value = parse_json(answer.body);
  EXPECT_EQ(Json(value)["error"]["argument"].text(), "months");
  EXPECT_EQ(Json(value)["error"]["text"].text(), "months: must be a whole number: many");
  EXPECT_EQ(staff.send("GET", "/linan/api/v1/mediation/figures?mnths=1").status, 400);
  EXPECT_EQ(staff.send("GET", "/linan/api/v1/mediation/nothing").status, 404);

  const auto on_line = installation_->run({"mediation", "figures", "--site", "linan", "--months", "many"});
  EXPECT_EQ(on_line.code, 2);
  EXPECT_EQ(on_line.out, "");
  // What stands before it is about another plugin, which listens to one that is not installed.
  EXPECT_TRUE(on_line.error.ends_with("gongting mediation figures: --months: must be a whole number: many; see gongting mediation figures --help\n")) << on_line.error;
}

TEST_F(Commands, AreWronglyCalledWithoutTheirSiteOrName) {
  EXPECT_EQ(installation_->run({"mediation", "figures"}).code, 2);
  const auto unknown = installation_->run({"mediation", "weather"});
  EXPECT_EQ(unknown.code, 2);
  EXPECT_EQ(unknown.error, "gongting mediation: it has no command weather; it has figures, limits\n");
  const auto listed = installation_->run({"mediation"});
  EXPECT_EQ(listed.code, 2);
  EXPECT_NE(listed.out.find("mediation figures"), std::string::npos);
  EXPECT_EQ(installation_->run({"meditation", "figures"}).code, 2);
  const auto nowhere = installation_->run({"mediation", "figures", "--site", "nowhere"});
  EXPECT_EQ(nowhere.code, 1);
  EXPECT_NE(nowhere.error.find("there is no site nowhere"), std::string::npos);
  const auto help = installation_->run({"mediation", "limits", "--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.out.find("--on"), std::string::npos) << help.out;
  EXPECT_NE(help.out.find("apply|designate|accept|agree"), std::string::npos) << help.out;
}

// MED-02 is three working days (《人民法院在线调解规则》第十条): from Friday 2026-03-06 that is Wednesday 2026-03-11.
// MED-09 is thirty days: from 2025-01-02 the last day, 2025-02-01, lies in the holidays of the Spring Festival until 02-04.
TEST_F(Commands, NeedNoServerAndNoDatabaseWhenTheyAreOffline) {
  const auto limits = [](const std::string& step, const std::string& on) {
    const auto result = process_test::run_command(GT_PROGRAM, {"mediation", "limits", "--step", step, "--on", on, "--json"});
    EXPECT_EQ(result.code, 0) << result.error;
    const auto value = parse_json(result.out);
    return Json(value)["rule"].text() + " " + Json(value)["due"].text();
  };
  EXPECT_EQ(limits("apply", "2026-03-06"), "MED-02 2026-03-11");
  EXPECT_EQ(limits("agree", "2025-01-02"), "MED-09 2025-02-05");
  const auto at_site = installation_->run({"mediation", "limits", "--step", "agree", "--on", "2025-01-02", "--json", "--site", "linan"});
  const auto over_api = server_->portal().send("GET", "/linan/api/v1/mediation/limits?step=agree&on=2025-01-02");
  EXPECT_EQ(over_api.status, 200);
  EXPECT_EQ(over_api.body + "\n", at_site.out);
  const auto wrong = process_test::run_command(GT_PROGRAM, {"mediation", "limits", "--step", "agree"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_NE(wrong.error.find("--on: is missing: yyyy-mm-dd"), std::string::npos) << wrong.error;
}

TEST_F(Commands, WriteInOneTransactionOnceForEachKey) {
  auto person = citizen(3);
  person.open("/linan/mediation/");
  const auto target = "/linan/api/v1/exercises/keep";
  EXPECT_EQ(person.send("GET", std::string(target) + "?words=x").status, 405) << "what writes is never a GET";
  EXPECT_EQ(person.send("POST", target, "Content-Type: application/json\r\n", R"({"words":"甲"})").status, 403) << "without a token";
  const auto before = count(*installation_, "select count(*) as n from exercises_note");
  const auto key = "Content-Type: application/json\r\nX-CSRF-Token: " + person.token() + "\r\nIdempotency-Key: k-1\r\n";
  const auto first = person.send("POST", target, key, R"({"words":"甲"})"), again = person.send("POST", target, key, R"({"words":"甲"})");
  EXPECT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(call(person, target, R"({"words":" "})").status, 400);
  EXPECT_EQ(call(person, target, R"(["甲"])").status, 400);
  EXPECT_EQ(count(*installation_, "select count(*) as n from exercises_note") - before, 1);

  const auto on_line = installation_->run({"exercises", "keep", "--site", "linan", "--words", "乙"});
  EXPECT_EQ(on_line.code, 0) << on_line.error;
  EXPECT_EQ(count(*installation_, "select count(*) as n from exercises_note where words = '乙'"), 1);
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_audit where object = 'exercises.note' and account_id = 0"), 1) << "on record";
  const auto counted = parse_json(person.send("GET", "/linan/api/v1/exercises/count").body);
  EXPECT_EQ(Json(counted)["notes"].integer(), count(*installation_, "select count(*) as n from exercises_note"));
  EXPECT_GT(Json(counted)["person"].integer(), 0);
}

TEST_F(Commands, AreGoneWithTheirModule) {
  auto person = citizen(4);
  ASSERT_EQ(installation_->run({"site", "disable", "linhai", "exercises"}).code, 0);
  EXPECT_EQ(person.send("GET", "/linhai/api/v1/exercises/count").status, 404);
  const auto on_line = installation_->run({"exercises", "count", "--site", "linhai"});
  EXPECT_EQ(on_line.code, 1);
  EXPECT_NE(on_line.error.find("switched off"), std::string::npos) << on_line.error;
}

}  // namespace
}  // namespace server_test
