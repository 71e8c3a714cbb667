// The queue: once, in order, again after a failure, and never lost.
#include <gtest/gtest.h>

#include <barrier>
#include <utility>

#include "jobs_fixture.hpp"

namespace gongting::host::jobs {
namespace {

class Jobs : public JobsFixture {};

Job numbered(const std::string& kind, std::int64_t number, const std::string& order_key = "") {
  Job job;
  job.kind = kind;
  job.payload = Fields{{"number", number}};
  job.order_key = order_key;
  return job;
}

std::int64_t number_of(const Job& job) { return Json(job.payload)["number"].integer(); }

Taker taker(const std::string& name) { return {name, {"work"}, k_lease_ms}; }

TEST_P(Jobs, TwoRunnersDoEachOnce) {
  constexpr std::int64_t jobs = 200;
  for (std::int64_t i = 0; i < jobs; ++i) enqueue(numbered("work", i));
  const auto other = open();
  const Runner::Options options{2, std::chrono::milliseconds(10), std::chrono::milliseconds(k_lease_ms)};
  Runner first(*database_, options), second(*other, options);
  for (auto* runner : {&first, &second}) {
    runner->handle("work", [](store::Session& db, const Job& job) { write_effect(db, "work", number_of(job)); });
    runner->start();
  }
  EXPECT_TRUE(eventually([&] { return count("gt_job where state = 'done'") == jobs; }));
  for (auto* runner : {&first, &second}) {
    runner->drain();
    EXPECT_TRUE(runner->wait_drained(std::chrono::seconds(20)));
  }
  EXPECT_EQ(count("effect"), jobs);
  EXPECT_EQ(rows("select count(distinct number) as n from effect")[0].integer("n"), jobs);
  EXPECT_EQ(first.counters().done + second.counters().done, jobs);
}

TEST_P(Jobs, ACommitWakesTheRunnerOfItsProcess) {
  Runner runner(*database_, {1, std::chrono::minutes(10), std::chrono::milliseconds(k_lease_ms)});
  runner.handle("work", [](store::Session& db, const Job& job) { write_effect(db, "work", number_of(job)); });
  runner.start();
  for (int i = 1; i <= 5; ++i) {
    enqueue(numbered("work", i));
    EXPECT_TRUE(eventually([&] { return count("effect") == i; })) << "it looks only every ten minutes by itself";
  }
}

TEST_P(Jobs, WhatWasRolledBackIsNotThere) {
  {
    auto session = lease();
    EXPECT_NE(jobs::enqueue(session, numbered("work", 1)), 0);
    session.rollback();
  }
  EXPECT_EQ(count("gt_job"), 0);
}

TEST_P(Jobs, OneKeyIsOneJob) {
  auto job = numbered("work", 1);
  job.key = "reminder-7";
  EXPECT_NE(enqueue(job), 0);
  EXPECT_EQ(enqueue(job), 0);
  EXPECT_EQ(count("gt_job"), 1);
  Runner runner(*database_, {});
  runner.handle("work", [](store::Session&, const Job&) {});
  EXPECT_EQ(runner.run_due(), 1);
  EXPECT_EQ(enqueue(job), 0) << "also after it was done";
}

TEST_P(Jobs, AJobOfADeadWorkerIsDoneByAnother) {
  const auto id = enqueue(numbered("work", 1));
  auto dead = lease();
  const auto taken = take(dead, taker("dead"));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->id, id);
  Runner runner(*database_, {1, std::chrono::milliseconds(10), std::chrono::milliseconds(k_lease_ms)});
  int attempt = 0;
  runner.handle("work", [&](store::Session& db, const Job& job) {
    attempt = job.attempts;
    write_effect(db, "work", number_of(job));
  });
  pass(k_lease_ms - 1);
  EXPECT_EQ(runner.run_due(), 0) << "its lease has not run out";
  pass(1);
  EXPECT_EQ(runner.run_due(), 1);
  EXPECT_EQ(attempt, 2);
  EXPECT_FALSE(complete(dead, taker("dead"), *taken)) << "it was not dead but slow: too late";
  EXPECT_FALSE(fail(dead, taker("dead"), *taken, "too late"));
  dead.rollback();
  EXPECT_EQ(effects("work"), "1");
  EXPECT_EQ(state(id), "done");
}

TEST_P(Jobs, AJobThatKillsItsWorkersDies) {
  auto job = numbered("work", 1);
  job.max_attempts = 2;
  const auto id = enqueue(job);
  for (int i = 0; i < 2; ++i) {
    auto session = lease();
    ASSERT_TRUE(take(session, taker("dead")));
    pass(k_lease_ms);
    EXPECT_EQ(reclaim(session), 1);
    session.commit();
  }
  EXPECT_EQ(state(id), "dead");
}

TEST_P(Jobs, WhatASlowWorkerWroteIsTakenBack) {
  const auto id = enqueue(numbered("work", 1));
  Runner runner(*database_, {1, std::chrono::milliseconds(10), std::chrono::milliseconds(k_lease_ms)});
  bool slow = true;
  runner.handle("work", [&](store::Session& db, const Job& job) {
    if (std::exchange(slow, false)) {
      pass(k_lease_ms);
      auto other = lease();
      EXPECT_EQ(reclaim(other), 1);
      other.commit();
    }
    write_effect(db, "work", number_of(job));
  });
  EXPECT_EQ(runner.run_due(), 2) << "the second time in its lease";
  EXPECT_EQ(effects("work"), "1");
  EXPECT_EQ(state(id), "done");
}

TEST_P(Jobs, ARenewedLeaseHolds) {
  enqueue(numbered("work", 1));
  auto session = lease();
  const auto job = take(session, taker("slow"));
  ASSERT_TRUE(job);
  pass(k_lease_ms - 1);
  EXPECT_TRUE(renew(session, taker("slow"), *job));
  pass(k_lease_ms - 1);
  EXPECT_EQ(reclaim(session), 0);
  EXPECT_TRUE(complete(session, taker("slow"), *job));
  session.commit();
}

TEST_P(Jobs, JobsOfOneOrderKeyRunOneAfterAnother) {
  for (std::int64_t i = 1; i <= 4; ++i) {
    enqueue(numbered("work", i, "a"));
    enqueue(numbered("work", i, "b"));
  }
  Runner runner(*database_, {});
  bool fails = true;
  runner.handle("work", [&](store::Session& db, const Job& job) {
    if (job.order_key == "a" && std::exchange(fails, false)) throw Error{Kind::unavailable, "not now"};
    write_effect(db, job.order_key, number_of(job));
  });
  runner.run_due();
  EXPECT_EQ(effects("b"), "1 2 3 4") << "another key does not wait";
  EXPECT_EQ(effects("a"), "") << "the first is tried again before the second";
  pass(10'000);
  runner.run_due();
  EXPECT_EQ(effects("a"), "1 2 3 4");
}

TEST_P(Jobs, TwoRunnersKeepTheOrder) {
  constexpr std::int64_t each = 20;
  std::string expected;
  for (std::int64_t i = 1; i <= each; ++i) {
    for (const std::string key : {"a", "b", "c"}) enqueue(numbered("work", i, key));
    expected += (i == 1 ? "" : " ") + std::to_string(i);
  }
  const auto other = open();
  const Runner::Options options{2, std::chrono::milliseconds(10), std::chrono::milliseconds(k_lease_ms)};
  std::mutex mutex;
  std::map<std::string, std::string> seen;
  Runner first(*database_, options), second(*other, options);
  for (auto* runner : {&first, &second}) {
    runner->handle("work", [&](store::Session&, const Job& job) {
      const std::lock_guard lock(mutex);
      auto& text = seen[job.order_key];
      text += (text.empty() ? "" : " ") + std::to_string(number_of(job));
    });
    runner->start();
  }
  EXPECT_TRUE(eventually([&] { return count("gt_job where state = 'done'") == 3 * each; }));
  const std::lock_guard lock(mutex);
  for (const std::string key : {"a", "b", "c"}) EXPECT_EQ(seen[key], expected) << key;
}

TEST_P(Jobs, FailuresAreTriedAgainLaterAndLaterAndThenNoMore) {
  auto failing = numbered("work", 1, "a");
  failing.max_attempts = 3;
  const auto id = enqueue(failing);
  enqueue(numbered("work", 2, "a"));
  Runner runner(*database_, {});
  bool fails = true;
  runner.handle("work", [&](store::Session& db, const Job& job) {
    write_effect(db, "work", number_of(job));
    if (fails) throw Error{Kind::unavailable, "the gateway does not answer"};
  });
  EXPECT_EQ(runner.run_due(), 1);
  pass(4'999);
  EXPECT_EQ(runner.run_due(), 0) << "5 to 10 seconds after the first";
  pass(5'001);
  EXPECT_EQ(runner.run_due(), 1);
  pass(9'999);
  EXPECT_EQ(runner.run_due(), 0) << "10 to 20 seconds after the second";
  pass(10'001);
  EXPECT_EQ(runner.run_due(), 1);
  EXPECT_EQ(state(id), "dead");
  EXPECT_EQ(rows("select last_error from gt_job where id = :id", {{"id", id}})[0].text("last_error"),
            "the gateway does not answer");
  EXPECT_EQ(runner.counters().failed, 3);
  pass(86'400'000);
  EXPECT_EQ(runner.run_due(), 0) << "neither it nor what stands behind it";
  EXPECT_EQ(effects("work"), "") << "what a failed attempt wrote is not there";

  fails = false;
  auto session = lease();
  EXPECT_TRUE(retry(session, id));
  EXPECT_FALSE(retry(session, id)) << "it is not dead any more";
  session.commit();
  EXPECT_EQ(runner.run_due(), 2);
  EXPECT_EQ(effects("work"), "1 2");
}

TEST_P(Jobs, WhatIsGivenUpLetsTheOthersPass) {
  auto failing = numbered("work", 1, "a");
  failing.max_attempts = 1;
  const auto id = enqueue(failing);
  enqueue(numbered("work", 2, "a"));
  Runner runner(*database_, {});
  runner.handle("work", [&](store::Session& db, const Job& job) {
    if (number_of(job) == 1) throw Error{Kind::internal, "never"};
    write_effect(db, "work", number_of(job));
  });
  EXPECT_EQ(runner.run_due(), 1);
  auto session = lease();
  EXPECT_TRUE(drop(session, id));
  EXPECT_FALSE(drop(session, id));
  EXPECT_FALSE(retry(session, id));
  session.commit();
  EXPECT_EQ(runner.run_due(), 1);
  EXPECT_EQ(effects("work"), "2");
  EXPECT_EQ(state(id), "dropped");
}

TEST_P(Jobs, WhatAnExceptionSaysIsNotKept) {
  const auto id = enqueue(numbered("work", 1));
  Runner runner(*database_, {});
  runner.handle("work", [](store::Session&, const Job&) { throw std::runtime_error("330112199003074218"); });
  EXPECT_EQ(runner.run_due(), 1);
  const auto reason = rows("select last_error from gt_job where id = :id", {{"id", id}})[0].text("last_error");
  EXPECT_NE(reason, "");
  EXPECT_EQ(reason.find("330112"), std::string::npos) << reason;
}

TEST_P(Jobs, WhatNobodyHereCanDoWaits) {
  const auto id = enqueue(numbered("of a module that is not there", 1));
  Runner runner(*database_, {});
  runner.handle("work", [](store::Session&, const Job&) {});
  EXPECT_EQ(runner.run_due(), 0);
  EXPECT_EQ(state(id), "waiting");
}

TEST_P(Jobs, ALaterMomentIsWaitedFor) {
  auto job = numbered("work", 1);
  job.run_at = k_morning + 3'600'000;
  enqueue(job);
  Runner runner(*database_, {});
  runner.handle("work", [](store::Session&, const Job&) {});
  pass(3'599'999);
  EXPECT_EQ(runner.run_due(), 0);
  pass(1);
  EXPECT_EQ(runner.run_due(), 1);
}

TEST_P(Jobs, WhatEndedLongAgoIsSwept) {
  enqueue(numbered("work", 1));
  Runner runner(*database_, {});
  runner.handle("work", [](store::Session&, const Job&) {});
  runner.run_due();
  pass(1000);
  enqueue(numbered("other", 2));
  auto session = lease();
  sweep(session, k_morning);
  session.commit();
  EXPECT_EQ(count("gt_job"), 2) << "it ended at that moment, not before it";
  sweep(session, k_morning + 1);
  session.commit();
  EXPECT_EQ(count("gt_job where kind = 'other'"), 1);
  EXPECT_EQ(count("gt_job"), 1);
}

TEST_P(Jobs, AMomentOfAScheduleIsSeenToOnce) {
  const auto other = open();
  std::atomic<int> ran{0};
  Runner first(*database_, {}), second(*other, {});
  for (auto* runner : {&first, &second})
    runner->schedule(Schedule::every("tidy", 300), [&](store::Session&, const Job&) { ++ran; });
  first.run_due(), second.run_due();
  EXPECT_EQ(ran, 1);
  pass(299'999);
  first.run_due(), second.run_due();
  EXPECT_EQ(ran, 1);
  pass(1);
  second.run_due(), first.run_due();
  EXPECT_EQ(ran, 2);
}

TEST_P(Jobs, WorkersThatComeTogetherMakeOneJobOfAMoment) {
  constexpr int workers = 4;
  for (int round = 0; round < 5; ++round) {
    std::barrier together(workers);
    std::atomic<int> made{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < workers; ++i)
      threads.emplace_back([&] {
        auto session = lease();
        together.arrive_and_wait();
        if (make_due(session, Schedule::every("tidy", 300), k_morning + round)) ++made;
        session.commit();
      });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(made, 1);
    EXPECT_EQ(count("gt_job"), 1) << "what is left of the moment before is taken away";
  }
}

INSTANTIATE_TEST_SUITE_P(Store, Jobs, testing::Values("sqlite", "postgres"),
                         [](const auto& each) { return std::string(each.param); });

TEST(JobBackOff, DoublesFromTenSecondsToAnHour) {
  EXPECT_EQ(back_off_ms(1, 0), 5'000);
  EXPECT_EQ(back_off_ms(1, 1), 10'000);
  EXPECT_EQ(back_off_ms(2, 0), 10'000);
  EXPECT_EQ(back_off_ms(3, 0.5), 30'000);
  EXPECT_EQ(back_off_ms(9, 1), 2'560'000);
  EXPECT_EQ(back_off_ms(10, 1), 3'600'000);
  EXPECT_EQ(back_off_ms(1000, 0), 1'800'000);
}

TEST(JobSchedule, KnowsItsLastMoment) {
  constexpr std::int64_t hour = 3'600'000, minute = 60'000, day = 24 * hour;
  const auto nightly = Schedule::daily("tidy", 3, 10);  // 19:10 UTC of the day before
  EXPECT_EQ(last_due(nightly, k_morning), k_morning - 4 * hour - 50 * minute);
  EXPECT_EQ(last_due(nightly, k_morning + 19 * hour + 10 * minute - 1), k_morning - 4 * hour - 50 * minute);
  EXPECT_EQ(last_due(nightly, k_morning + 19 * hour + 10 * minute), k_morning - 4 * hour - 50 * minute + day);
  EXPECT_EQ(last_due(Schedule::every("tidy", 300), k_morning + 299'999), k_morning);
  EXPECT_EQ(last_due(Schedule::every("tidy", 300), k_morning + 300'000), k_morning + 300'000);
}

}  // namespace
}  // namespace gongting::host::jobs
