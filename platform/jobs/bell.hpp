// Wakes the runners of this process when a transaction that made work for them was committed.
#ifndef GONGTING_JOBS_BELL_HPP
#define GONGTING_JOBS_BELL_HPP

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace gongting::host::jobs {

/// Thread: any.
class Bell {
 public:
  static Bell& of_process();

  void ring();
  /// How often it has rung.
  std::uint64_t count() const;
  /// Returns when it has rung more often than `heard`, or after `limit`.
  void wait(std::uint64_t heard, std::chrono::milliseconds limit);

 private:
  mutable std::mutex mutex_;
  std::condition_variable rung_;
  std::uint64_t count_ = 0;
};

}  // namespace gongting::host::jobs

#endif
