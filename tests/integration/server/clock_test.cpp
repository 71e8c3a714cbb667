// Periods over the API, by the command line and by a court's own calendar; holidays taken in on the console.
#include <gtest/gtest.h>

#include "base/json.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::parse_json;

std::string year_2027() {
  std::string csv = "date,kind\n";
  for (const char* day : {"2027-01-01", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05", "2027-05-01", "2027-10-01"})
    csv += std::string(day) + ",off\n";
  return csv + "2027-01-16,work\n";
}

class ClockApi : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation"});
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static Answer get(const std::string& target) { return server_->portal().send("GET", target); }
  static std::string due(const std::string& site, const std::string& rule, const std::string& from) {
    const auto answer = get("/" + site + "/api/v1/clock/" + rule + "?from=" + from);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const auto value = parse_json(answer.body);
    return gongting::host::Json(value)["due"].text();
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(ClockApi, AnswersWhatTheCommandLineAnswers) {
  const std::pair<const char*, const char*> asked[] = {{"LIT-17.judgment", "2024-04-20"}, {"LIT-17.ruling", "2024-05-01"},
                                                       {"MED-09", "2025-01-02"}, {"LIT-19", "2023-02-16"},
                                                       {"LIT-23.urgent", "2024-05-06T10:20"}};
  for (const auto& [rule, from] : asked) {
    SCOPED_TRACE(rule);
    const auto answer = get(std::string("/linan/api/v1/clock/") + rule + "?from=" + from);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.header("content-type"), "application/json; charset=utf-8");
    EXPECT_EQ(answer.body + "\n", installation_->run({"clock", rule, "--from", from, "--json"}).out);
    EXPECT_EQ(answer.body + "\n", installation_->run({"clock", rule, "--from", from, "--json", "--site", "linan"}).out);
  }
  EXPECT_EQ(due("linan", "LIT-17.judgment", "2024-04-20"), "2024-05-06");
  EXPECT_EQ(due("linan", "LIT-23.urgent", "2024-05-06T10%3A20"), "2024-05-08T11:00");
  EXPECT_EQ(due("linan", "MED-05.prefiling", "2026-03-02&pause=10"), "2026-04-13");
  EXPECT_EQ(due("linan", "LIT-16.simple", "2026-03-02&extend=1"), "2026-07-02");
}

TEST_F(ClockApi, TellsTheStepsInTheLanguageAskedFor) {
  const std::string asked = "/linan/api/v1/clock/LIT-17.judgment?from=2024-04-20";
  const auto english = server_->portal().send("GET", asked, "Accept-Language: en-GB\r\n").body;
  EXPECT_NE(english.find("The last day is a rest day: on to the next working day, Monday 6 May 2024"), std::string::npos) << english;
  EXPECT_EQ(english.find("顺延"), std::string::npos) << english;
  EXPECT_NE(get(asked).body.find("顺延到其后的第一个工作日：2024年5月6日（周一）"), std::string::npos);
}

TEST_F(ClockApi, ListsTheRules) {
  const auto answer = get("/linan/api/v1/clock");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body + "\n", installation_->run({"clock", "--list", "--json"}).out);
  EXPECT_NE(answer.body.find("\"LIT-17.judgment\""), std::string::npos);
}

TEST_F(ClockApi, SaysWhatIsWrongWithAQuestion) {
  const auto refused = [](const std::string& target, int status, const char* why) {
    const auto answer = get("/linan/api/v1/clock/" + target);
    EXPECT_EQ(answer.status, status) << target;
    EXPECT_NE(answer.body.find(why), std::string::npos) << answer.body;
  };
  refused("LIT-99?from=2024-04-20", 404, "there is no rule LIT-99");
  refused("LIT-17?from=2024-04-20", 404, "LIT-17.abroad, LIT-17.judgment, LIT-17.ruling");
  refused("LIT-17.judgment", 400, "is missing");
  refused("LIT-17.judgment?from=2024-02-30", 400, "yyyy-mm-dd");
  refused("LIT-23.urgent?from=2024-04-20", 400, "yyyy-mm-ddTHH:MM");
  refused("LIT-16.simple?from=2024-04-20&extend=2", 400, "at most");
  refused("LIT-16.simple?from=2024-04-20&pause=-1", 400, "whole number");
}

TEST_F(ClockApi, AMissingYearIsSaidAndACourtTakesItInOnTheConsole) {
  const auto before = get("/linan/api/v1/clock/LIT-17.ruling?from=2027-01-27");
  EXPECT_NE(before.body.find("\"calendar_missing\":true,\"missing_years\":[2027]"), std::string::npos) << before.body;
  EXPECT_EQ(due("linan", "LIT-17.ruling", "2027-01-27"), "2027-02-08");  // 6 February is a Saturday
  const auto warned = installation_->run({"clock", "LIT-17.ruling", "--from", "2027-01-27"});
  EXPECT_NE(warned.error.find("2027"), std::string::npos) << warned.error;
  const auto doctor = installation_->run({"doctor"});
  EXPECT_NE(doctor.out.find("those of "), std::string::npos) << doctor.out;

  auto admin = server_->console();
  ASSERT_TRUE(admin.sign_in("/linan", "siteadmin", k_password));
  ASSERT_EQ(admin.open("/linan/calendar").status, 200);
  EXPECT_NE(admin.page().find("2026-02-15 – 2026-02-23"), std::string::npos);
  EXPECT_EQ(admin.submit("/calendar/check", {{"csv", "date,kind\n2027-02-30,off\n"}}).status, 422);
  EXPECT_EQ(admin.submit("/calendar/check", {{"csv", "nonsense"}}).status, 422);
  EXPECT_EQ(admin.submit("/calendar/check", {{"csv", "date,kind\n2026-10-01,off\n"}}).status, 422) << "nothing new";
  ASSERT_EQ(admin.submit("/calendar/check", {{"csv", year_2027()}}).status, 200);
  EXPECT_NE(admin.page().find("2027-02-08"), std::string::npos);
  EXPECT_EQ(due("linan", "LIT-17.ruling", "2027-01-27"), "2027-02-08") << "a preview changes nothing";
  ASSERT_EQ(admin.submit("/calendar", {}).status, 200);
  EXPECT_NE(admin.page().find("2027-02-06 – 2027-02-08"), std::string::npos) << admin.page();

  EXPECT_EQ(due("linan", "LIT-17.ruling", "2027-01-27"), "2027-02-09");
  EXPECT_EQ(due("linhai", "LIT-17.ruling", "2027-01-27"), "2027-02-08") << "another court has its own calendar";
  const auto audit = server_->installation().database()->lease(Clock::now() + std::chrono::seconds(10)).read(
      "select count(*) as n from gt_audit where action = 'holidays.import'");
  EXPECT_EQ(audit[0]["n"].integer(), 1);
}

TEST_F(ClockApi, OnlyTheSystemAdministratorTakesHolidaysIn) {
  auto clerk = server_->console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  EXPECT_EQ(clerk.open("/linan/calendar").status, 403);
}

}  // namespace
}  // namespace server_test
