// Periods that run, in the whole program: signing a rule, a changed calendar, reminders on the work list and on "me".
#include <gtest/gtest.h>

#include <fstream>

#include "apply.hpp"
#include "base/json.hpp"
#include "jobs/queue.hpp"
#include "periods/periods.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using gongting::host::Json;
using gongting::host::parse_json;
namespace clock = gongting::host::clock;
namespace jobs = gongting::host::jobs;
namespace periods = gongting::host::periods;

clock::Rule rule_of(int days) {
  clock::Rule rule;
  rule.id = "TEST-" + std::to_string(days), rule.title = "答复来信", rule.article = "《某规定》第一条", rule.start = "收到来信";
  rule.count = days, rule.status = "verified", rule.checked_on = "2026-11-21";
  rule.effective_from = *clock::parse_day("2020-01-01"), rule.effective_to = *clock::parse_day("2099-12-31");
  return rule;
}

class PeriodsPage : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation"}, R"("jobs": {"poll_ms": 20})");
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static std::int64_t number(const std::string& sql) {
    const auto database = installation_->database();
    return database->lease(Clock::now() + std::chrono::seconds(10)).read(sql)[0].integer("n");
  }
  static std::string text(const std::string& sql) {
    const auto database = installation_->database();
    return database->lease(Clock::now() + std::chrono::seconds(10)).read(sql)[0].text("t");
  }
  static gongting::host::Scope scope() {
    gongting::host::Scope scope;
    scope.site_id = number("select id as n from gt_site where slug = 'linan'");
    scope.request_id = "test";
    return scope;
  }
  static std::int64_t account(const std::string& login) { return number("select id as n from gt_account where login = '" + login + "'"); }
  /// Begun for a matter of mediation by the calendar of weekends.
  static std::int64_t begin(std::int64_t matter, int days, const std::string& from, const periods::StartOptions& options = {}) {
    const auto where = scope();
    const auto database = installation_->database();
    auto db = database->lease(Clock::now() + std::chrono::seconds(10));
    const auto period = periods::start(db, where, {"mediation", "dispute", matter, 0}, rule_of(days), from, clock::Calendar(), options);
    db.commit();
    return period.id;
  }
  static std::string due_of(std::int64_t period) { return text("select due as t from gt_period where id = " + std::to_string(period)); }
  static std::string status_at(const std::string& site) {
    const auto answer = server_->portal().send("GET", "/" + site + "/api/v1/clock/PET-04.reply?from=2026-03-02");
    const auto value = parse_json(answer.body);
    return Json(value)["status"].text() + (Json(value)["consequence_allowed"].boolean() ? " allowed" : "");
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(PeriodsPage, ThePresidentSignsARuleForHisCourt) {
  EXPECT_EQ(status_at("linan"), "recalled");
  auto admin = server_->console();
  ASSERT_TRUE(admin.sign_in("/linan", "siteadmin", k_password));
  EXPECT_EQ(admin.open("/linan/rules").status, 403);
  auto president = server_->console();
  ASSERT_TRUE(president.sign_in("/linan", "president", k_password));
  ASSERT_EQ(president.open("/linan/rules").status, 200);
  EXPECT_NE(president.page().find("还有 15 条待核"), std::string::npos) << president.page();
  const auto row = president.page().find("<code>PET-04.reply</code>");
  ASSERT_NE(row, std::string::npos);
  const auto link = president.page().find("/linan/rules/", row);
  const auto address = president.page().substr(link, president.page().find('"', link) - link);
  ASSERT_EQ(president.open(address).status, 200);
  EXPECT_NE(president.page().find("收到来信：7日"), std::string::npos) << president.page();
  EXPECT_EQ(president.submit("/sign", {{"reason", ""}}).status, 422);
  EXPECT_EQ(status_at("linan"), "recalled");
  ASSERT_EQ(president.submit("/sign", {{"reason", "已对照原文"}}).status, 200);
  EXPECT_NE(president.page().find("还有 14 条待核"), std::string::npos) << president.page();
  EXPECT_NE(president.page().find("郑国平"), std::string::npos);
  EXPECT_EQ(status_at("linan"), "signed allowed");
  EXPECT_EQ(status_at("linhai"), "recalled");
  const std::vector<std::string> asked{"clock", "PET-04.reply", "--from", "2026-03-02", "--json", "--site", "linan"};
  EXPECT_NE(installation_->run(asked).out.find("\"status\":\"signed\""), std::string::npos);

  auto back = address;
  back.replace(back.rfind("sign"), 4, "withdraw");
  ASSERT_EQ(president.open(back).status, 200);
  ASSERT_EQ(president.submit("/withdraw", {{"reason", "还要再核对"}}).status, 200);
  EXPECT_EQ(status_at("linan"), "recalled");
  EXPECT_EQ(number("select count(*) as n from gt_audit where object = 'rule'"), 2);
}

TEST_F(PeriodsPage, AChangedCalendarMovesWhatRunsAndNothingElse) {
  const auto moved = begin(1, 10, "2027-01-27");
  const auto kept = begin(1, 5, "2027-01-27");
  EXPECT_EQ(due_of(moved), "2027-02-08");  // 6 February is a Saturday
  const auto file = installation_->folder() / "2027.csv";
  std::ofstream(file) << "date,kind\n2027-02-06,off\n2027-02-07,off\n2027-02-08,off\n";
  ASSERT_EQ(installation_->run({"holidays", "import", file.string(), "--site", "linan"}).code, 0);
  EXPECT_TRUE(eventually([&] { return due_of(moved) == "2027-02-09"; }));
  EXPECT_TRUE(eventually([&] { return number("select count(*) as n from gt_job where kind = 'clock.recompute' and state <> 'done'") == 0; }));
  EXPECT_EQ(due_of(kept), "2027-02-01");
  EXPECT_EQ(text("select payload as t from gt_outbox where type = 'clock.changed'").find("\"old\":\"2027-02-08\",\"new\":\"2027-02-09\"") != std::string::npos, true);
  EXPECT_EQ(number("select count(*) as n from gt_audit where action = 'period.recompute'"), 1);
}

TEST_F(PeriodsPage, AReminderStandsOnTheWorkListUntilItIsPutAway) {
  const auto clerk_id = account("clerk");
  auto citizen = register_citizen(server_->portal(), "/linan", 1);
  const auto dispute = apply_for_mediation(citizen, "/linan", "院墙");
  begin(std::stoll(dispute), 7, "2026-10-12", {"", clerk_id, ""});  // over since 19 October
  {
    jobs::Job job;
    job.kind = "clock.remind_site", job.site_id = scope().site_id;
    const auto database = installation_->database();
    auto db = database->lease(Clock::now() + std::chrono::seconds(10));
    jobs::enqueue(db, job);
    db.commit();
  }
  EXPECT_TRUE(eventually([&] { return number("select count(*) as n from gt_notice where text = 'notice.reminder.over' and account_id = " + std::to_string(clerk_id)) == 1; }));
  auto president = server_->console();
  ASSERT_TRUE(president.sign_in("/linan", "president", k_password));
  EXPECT_EQ(president.page().find("到期提醒"), std::string::npos);
  auto clerk = server_->console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  ASSERT_EQ(clerk.open("/linan/").status, 200);
  EXPECT_NE(clerk.page().find("答复来信"), std::string::npos) << clerk.page();
  EXPECT_NE(clerk.page().find("/linan/mediation/disputes/" + dispute), std::string::npos);
  EXPECT_NE(clerk.page().find("与王*华相邻关系纠纷 · 330112-2026-00001"), std::string::npos) << clerk.page();
  EXPECT_NE(clerk.page().find("gt-due--over"), std::string::npos);
  ASSERT_EQ(clerk.submit("/dismiss", {}).status, 200);
  EXPECT_EQ(clerk.page().find("答复来信"), std::string::npos);
  ASSERT_EQ(clerk.open("/linan/notices").status, 200);
  EXPECT_NE(clerk.page().find("期限已过：答复来信"), std::string::npos) << clerk.page();
  EXPECT_NE(clerk.page().find("与王*华相邻关系纠纷"), std::string::npos) << clerk.page();
}

TEST_F(PeriodsPage, RemindersAreSetByTheSystemAdministrator) {
  auto admin = server_->console();
  ASSERT_TRUE(admin.sign_in("/linan", "siteadmin", k_password));
  ASSERT_EQ(admin.open("/linan/calendar/reminders").status, 200);
  EXPECT_NE(admin.page().find("7,3,1"), std::string::npos) << admin.page();
  EXPECT_EQ(admin.submit("/calendar/reminders", {{"days", "7,x"}}).status, 422);
  EXPECT_EQ(admin.submit("/calendar/reminders", {{"days", "7,7"}}).status, 422);
  ASSERT_EQ(admin.submit("/calendar/reminders", {{"days", "2, 10"}}).status, 200);
  EXPECT_NE(admin.page().find("10,2"), std::string::npos) << admin.page();
  auto clerk = server_->console();
  ASSERT_TRUE(clerk.sign_in("/linan", "clerk", k_password));
  EXPECT_EQ(clerk.open("/linan/calendar/reminders").status, 403);
}

}  // namespace
}  // namespace server_test
