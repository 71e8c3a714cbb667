// What other processes and nodes say through PostgreSQL (LISTEN and NOTIFY), on a connection of its own.
#ifndef GONGTING_STORE_NOTIFICATIONS_HPP
#define GONGTING_STORE_NOTIFICATIONS_HPP

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace gongting::host::store {

class Session;

/// With the transaction that is open, which is opened when none is: heard if and only if it is committed. PostgreSQL only.
void notify(Session& session, std::string_view channel, std::string_view text);

/// Thread: one.
class Notifications {
 public:
  /// Connects at the first wait(), and again whenever the connection is lost.
  Notifications(std::string url, std::string channel);
  ~Notifications();
  Notifications(const Notifications&) = delete;
  Notifications& operator=(const Notifications&) = delete;

  struct Heard {
    std::vector<std::string> texts;
    bool missed = false;  // the connection was made anew: something may have been said meanwhile
  };
  /// Waits for something to be said, no longer than this. Never throws.
  Heard wait(std::chrono::milliseconds limit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gongting::host::store

#endif
