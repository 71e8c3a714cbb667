// The fixture plugins in a running server: each is refused or contained, with a message that says what and what to do,
// and the portal goes on.
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "server.hpp"

namespace server_test {
namespace {

using namespace std::chrono_literals;

void expect_portal_goes_on(const Server& server) {
  auto browser = server.portal();
  EXPECT_EQ(browser.open("/linan/").status, 200);
  EXPECT_EQ(browser.open("/linan/mediation/").status, 200);
}

/// A page for people: says what happened and where help is, and nothing of the inside.
void expect_kind(const Answer& answer, const std::vector<std::string>& hidden = {}) {
  EXPECT_NE(answer.body.find("<h1>"), std::string::npos) << answer.body;
  EXPECT_NE(answer.body.find("tel:12368"), std::string::npos);
  for (const auto& text : hidden) EXPECT_EQ(answer.body.find(text), std::string::npos) << answer.body;
}

struct Refused {
  const char *plugin, *what, *remedy;
};

class R18_PluginContract : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::vector<std::string> plugins{"mediation", "throws"};
    for (const auto& refused : all()) plugins.emplace_back(refused.plugin);
    installation_ = new Installation(Filled::courts, plugins);
    server_ = new Server(*installation_);
    log_ = server_->program().said();
    doctor_ = installation_->run({"doctor"});
    operations_ = server_->operations("/plugins").body;
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static const std::vector<Refused>& all() {
    static const std::vector<Refused> list{
        {"wrong_abi", "built for ABI 99; this platform has ABI 1", "build it again with its SDK"},
        {"missing_symbol", "a_function_that_nobody_defines", "build it against this platform's SDK"},
        {"missing_service", "needs the service gt.weather/1", "Update the platform"},
        {"manifest_disagrees", "another plugin.json than the one beside it", "from the same package"},
        {"failed_migration", "its tables are not up to date", "run `gongting migrate`"},
        {"invalid_template", "page.html:2: the section {{#entries}} is not closed", "Mend the file"}};
    return list;
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline std::string log_, operations_;
  static inline CommandResult doctor_;
};

/// The line of a text that names the plugin and says what.
std::string line_about(const std::string& text, const std::string& plugin, const std::string& what) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    if (line.find(plugin) != std::string::npos && line.find(what) != std::string::npos) return line;
    at = end + 1;
  }
  return "";
}

TEST_F(R18_PluginContract, EachIsRefusedWithTheReasonAndTheRemedy) {
  const auto ready = HttpClient(installation_->portal()).get("/readyz");
  for (const auto& [plugin, what, remedy] : all()) {
    SCOPED_TRACE(plugin);
    for (const auto& [where, text] :
         {std::pair("the log", log_), std::pair("gongting doctor", doctor_.out + doctor_.error),
          std::pair("the operations port", operations_), std::pair("/readyz", ready.body)}) {
      const auto line = line_about(text, plugin, what);
      EXPECT_NE(line, "") << where << " does not say it:\n" << text;
      EXPECT_NE(line.find(remedy), std::string::npos) << where << " does not say what to do: " << line;
    }
  }
  EXPECT_EQ(doctor_.code, 1);
  EXPECT_EQ(ready.status, 503);
  EXPECT_EQ(HttpClient(installation_->portal()).get("/healthz").status, 200);
}

TEST_F(R18_PluginContract, TheirAddressesSaySoKindlyAndTheRestRuns) {
  auto browser = server_->portal();
  for (const auto& [plugin, what, remedy] : all()) {
    SCOPED_TRACE(plugin);
    const auto page = browser.open(std::string("/linan/") + plugin + "/");
    EXPECT_EQ(page.status, 503);
    expect_kind(page, {what, remedy, ".so"});
    EXPECT_EQ(browser.open("/linan/throws/fine").body, "fine") << "a plugin that comes later in the order";
    expect_portal_goes_on(*server_);
  }
}

TEST_F(R18_PluginContract, MigrateNamesTheFailedMigrationAndLeavesNothingOfIt) {
  const auto& migrated = installation_->migrated();
  EXPECT_EQ(migrated.code, 1);
  const auto line = line_about(migrated.error, "failed_migration", "0001_note.sql");
  EXPECT_NE(line, "") << migrated.error;
  EXPECT_EQ(count(*installation_, "select count(*) as n from sqlite_master where name like 'failed_migration%'"), 0);
}

class R19_PluginFault : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts,
                                     {"mediation", "throws", "past_deadline", "reads_other_site", "reads_other_table"},
                                     R"("http": {"request_ms": 1500})");
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static int number(Browser& browser, const std::string& path) { return std::stoi(browser.send("GET", path).body); }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(R19_PluginFault, WhatAHandlerThrowsIsAPageAndALineInTheLog) {
  auto browser = server_->portal();
  const struct {
    const char *path, *hidden;
    int status;
  } cases[] = {{"/conflict", "somebody else was faster", 409},
               {"/exception", "the author's own fault", 500},
               {"/int", "exception", 500},
               {"/long", "很长很长", 500}};
  for (const auto& [path, hidden, status] : cases) {
    SCOPED_TRACE(path);
    const auto answer = browser.open(std::string("/linan/throws") + path);
    EXPECT_EQ(answer.status, status);
    if (status == 500) expect_kind(answer, {hidden});
    EXPECT_EQ(browser.open("/linan/throws/fine").body, "fine");
    if (status != 500) continue;
    const auto line = server_->program().line_with(std::string("GET ") + path);
    EXPECT_NE(line.find("\"plugin\":\"throws\""), std::string::npos) << line;
    EXPECT_LT(line.size(), 5000U);
  }
  EXPECT_NE(server_->program().line_with("the author's own fault"), "");
  expect_portal_goes_on(*server_);
}

TEST_F(R19_PluginFault, APluginReadsNoOtherSitesRows) {
  auto citizen = register_citizen(server_->portal(), "/linhai", 1);
  citizen.open("/linhai/me/password");
  const auto made = citizen.post("/linhai/reads_other_site/add", "words=what+Linhai+keeps&_csrf=" + citizen.token());
  ASSERT_EQ(made.status, 200) << made.body;
  const auto id = made.body.substr(made.body.find_first_of("0123456789"),
                                   made.body.find_last_of("0123456789") - made.body.find_first_of("0123456789") + 1);
  EXPECT_NE(citizen.send("GET", "/linhai/reads_other_site/own").body.find("what Linhai keeps"), std::string::npos);

  const int attempts = number(citizen, "/linan/reads_other_site/count");
  ASSERT_GT(attempts, 8);
  for (int i = 0; i < attempts; ++i) {
    const auto answer = citizen.send("GET", "/linan/reads_other_site/try/" + std::to_string(i));
    EXPECT_EQ(answer.body.find("what Linhai keeps"), std::string::npos) << "attempt " << i << ": " << answer.body;
    EXPECT_TRUE(answer.status == 200 || answer.status == 500) << "attempt " << i << ": " << answer.status;
  }
  EXPECT_EQ(citizen.post("/linan/reads_other_site/change/" + id, "x=1&_csrf=" + citizen.token()).status, 404);
  EXPECT_NE(citizen.send("GET", "/linhai/reads_other_site/own").body.find("what Linhai keeps"), std::string::npos);
  expect_portal_goes_on(*server_);
}

TEST_F(R19_PluginFault, APluginReadsNoOtherTable) {
  auto citizen = register_citizen(server_->portal(), "/linan", 2);
  citizen.open("/linan/me/password");
  const auto accounts = count(*installation_, "select count(*) as n from gt_account");
  const int attempts = number(citizen, "/linan/reads_other_table/count");
  ASSERT_GT(attempts, 15);
  for (int i = 0; i < attempts; ++i) {
    const auto answer = citizen.send("GET", "/linan/reads_other_table/try/" + std::to_string(i));
    EXPECT_EQ(answer.status, 500) << "attempt " << i << ": " << answer.body;
  }
  EXPECT_GE(citizen.post("/linan/reads_other_table/insert", "x=1&_csrf=" + citizen.token()).status, 400);
  EXPECT_EQ(count(*installation_, "select count(*) as n from gt_account"), accounts);
  const auto line = server_->program().line_with("\"reason\":\"its SQL was refused");
  EXPECT_NE(line.find("\"plugin\":\"reads_other_table\""), std::string::npos) << line;
  EXPECT_NE(line.find("GET /try/{n}"), std::string::npos) << line;
  EXPECT_EQ(citizen.send("GET", "/linan/reads_other_table/own").status, 200);
  expect_portal_goes_on(*server_);
}

TEST_F(R19_PluginFault, PastItsDeadlineACallIsAnsweredForAndTheOthersGoOn) {
  const auto workers = server_->workers();
  EachInTurn busy(installation_->portal(), workers), quick(installation_->portal(), workers);
  const auto until = installation_->folder() / "enough";
  const auto begun = Clock::now();
  ASSERT_TRUE(busy.of(0).send("GET /linan/past_deadline/busy?until=" + until.string()));
  // The same plugin, and the rest, at the same worker and at the other.
  const auto asks = [&](std::size_t worker, const std::string& path) { return quick.of(worker).get(path).status; };
  EXPECT_EQ(asks(0, "/linan/past_deadline/quick"), 200);
  EXPECT_EQ(asks(1, "/linan/past_deadline/quick"), 200);
  EXPECT_EQ(asks(0, "/linan/mediation/"), 200);
  const auto answer = busy.of(0).receive();
  const auto took = Clock::now() - begun;
  EXPECT_EQ(answer.status, 503);
  EXPECT_NE(answer.header("retry-after"), "");
  expect_kind(answer, {"past_deadline", "deadline"});
  EXPECT_GE(took, 1400ms);
  EXPECT_LT(took, 2500ms);

  // While it does not return, its worker takes no new call of this plugin; everything else it takes.
  EXPECT_TRUE(eventually([&] { return asks(0, "/linan/past_deadline/quick") == 503; }));
  EXPECT_EQ(asks(0, "/linan/mediation/"), 200);
  EXPECT_EQ(asks(1, "/linan/past_deadline/quick"), 200);
  const auto line = server_->program().line_with("does not return");
  EXPECT_NE(line.find("\"plugin\":\"past_deadline\""), std::string::npos) << line;
  EXPECT_NE(line.find("GET /busy"), std::string::npos) << line;
  EXPECT_NE(line.find("switch the module off"), std::string::npos) << line;
  const auto shown = [&](const char* figure) {
    return server_->operations("/metrics").body.find(figure) != std::string::npos;
  };
  EXPECT_TRUE(eventually([&] { return shown("gongting_plugin_calls_overdue{plugin=\"past_deadline\"} 1\n"); }));

  write_file(until, "");
  EXPECT_TRUE(eventually([&] { return asks(0, "/linan/past_deadline/quick") == 200; }));
  EXPECT_TRUE(eventually([&] { return shown("gongting_plugin_calls_overdue{plugin=\"past_deadline\"} 0\n"); }));
  EXPECT_EQ(server_->workers(), workers) << "one stuck call costs no worker";
}

class R20_PluginCrash : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation", "segfaults"});
    server_ = new Server(*installation_);
  }
  static void TearDownTestSuite() {
    delete server_;
    delete installation_;
  }
  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
};

TEST_F(R20_PluginCrash, TheWorkerIsReplacedWithinASecondAndTheOtherAnswersMeanwhile) {
  const std::pair<const char*, const char*> ways[] = {
      {"segv", "signal 11"}, {"stack", "signal 11"}, {"abort", "signal 6"}, {"exit", "exit code 3"}};
  for (const auto& [how, end] : ways) {
    SCOPED_TRACE(how);
    const auto workers = server_->workers();
    ASSERT_EQ(workers.size(), 2U);
    EachInTurn connections(installation_->portal(), workers);
    server_->program().mark();
    std::atomic<bool> replaced{false};
    std::atomic<int> answered{0}, failed{0};
    std::thread other([&] {
      while (!replaced) ++(connections.of(1).get("/linan/mediation/").status == 200 ? answered : failed);
    });
    const auto crashed = Clock::now();
    EXPECT_EQ(connections.of(0).get(std::string("/linan/segfaults/crash/") + how).status, 0)
        << "nobody is left to answer";
    const auto ready = server_->program().line_with("worker is ready");
    const auto took = Clock::now() - crashed;
    replaced = true;
    other.join();
    ASSERT_NE(ready, "") << server_->program().said();
    EXPECT_LT(took, 1s) << server_->program().said();
    EXPECT_GT(answered, 0);
    EXPECT_EQ(failed, 0);

    const auto line = server_->program().line_with("worker died");
    EXPECT_NE(line.find("plugin segfaults, route"), std::string::npos) << line;
    EXPECT_NE(line.find(end), std::string::npos) << line;
    EXPECT_TRUE(eventually([&] { return server_->workers().size() == 2; }));
    const auto now = server_->workers();
    EXPECT_EQ(std::count(now.begin(), now.end(), workers[1]), 1) << "the other one is still the same";
    EXPECT_EQ(std::count(now.begin(), now.end(), workers[0]), 0);
    EXPECT_EQ(server_->portal().open("/linan/segfaults/").body, "alive");
    expect_portal_goes_on(*server_);
  }
  EXPECT_NE(server_->operations("/metrics").body.find("gongting_worker_restarts_total 4\n"), std::string::npos);
  EXPECT_EQ(installation_->run({"doctor"}).code, 0);
}

}  // namespace
}  // namespace server_test
