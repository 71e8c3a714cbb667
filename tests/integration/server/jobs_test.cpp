// Jobs in the program as a whole: none is lost by kill -9, and an administrator sees to those that failed.
#include <gtest/gtest.h>

#include "server.hpp"

namespace server_test {
namespace {

constexpr std::int64_t k_jobs = 1000, k_done_before_the_kill = 50;

/// Rows as an enqueue of the host writes them. Kinds that the core does by itself.
void add_jobs(const Installation& installation, std::int64_t first, std::int64_t how_many, const std::string& state) {
  const auto database = installation.database();
  auto db = database->lease(Clock::now() + std::chrono::seconds(20));
  for (std::int64_t i = 0; i < how_many; ++i)
    db.write(
        "insert into gt_job (id, kind, payload, state, run_at, attempts, max_attempts, created_at, last_error) "
        "values (:id, 'core.sweep', '{}', :state, 1, 0, 12, 1, 'the disk was full')",
        {{"id", first + i}, {"state", state}});
  db.commit();
}

std::int64_t count_jobs(const Installation& installation, const std::string& where) {
  return count(installation, "select count(*) as n from gt_job where id <= 100000 and " + where);
}

TEST(R23_KillDuringWrites_Jobs, NoneIsLostAndNoneWaitsForAPerson) {
  Installation installation(Filled::tables, {}, R"("jobs": {"lease_s": 1, "poll_ms": 20})");
  add_jobs(installation, 1, k_jobs, "waiting");
  Server server(installation);
  const auto workers = server.workers();
  ASSERT_TRUE(eventually([&] { return count_jobs(installation, "state = 'done'") >= k_done_before_the_kill; }));
  server.kill_all(workers);
  const auto done = count_jobs(installation, "state = 'done'");
  EXPECT_LT(done, k_jobs) << "the kill came too late to interrupt anything";
  EXPECT_EQ(count_jobs(installation, "state in ('waiting', 'running', 'done')"), k_jobs);

  server.start();
  EXPECT_TRUE(
      eventually([&] { return count_jobs(installation, "state = 'done'") == k_jobs; }, std::chrono::seconds(60)));
  EXPECT_LE(count_jobs(installation, "attempts > 1"), 2)
      << "only what ran at that moment, one for each worker, was begun twice";
}

class JobsPage : public testing::Test {
 protected:
  Browser administrator() {
    auto browser = server_.console();
    EXPECT_TRUE(browser.sign_in("/linan", "sysadmin", k_password));
    return browser;
  }
  static bool holds(const Browser& browser, const std::string& text) {
    return browser.page().find(text) != std::string::npos;
  }

  Installation installation_{Filled::courts, {}};
  Server server_{installation_};
};

TEST_F(JobsPage, WhatFailedIsTriedAgainOrGivenUpOnRecord) {
  add_jobs(installation_, 41, 2, "dead");
  auto browser = administrator();
  browser.open("/linan/jobs");
  EXPECT_TRUE(holds(browser, "清理过期的登录和提交记录")) << browser.page();
  EXPECT_TRUE(holds(browser, "the disk was full"));

  browser.open("/linan/jobs/41/retry");
  EXPECT_EQ(browser.submit("/jobs/41/retry", {}).status, 200);
  EXPECT_TRUE(holds(browser, "已经重新排队")) << browser.page();
  EXPECT_TRUE(eventually([&] { return count_jobs(installation_, "id = 41 and state = 'done'") == 1; }));
  EXPECT_EQ(browser.open("/linan/jobs/41/retry").status, 409) << "it has been seen to";

  browser.open("/linan/jobs/42/drop");
  EXPECT_EQ(browser.submit("/jobs/42/drop", {{"reason", ""}}).status, 422) << "why is asked for";
  EXPECT_EQ(count_jobs(installation_, "id = 42 and state = 'dead'"), 1);
  EXPECT_EQ(browser.submit("/jobs/42/drop", {{"reason", "磁盘已经换过"}}).status, 200);
  EXPECT_EQ(count_jobs(installation_, "id = 42 and state = 'dropped'"), 1);
  EXPECT_TRUE(holds(browser, "没有要您处理的任务")) << browser.page();

  EXPECT_EQ(count(installation_, "select count(*) as n from gt_audit where action = 'job.retry' and object_id = 41"),
            1);
  EXPECT_EQ(count(installation_,
                  "select count(*) as n from gt_audit where action = 'job.drop' and object_id = 42 and detail like "
                  "'%磁盘已经换过%'"),
            1);
}

TEST_F(JobsPage, IsForWhoRunsTheInstallation) {
  add_jobs(installation_, 41, 1, "dead");
  for (const std::string login : {"siteadmin", "clerk", "secadmin"}) {
    auto browser = server_.console();
    ASSERT_TRUE(browser.sign_in("/linan", login, k_password));
    EXPECT_EQ(browser.open("/linan/jobs").status, 403) << login;
    EXPECT_EQ(browser.open("/linan/jobs/41/retry").status, 403) << login;
  }
}

TEST_F(JobsPage, WhatHasEndedIsSweptByItself) {
  const auto database = installation_.database();
  auto db = database->lease(Clock::now() + std::chrono::seconds(20));
  EXPECT_TRUE(eventually([&] {
    return db.read(
                 "select count(*) as n from gt_job where kind = 'core.sweep' and state = 'done' and key is not null")[0]
               .integer("n") >= 1;
  }));
}

}  // namespace
}  // namespace server_test
