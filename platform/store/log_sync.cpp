#include "store/log_sync.hpp"

#include "base/waiting.hpp"

namespace gongting::host::store {

bool LogSync::wait(const std::function<bool()>& sync) {
  const Waiting waiting;
  std::unique_lock lock(mutex_);
  // One that runs already may have begun before this commit: the next one counts.
  const auto wanted = begun_ + 1;
  while (!failed_ && done_ < wanted) {
    if (running_) {
      ended_.wait(lock);
      continue;
    }
    running_ = true;
    const auto number = ++begun_;
    lock.unlock();
    const bool good = sync();
    lock.lock();
    running_ = false;
    done_ = number;
    failed_ = failed_ || !good;
    ended_.notify_all();
  }
  return !failed_;
}

bool LogSync::failed() const {
  const std::lock_guard lock(mutex_);
  return failed_;
}

}  // namespace gongting::host::store
