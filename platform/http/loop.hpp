// One I/O thread: it accepts, waits until sockets are ready, and looks at the deadlines of its connections four times
// in the shortest of them. A connection stays with one loop, so that nothing of it needs a lock. Private to the edge.
#ifndef GONGTING_HTTP_LOOP_HPP
#define GONGTING_HTTP_LOOP_HPP

#include <atomic>
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "http/message.hpp"
#include "http/raw_header_scan.hpp"

namespace gongting::host::http {

class Connection;
struct Core;

/// A socket in the loop's care; closed with it.
struct Watch;
struct WatchDelete {
  void operator()(Watch* watch) const;
};
using WatchPtr = std::unique_ptr<Watch, WatchDelete>;

class Loop {
 public:
  explicit Loop(Core& core);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// Accepts from a duplicate of this listening socket. Before run().
  void listen(int fd, Face face);
  /// The thread's body, until stop().
  void run();
  void drain();  // [any-thread]
  void stop();   // [any-thread]
  /// A worker has answered: the connection goes on here. [any-thread]
  void answered(std::shared_ptr<Connection> connection);
  /// An answer that does not end has something to send. [any-thread]
  void stream_ready(std::weak_ptr<Connection> connection);
  /// The connection goes on with what it has read, after the others had their turn.
  void resume_later(std::shared_ptr<Connection> connection);

  /// Calls on_ready() once when the socket is ready. Own thread, as all below.
  void wait(Connection& connection, bool for_writing);
  WatchPtr watch(int fd);
  void remove(Connection& connection);

  /// Where every connection of this loop reads to; what is not used up at once has to be copied away.
  std::vector<char>& scratch() { return scratch_; }
  /// Kept from request to request, so that small ones need no allocation.
  Request& request() { return request_; }
  RawHead& head() { return head_; }

  std::atomic<std::size_t> open{0};  // connections here, or on their way

 private:
  struct Impl;
  void accept(std::size_t listener);
  void adopt(int fd, Face face, std::string peer);
  void tick();

  Core& core_;
  std::unique_ptr<Impl> impl_;
  std::vector<char> scratch_;
  Request request_;
  RawHead head_;
  std::vector<std::shared_ptr<Connection>> connections_;
};

}  // namespace gongting::host::http

#endif
