// A thread's word that it waits for a disk, a server or another thread, so that its core is free meanwhile.
#ifndef GONGTING_BASE_WAITING_HPP
#define GONGTING_BASE_WAITING_HPP

namespace gongting::host {

/// Whoever wants to know of this thread (http/worker_pool.hpp); null on other threads.
class WaitWatcher {
 public:
  virtual void wait_begins() = 0;
  virtual void wait_ends() = 0;

 protected:
  ~WaitWatcher() = default;
};
inline thread_local WaitWatcher* wait_watcher = nullptr;

/// The thread waits while it lives. May be nested.
class Waiting {
 public:
  Waiting() {
    if (depth_++ == 0 && wait_watcher != nullptr) wait_watcher->wait_begins();
  }
  ~Waiting() {
    if (--depth_ == 0 && wait_watcher != nullptr) wait_watcher->wait_ends();
  }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

 private:
  static inline thread_local int depth_ = 0;
};

}  // namespace gongting::host

#endif
