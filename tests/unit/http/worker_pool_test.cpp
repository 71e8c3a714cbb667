#include "http/worker_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace gongting::host::http {
namespace {

TEST(WorkerPool, RefusesWhatItsQueueCanNotHold) {
  std::latch started(1);
  std::latch go_on(1);
  std::atomic<int> ran{0};
  WorkerPool<int> pool(1, 2, [&](int&) {
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

}  // namespace
}  // namespace gongting::host::http
