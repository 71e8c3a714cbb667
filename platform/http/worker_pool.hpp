// Threads that run handlers, in front of them a bounded queue.
#ifndef GONGTING_HTTP_WORKER_POOL_HPP
#define GONGTING_HTTP_WORKER_POOL_HPP

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace gongting::host::http {

template <class Job>
class WorkerPool {
 public:
  WorkerPool(int threads, std::size_t bound, std::function<void(Job&)> run)
      : threads_wanted_(threads), bound_(bound), run_(std::move(run)) {}
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  void start() {
    for (int i = 0; i < threads_wanted_; ++i) threads_.emplace_back([this] { work(); });
  }

  /// False, and the job untouched, when the queue is full. [any-thread]
  bool push(std::unique_ptr<Job>& job) {
    bool wake;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_ || queue_.size() >= bound_) return false;
      queue_.push_back(std::move(job));
      wake = idle_ > 0;
    }
    if (wake) ready_.notify_one();
    return true;
  }

  /// Waits for the jobs that run; those that wait are dropped.
  void stop() {
    std::deque<std::unique_ptr<Job>> dropped;
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      dropped.swap(queue_);
    }
    ready_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }

  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }

 private:
  using Clock = std::chrono::steady_clock;

  /// With more threads than cores the system takes the core away when a turn is over, most often in the middle of a job,
  /// whose client then waits for the turns of all others. One who gives it up shortly before, between two jobs, keeps
  /// nobody waiting; one who did so after each job would lose his warm caches.
  static void rest_between_jobs(Clock::time_point& turn) {
    constexpr auto k_turn = std::chrono::milliseconds(2);
    const auto now = Clock::now();
    if (now - turn < k_turn) return;
    std::this_thread::yield();
    turn = Clock::now();
  }

  void work() {
    std::unique_lock lock(mutex_);
    auto turn = Clock::now();
    for (;;) {
      while (queue_.empty() && !stopping_) {
        ++idle_;
        ready_.wait(lock);
        --idle_;
      }
      if (stopping_) return;
      auto job = std::move(queue_.front());
      queue_.pop_front();
      lock.unlock();
      run_(*job);
      job.reset();
      rest_between_jobs(turn);
      lock.lock();
    }
  }

  int threads_wanted_;
  std::size_t bound_;
  std::function<void(Job&)> run_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::unique_ptr<Job>> queue_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongting::host::http

#endif
