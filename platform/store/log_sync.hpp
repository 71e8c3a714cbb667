// Commits that share one write to the disk. SQLite would wait for the disk while it holds the right to write, each
// transaction for itself; here the next one runs meanwhile, and whoever waits does so for all before him.
#ifndef GONGTING_STORE_LOG_SYNC_HPP
#define GONGTING_STORE_LOG_SYNC_HPP

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

namespace gongting::host::store {

/// Thread: any.
class LogSync {
 public:
  /// Returns when all that was committed before the call is on the disk. `sync` brings it there and says whether it
  /// could; one of the callers runs it for those who wait with him.
  /// False once any failed: the system reports a failure once and forgets what it could not write, so that from then on
  /// nobody can say what is on the disk.
  bool wait(const std::function<bool()>& sync);
  bool failed() const;

 private:
  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::uint64_t begun_ = 0, done_ = 0;
  bool running_ = false, failed_ = false;
};

}  // namespace gongting::host::store

#endif
