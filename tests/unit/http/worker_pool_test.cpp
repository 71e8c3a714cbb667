#include "http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <thread>

namespace gongting::host::http {
namespace {

TEST(WorkerPool, RefusesWhatItsQueueCanNotHold) {
  std::latch started(1);
  std::latch go_on(1);
  std::atomic<int> ran{0};
  WorkerPool<int> pool(1, 1, 2, [&](int&) {
    if (ran++ == 0) started.count_down();
    go_on.wait();
  });
  pool.start();
  const auto push = [&] {
    auto job = std::make_unique<int>(1);
    return pool.push(job);
  };
  ASSERT_TRUE(push());
  started.wait();
  EXPECT_TRUE(push());
  EXPECT_TRUE(push());
  EXPECT_EQ(pool.waiting(), 2U);
  auto refused = std::make_unique<int>(7);
  EXPECT_FALSE(pool.push(refused));
  ASSERT_TRUE(refused);
  EXPECT_EQ(*refused, 7);
  go_on.count_down();
  pool.stop();
  EXPECT_GE(ran, 1);
  EXPECT_FALSE(push());
}

/// Pushes that many jobs and waits until all are done.
template <class F>
void run_all(int threads, int at_once, int jobs, std::chrono::milliseconds patience, F&& run) {
  std::latch done(jobs);
  WorkerPool<int> pool(
      threads, at_once, 1000, [&](int& number) { run(number), done.count_down(); }, patience);
  pool.start();
  for (int number = 0; number < jobs; ++number) {
    auto job = std::make_unique<int>(number);
    ASSERT_TRUE(pool.push(job));
  }
  done.wait();
}

constexpr std::chrono::hours k_for_ever{1};

TEST(WorkerPool, RunsNoMoreJobsAtOnceThanItWasTold) {
  std::atomic<int> running{0}, most{0};
  run_all(8, 2, 200, k_for_ever, [&](int) {
    const int now = ++running;
    for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
    }
    for (int i = 0; i < 50; ++i) std::this_thread::yield();
    --running;
  });
  EXPECT_EQ(most, 2);
}

TEST(WorkerPool, BeginsAnotherJobWhileOneWaits) {
  std::latch second(1);
  run_all(2, 1, 2, k_for_ever, [&](int number) {
    if (number == 1) return second.count_down();
    const Waiting waiting;
    const Waiting nested;
    second.wait();
  });
}

TEST(WorkerPool, DoesNotLetALongJobHoldUpTheOthers) {
  std::latch others(5);
  run_all(2, 1, 6, std::chrono::milliseconds(1), [&](int number) { number == 0 ? others.wait() : others.count_down(); });
}

}  // namespace
}  // namespace gongting::host::http
