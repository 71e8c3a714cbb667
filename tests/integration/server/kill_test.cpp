// R23 through the program: kill -9 of everything while 200 people send their applications.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <atomic>
#include <latch>
#include <map>
#include <set>
#include <thread>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

constexpr std::size_t k_submissions = 200, k_citizens = 8, k_answered_before_the_kill = 40;

struct Submission {
  std::string about, target, body, dispute;  // dispute: once it was answered with success
};

/// The words by which an application is found again in its facts.
std::string marker(std::size_t number) { return "第" + std::to_string(1000 + number) + "号院墙"; }

class R23_KillDuringWrites : public testing::Test {
 protected:
  R23_KillDuringWrites() : submissions_(k_submissions) {
    std::vector<std::thread> threads;
    citizens_.reserve(k_citizens);
    for (std::size_t i = 0; i < k_citizens; ++i)
      citizens_.push_back(register_citizen(server_.portal(), "/linan", static_cast<int>(i) + 1));
    for (std::size_t i = 0; i < k_citizens; ++i)
      threads.emplace_back([this, i] {
        for (auto number = i; number < k_submissions; number += k_citizens) fill_in(citizens_[i], number);
      });
    for (auto& thread : threads) thread.join();
  }
  void fill_in(Browser& citizen, std::size_t number) {
    auto& submission = submissions_[number];
    submission.about = marker(number);
    if (fill_in_application(citizen, "/linan", submission.about).empty()) return;
    std::tie(submission.target, submission.body) = citizen.form("/steps/4", {{"truthful", "1"}});
  }
  /// Sends it over a connection of its own. Whether it was answered with success.
  bool send(std::size_t number) {
    auto& submission = submissions_[number];
    const auto connection = std::make_shared<HttpClient>(installation_.portal());
    auto citizen = citizens_[number % k_citizens].over([connection]() -> HttpClient& { return *connection; });
    const auto answer = citizen.post(submission.target, submission.body);
    if (answer.status != 303) return false;
    submission.dispute = number_after(answer.header("location"), "/disputes/");
    return true;
  }
  std::int64_t count_of(const std::string& sql, std::int64_t dispute) const {
    return count(installation_, sql, {{"id", dispute}});
  }

  /// What an application is made of (plugins/mediation, file_application): the matter, both parties, its limit, the
  /// first step, the applicant's link, and an audit entry for each record of the plugin.
  void expect_whole(std::int64_t dispute) const {
    SCOPED_TRACE("dispute " + std::to_string(dispute));
    EXPECT_EQ(count_of("select count(*) as n from mediation_party where dispute_id = :id", dispute), 2);
    EXPECT_EQ(count_of("select count(*) as n from gt_step where record_id = :id", dispute), 1);
    EXPECT_EQ(count_of("select count(*) as n from gt_period where record_id = :id", dispute), 1);
    EXPECT_EQ(
        count_of("select count(*) as n from gt_person_link where record_id = :id and part = 'applicant'", dispute), 1);
    EXPECT_EQ(
        count_of(
            "select count(*) as n from gt_audit where action = 'record.insert' and (object_id = :id or object_id in "
            "(select id from mediation_party where dispute_id = :id))",
            dispute),
        3);
  }

  Installation installation_{Filled::courts};
  Server server_{installation_};
  std::vector<Browser> citizens_;
  std::vector<Submission> submissions_;
};

TEST_F(R23_KillDuringWrites, WhatWasAnsweredIsThereOnceAndNothingIsHalf) {
  for (const auto& submission : submissions_) ASSERT_NE(submission.target, "") << submission.about;
  ASSERT_EQ(count(installation_, "select count(*) as n from gt_draft where sent_to is null"),
            static_cast<std::int64_t>(k_submissions));

  const auto workers = server_.workers();
  std::atomic<std::size_t> answered{0};
  std::latch start(k_submissions + 1);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < k_submissions; ++i)
    threads.emplace_back([&, i] {
      start.arrive_and_wait();
      if (send(i)) ++answered;
    });
  start.arrive_and_wait();
  while (answered < k_answered_before_the_kill) std::this_thread::yield();
  server_.kill_all(workers);
  for (auto& thread : threads) thread.join();
  const std::size_t kept = answered;
  EXPECT_LT(kept, k_submissions) << "the kill came too late to interrupt anything";

  const auto begun = Clock::now();
  server_.start();
  EXPECT_LT(Clock::now() - begun, std::chrono::seconds(10)) << "starts by itself, at once";
  EXPECT_EQ(HttpClient(installation_.portal()).get("/readyz").status, 200);
  if (installation_.sqlite()) {
    const auto database = installation_.database();
    auto db = database->lease(Clock::now() + std::chrono::seconds(20));
    EXPECT_EQ(db.read("pragma integrity_check")[0].text("integrity_check"), "ok");
  }

  std::set<std::int64_t> found;
  for (std::size_t i = 0; i < k_submissions; ++i) {
    const auto& submission = submissions_[i];
    const auto there = count(installation_, "select count(*) as n from mediation_dispute where facts like :about",
                             {{"about", submission.about + "%"}});
    const auto draft = count_of("select count(*) as n from gt_draft where id = :id and sent_to is null",
                                std::stoll(number_after(submission.target, "/apply/")));
    EXPECT_EQ(there + draft, 1) << submission.about << ": either sent or still a draft, never both and never neither";
    if (submission.dispute.empty()) continue;
    EXPECT_EQ(there, 1) << submission.about << " was answered with success";
    EXPECT_EQ(count_of("select count(*) as n from mediation_dispute where id = :id", std::stoll(submission.dispute)),
              1);
    found.insert(std::stoll(submission.dispute));
  }
  EXPECT_EQ(found.size(), kept);

  // The person presses the button once more, or the browser does: what was done is not done again, the rest is.
  for (std::size_t i = 0; i < k_submissions; ++i) {
    const auto before = submissions_[i].dispute;
    EXPECT_TRUE(send(i)) << submissions_[i].about;
    EXPECT_TRUE(before.empty() || submissions_[i].dispute == before);
  }
  const auto database = installation_.database();
  auto db = database->lease(Clock::now() + std::chrono::seconds(20));
  const auto disputes = db.read("select id, code from mediation_dispute");
  EXPECT_EQ(disputes.size(), k_submissions);
  std::set<std::string> codes;
  for (const auto row : disputes) {
    codes.insert(row.text("code"));
    expect_whole(row.integer("id"));
  }
  EXPECT_EQ(codes.size(), k_submissions) << "each has a number of its own";
  EXPECT_EQ(db.read("select max(value) as n from gt_number where series like 'mediation.dispute.%'")[0].integer("n"),
            static_cast<std::int64_t>(k_submissions))
      << "and none is left out";
  EXPECT_EQ(db.read("select count(*) as n from gt_draft where sent_to is null")[0].integer("n"), 0);
}

/// A command that ends beside the server must not take itself for the last user of the database and tidy up.
TEST(R23_KillDuringWrites_BesideCommands, WhatWasAnsweredAfterACommandIsThere) {
  Installation installation(Filled::courts);
  Server server(installation);
  std::vector<std::string> answered;
  for (int i = 1; i <= 3; ++i) {
    // Several at once, so that each worker opens connections that it did not have yet.
    std::vector<std::thread> threads;
    for (int j = 0; j < 8; ++j) threads.emplace_back([&] { server.portal().open("/linan/points"); });
    for (auto& thread : threads) thread.join();
    auto citizen = register_citizen(server.portal(), "/linan", i);
    ASSERT_EQ(installation.run({"site", "list"}).code, 0);
    answered.push_back(apply_for_mediation(citizen, "/linan", marker(static_cast<std::size_t>(i))));
    ASSERT_NE(answered.back(), "");
    EXPECT_EQ(count(installation, "select count(*) as n from mediation_dispute"), i) << "another process sees it";
  }
  server.kill_all(server.workers());
  server.start();
  for (const auto& id : answered)
    EXPECT_EQ(
        count(installation, "select count(*) as n from mediation_dispute where id = :id", {{"id", std::stoll(id)}}), 1);
}

}  // namespace
}  // namespace server_test
