// What all connections of a server share. Private to the edge.
#ifndef GONGTING_HTTP_CORE_HPP
#define GONGTING_HTTP_CORE_HPP

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "http/message.hpp"
#include "http/server.hpp"
#include "http/transport.hpp"
#include "http/worker_pool.hpp"

namespace gongting::host::http {

class Connection;
class Loop;

/// Part of the memory that all bodies together may take; given back at the end.
class Hold {
 public:
  Hold() = default;
  Hold(Hold&& other) noexcept : total_(std::exchange(other.total_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Hold& operator=(Hold&& other) noexcept {
    std::swap(total_, other.total_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Hold() {
    if (total_ != nullptr) total_->fetch_sub(size_, std::memory_order_relaxed);
  }

  /// False when that would be more than `limit` in all.
  bool grow(std::atomic<std::uint64_t>& total, std::uint64_t size, std::uint64_t limit) {
    total_ = &total;
    size_ += size;
    return total.fetch_add(size, std::memory_order_relaxed) + size <= limit;
  }

 private:
  std::atomic<std::uint64_t>* total_ = nullptr;
  std::uint64_t size_ = 0;
};

/// A request on its way to a worker thread.
struct Job {
  std::shared_ptr<Connection> connection;
  Request request;
  Hold hold;
};

struct Core {
  Core(Limits limits_, const Tls& tls_, int worker_threads, Server::Handler handler_, Server::Fast fast_);
  ~Core();

  /// What the edge answers by itself.
  Response error_answer(int status, std::string_view request_id) const;
  /// The loop with the fewest connections; `own` when that is among them.
  Loop& least_loaded(Loop& own) const;
  void opened();
  void closed();

  const Limits limits;
  const std::unique_ptr<TlsContext> tls;
  const Server::Handler handler;
  const Server::Fast fast;
  Server::ErrorPage error_page;
  Server::Overdue overdue;

  std::atomic<bool> draining{false};
  std::atomic<std::uint64_t> open{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<std::uint64_t> timed_out{0};
  std::atomic<std::uint64_t> buffered{0};
  std::mutex mutex;
  std::condition_variable empty;  // no connection is open

  std::vector<std::unique_ptr<Loop>> loops;
  WorkerPool<Job> pool;  // last: its threads use all of the above
};

}  // namespace gongting::host::http

#endif
