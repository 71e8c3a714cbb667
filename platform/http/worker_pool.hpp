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

#include "base/waiting.hpp"

namespace gongting::host::http {

/// There are more threads than cores, because handlers wait: for the disk, for the database's server. But no more than
/// `at_once` of them run: others would only take the caches and the core away from those in the middle of a request. Who
/// waits (base/waiting.hpp) does not count. A job that has waited for longer than `patience` is begun all the same, so
/// that long ones do not hold up the rest.
template <class Job>
class WorkerPool final : private WaitWatcher {
  using Clock = std::chrono::steady_clock;

 public:
  WorkerPool(int threads, int at_once, std::size_t bound, std::function<void(Job&)> run,
             Clock::duration patience = std::chrono::milliseconds(50))
      : threads_wanted_(threads), at_once_(at_once), bound_(bound), run_(std::move(run)), patience_(patience) {}
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
      queue_.push_back({std::move(job), Clock::now() + patience_});
      wake = somebody_is_needed();
    }
    if (wake) ready_.notify_one();
    return true;
  }

  /// Waits for the jobs that run; those that wait are dropped.
  void stop() {
    std::deque<Waiter> dropped;
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
  struct Waiter {
    std::unique_ptr<Job> job;
    Clock::time_point begin_by;
  };

  /// Whether an idle thread has to look: to take a job, or to wait for the end of its patience.
  bool somebody_is_needed() const { return idle_ > 0 && !queue_.empty() && (running_ < at_once_ || !watched_); }

  void wait_begins() override {
    bool wake;
    {
      const std::lock_guard lock(mutex_);
      --running_;
      wake = somebody_is_needed();
    }
    if (wake) ready_.notify_one();
  }
  void wait_ends() override {
    const std::lock_guard lock(mutex_);
    ++running_;
  }

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

  /// Returns when there is a job to take, or the end has come.
  void wait_for_job(std::unique_lock<std::mutex>& lock) {
    while (!stopping_) {
      if (!queue_.empty() && (running_ < at_once_ || Clock::now() >= queue_.front().begin_by)) return;
      const bool watch = !queue_.empty() && !watched_;
      ++idle_;
      if (watch) {
        watched_ = true;
        const auto begin_by = queue_.front().begin_by;  // a copy: the wait reads it again when the job may be gone
        ready_.wait_until(lock, begin_by);
        watched_ = false;
      } else {
        ready_.wait(lock);
      }
      --idle_;
    }
  }

  void work() {
    wait_watcher = this;
    std::unique_lock lock(mutex_);
    auto turn = Clock::now();
    for (;;) {
      wait_for_job(lock);
      if (stopping_) return;
      auto job = std::move(queue_.front().job);
      queue_.pop_front();
      ++running_;
      const bool wake = somebody_is_needed();
      lock.unlock();
      if (wake) ready_.notify_one();
      run_(*job);
      job.reset();
      rest_between_jobs(turn);
      lock.lock();
      --running_;
    }
  }

  int threads_wanted_, at_once_;
  std::size_t bound_;
  std::function<void(Job&)> run_;
  Clock::duration patience_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Waiter> queue_;
  std::size_t idle_ = 0;
  int running_ = 0;
  bool watched_ = false;  // somebody waits for the end of the first one's patience
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace gongting::host::http

#endif
