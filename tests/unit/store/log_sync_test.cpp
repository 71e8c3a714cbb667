// Whose commits one write to the disk answers for.
#include "store/log_sync.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace gongting::host::store {
namespace {

/// A disk that is done when the test says so.
class SlowDisk {
 public:
  bool sync() {
    std::unique_lock lock(mutex_);
    const auto mine = ++begun_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return let_ >= mine; });
    return true;
  }
  void wait_until_begun(int number) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return begun_ >= number; });
  }
  void let(int number) {
    const std::lock_guard lock(mutex_);
    let_ = number;
    changed_.notify_all();
  }
  int begun() {
    const std::lock_guard lock(mutex_);
    return begun_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int begun_ = 0, let_ = 0;
};

TEST(R23_LogSync, WhoComesWhileOneRunsWaitsForTheNext) {
  LogSync log;
  SlowDisk disk;
  std::atomic<int> done{0}, came{0};
  const auto commit = [&] {
    ++came;
    EXPECT_TRUE(log.wait([&] { return disk.sync(); }));
    ++done;
  };
  std::thread first(commit);
  disk.wait_until_begun(1);
  std::thread second(commit);
  disk.let(1);
  first.join();
  // The first sync may have begun before the second commit: it does not count for it.
  disk.wait_until_begun(2);
  EXPECT_EQ(done, 1);
  disk.let(2);
  second.join();
  EXPECT_EQ(done, 2);
  EXPECT_EQ(disk.begun(), 2);
}

TEST(R23_LogSync, AFailureIsForEver) {
  LogSync log;
  EXPECT_TRUE(log.wait([] { return true; }));
  EXPECT_FALSE(log.failed());
  EXPECT_FALSE(log.wait([] { return false; }));
  EXPECT_FALSE(log.wait([] { return true; }));
  EXPECT_TRUE(log.failed());
}

}  // namespace
}  // namespace gongting::host::store
