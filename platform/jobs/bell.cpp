#include "jobs/bell.hpp"

namespace gongting::host::jobs {

Bell& Bell::of_process() {
  // Never taken apart: a plugin may call exit() while runners wait here, and a condition's end waits for them.
  static auto* const bell = new Bell;
  return *bell;
}

void Bell::ring() {
  {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  rung_.notify_all();
}

std::uint64_t Bell::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

void Bell::wait(std::uint64_t heard, std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  rung_.wait_for(lock, limit, [&] { return count_ != heard; });
}

}  // namespace gongting::host::jobs
