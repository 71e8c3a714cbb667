// The readers of this worker: open pages that want to hear when their record changes. A change is told after its commit, to
// this worker at once, to the others through the supervisor (SQLite) or by PostgreSQL. Whoever misses one finds out by the
// version: each reader is looked at again every few seconds, and when he comes back after a break.
#ifndef GONGTING_LIVE_HUB_HPP
#define GONGTING_LIVE_HUB_HPP

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "base/scope.hpp"
#include "http/stream.hpp"
#include "store/database.hpp"

namespace gongting::host::live {

/// A record, and who reads its page.
struct Reader {
  std::string channel;  // "site/plugin.type/id"
  std::string plugin, type;
  std::int64_t record = 0, site = 0, account = 0;
  std::string token_hash;  // of the session
  Face face = Face::portal;
  std::int64_t version = 0;  // the newest that he was told of
};

std::string channel_of(std::int64_t site, std::string_view plugin, std::string_view type, std::int64_t record);

struct Limits {
  std::size_t readers = 2000;   // of this worker
  std::size_t per_person = 6;   // of one person at this worker
  std::chrono::milliseconds check{5000};
  std::chrono::milliseconds keep_alive{15'000};
};

class Hub {
 public:
  /// The record's version, as this reader may see it now; nothing when he may not any more. Runs on the hub's thread.
  using Look = std::function<std::optional<std::int64_t>(const Reader&)>;
  /// Hands a text to the other workers of this node. Any thread.
  using Tell = std::function<void(const std::string&)>;

  /// `url`: of PostgreSQL, "" for SQLite.
  Hub(Limits limits, std::string url, Look look);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;

  void start();
  /// Ends every reader and takes no more.
  void drain();
  void set_tell(Tell tell);

  enum class Taken { yes, too_many, too_many_of_his, closing };
  /// What is written to the stream from now on is the hub's. [any-thread]
  Taken subscribe(Reader reader, std::shared_ptr<http::Stream> stream);

  /// With the transaction of the session: told when it is committed. [any-thread]
  void publish(store::Session& db, const std::string& channel);
  /// Sessions of this account ended, or of somebody (0): its readers are looked at. After the commit. [any-thread]
  void sessions_ended(std::int64_t account);
  /// From another worker.
  void told(const std::string& text);

  std::size_t readers() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Seat {
    Reader reader;
    std::shared_ptr<http::Stream> stream;
  };
  void run();
  void wait_for_news();
  void hear(const std::string& text);
  /// Looks at the readers that this text is about, all of them for "". `changed`: they are told whatever their version.
  void look_at(const std::string& text);
  void look_at_one(Seat& seat, bool changed);
  void tell_others(const std::string& text);

  const Limits limits_;
  const std::string url_;
  const Look look_;
  Tell tell_;
  mutable std::mutex mutex_;
  std::condition_variable news_;
  std::list<Seat> seats_;
  std::deque<std::string> heard_;
  bool running_ = false, closing_ = false;
  std::thread thread_;
};

/// One event as it is sent.
std::string event_of(std::int64_t version);

}  // namespace gongting::host::live

#endif
