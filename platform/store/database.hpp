// The database: connections leased per request, statements kept prepared, one transaction at most per session.
// What is not here: what a plugin may see (records.hpp) and the schema (migrations.hpp).
#ifndef GONGTING_STORE_DATABASE_HPP
#define GONGTING_STORE_DATABASE_HPP

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gongting/value.hpp"
#include "store/wal_mark.hpp"

namespace gongting::host::store {

struct StoreConfig {
  std::string kind = "sqlite";  // sqlite | postgres
  std::string url;              // the file, or a libpq connection string
  int pool = 8;                 // connections at most
};

class Connection;
class Pool;

/// A leased connection. Errors of every call: unavailable when the deadline passes, the database is gone or locked for
/// too long; conflict for a value that has to be unique; bad_input for what breaks another constraint or type; internal
/// for a statement that the database does not understand. After an error inside a transaction only rollback() is left.
/// Thread: one at a time. Lifetime: within that of its Database; the destructor rolls back and gives the connection back.
class Session {
 public:
  Session(Session&& other) noexcept;
  Session& operator=(Session&&) = delete;
  Session(const Session&) = delete;
  ~Session();

  /// Host SQL, one statement, parameters as ":name"; kept prepared on the connection. Outside of a transaction it is a
  /// statement of its own.
  Rows read(std::string_view sql, const Fields& params = {});
  /// Opens the transaction when none is open. Answers the number of rows changed.
  std::int64_t write(std::string_view sql, const Fields& params = {});

  /// On SQLite the right to write is taken at once, so that a read in the transaction can be followed by a write.
  void begin();
  /// Does nothing when no transaction is open. Throws, and has rolled back, when a statement of it failed.
  void commit();
  /// Does nothing when no transaction is open; never throws.
  void rollback() noexcept;
  bool in_transaction() const;

  bool sqlite() const;
  std::chrono::steady_clock::time_point deadline() const;
  /// For the parts of this folder.
  Connection& connection() { return *connection_; }

 private:
  friend class Database;
  Session(Pool& pool, Connection& connection) : pool_(&pool), connection_(&connection) {}
  Pool* pool_;
  Connection* connection_;
};

/// Thread: any. The sessions have to be gone before it is.
class Database {
 public:
  /// Opens one connection to see that the database is there; the others open when they are first needed.
  /// Errors: bad_input for an unknown kind, unavailable when it cannot be opened.
  static std::unique_ptr<Database> open(const StoreConfig& config);
  ~Database();
  Database(const Database&) = delete;

  /// Waits for a free connection until the deadline, then throws unavailable. All that the session does ends by then.
  /// A thread gets the connection it had last when that is free: its statements and pages are warm.
  Session lease(std::chrono::steady_clock::time_point deadline);
  bool sqlite() const;
  /// Changes with every commit, whoever makes it; costs no statement. Nothing when the database does not tell.
  std::optional<Mark> mark();

 private:
  Database(std::unique_ptr<Pool> pool, std::unique_ptr<WalMark> mark);
  std::unique_ptr<WalMark> mark_;  // SQLite only; outlives the connections
  std::unique_ptr<Pool> pool_;
};

}  // namespace gongting::host::store

#endif
