// Threads that run handlers, in front of them a bounded queue.
#ifndef GONGTING_HTTP_WORKER_POOL_HPP
#define GONGTING_HTTP_WORKER_POOL_HPP

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
  void work() {
    std::unique_lock lock(mutex_);
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
