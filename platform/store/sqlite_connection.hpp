// A connection to SQLite: pragmas, deadlines, the functions that the views ask for the scope, and the authorizer that
// keeps a plugin's SQL inside its views. Included by the .cpp files of this folder only.
#ifndef GONGTING_STORE_SQLITE_CONNECTION_HPP
#define GONGTING_STORE_SQLITE_CONNECTION_HPP

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "store/connection.hpp"
#include "store/log_sync.hpp"
#include "store/wal_mark.hpp"

namespace soci {
class session;
}

namespace gongting::host::store {

/// SQLite has one writer at a time. Those of one process queue here, and only the first of them asks SQLite, which has
/// no queue and lets its clients try again and again.
class WriteTurn {
 public:
  /// False when the deadline passes first.
  bool take(TimePoint deadline);
  void give_back();

 private:
  std::mutex mutex_;
  std::condition_variable free_;
  bool taken_ = false;
};

/// What the connections of one process to one file share.
struct SqliteShared {
  WriteTurn turn;
  LogSync log;
  WalMark* mark = nullptr;  ///< may be null; outlives the connections
};

std::unique_ptr<Connection> make_sqlite_connection(soci::session& session, std::string file,
                                                   std::shared_ptr<SqliteShared> shared);

}  // namespace gongting::host::store

#endif
