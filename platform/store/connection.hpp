// One connection to the database, its kept statements and for whom they run. SOCI stays behind it, in the .cpp files.
#ifndef GONGTING_STORE_CONNECTION_HPP
#define GONGTING_STORE_CONNECTION_HPP

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "store/parameters.hpp"
#include "store/sql_text.hpp"

namespace gongting::host::store {

using TimePoint = std::chrono::steady_clock::time_point;

/// Which values of the scope the views of a statement read. The site always.
struct Needs {
  bool account = false, point = false, area = false;
  void add(Reach reach) {
    account = account || reach == Reach::own;
    point = point || reach == Reach::point;
    area = area || reach == Reach::area;
  }
};

/// SQL that was checked and is ready to be prepared.
struct CompiledSql {
  BoundSql bound;
  Needs needs;
  std::vector<std::string> local_names;  // of the statement's own with-clauses
};

/// What makes two statements the same one. A statement prepared for one plugin or reach never runs for another.
struct StatementKey {
  std::string_view plugin;  // empty for the host's own
  std::string_view reach;
  std::string_view sql;
  bool operator==(const StatementKey&) const = default;
};

/// For whom a statement runs.
struct Caller {
  const Scope* scope = nullptr;  // what the views show; null for host statements that name no view
  bool plugin = false;           // the SQL is a plugin's: it may read that plugin's views and nothing else
};

/// A prepared statement; each database has its own kind.
class Statement {
 public:
  virtual ~Statement() = default;
  std::string plugin, reach, sql;  // its key
  CompiledSql compiled;
  std::vector<std::string> columns;
  std::size_t last_size = 0;  // of its last answer, as a guess at the next one
  std::uint64_t used = 0;
};

class Connection {
 public:
  /// Makes the SQL of a statement that is not kept yet.
  class Compiler {
   public:
    virtual ~Compiler() = default;
    virtual CompiledSql compile() const = 0;
  };

  virtual ~Connection() = default;
  Connection(const Connection&) = delete;

  /// Opens or reopens the connection when it has to be. Errors: unavailable.
  virtual void make_ready() = 0;
  void set_deadline(TimePoint deadline);
  TimePoint deadline() const { return deadline_; }

  Rows read(const StatementKey& key, const Compiler& compiler, const Caller& caller, const Parameters& parameters);
  std::int64_t write(const StatementKey& key, const Compiler& compiler, const Caller& caller, const Parameters& parameters);
  Rows read(std::string_view sql, const Parameters& parameters, const Caller& caller = {}, Needs needs = {});
  std::int64_t write(std::string_view sql, const Parameters& parameters, const Caller& caller = {}, Needs needs = {});
  /// Statements of the schema: run once, alone, not kept.
  void execute(const std::string& sql);

  void begin();
  void commit();
  void rollback() noexcept;
  bool in_transaction() const { return in_transaction_; }
  /// Runs once the open transaction is committed, and not when it is rolled back. It must not throw.
  void after_commit(std::function<void()> run);
  virtual bool sqlite() const = 0;
  /// The role that a plugin's SQL runs as; for "" the one that owns the views. Empty on SQLite, which has none.
  virtual std::string reader_role(std::string_view) { return {}; }
  virtual bool has_table_or_view(std::string_view lower_case) = 0;
  /// SQLite: the database as it is now, as a file of its own, while others go on writing. Not in a transaction.
  /// Errors: unavailable for a file that cannot be written; internal on PostgreSQL, which has a program for it.
  virtual void copy_to(const std::filesystem::path& file);

  void forget_statements() { statements_.clear(); }

 protected:
  Connection() = default;

  virtual std::unique_ptr<Statement> prepare(const StatementKey& key, CompiledSql compiled, const Caller& caller) = 0;
  virtual Rows run_read(Statement& statement, const Caller& caller, const Parameters& parameters) = 0;
  virtual std::int64_t run_write(Statement& statement, const Caller& caller, const Parameters& parameters) = 0;
  virtual void execute_now(const std::string& sql) = 0;
  virtual void begin_now() = 0;
  virtual void commit_now() = 0;
  virtual void rollback_now() = 0;
  /// The connection broke under a statement. Outside of a transaction it is reopened and the statement tried again.
  virtual bool lost() const { return false; }
  /// A lost connection that had worked before may be tried again once; false when that has been done.
  virtual bool reopen() { return false; }

  bool in_transaction_ = false;

 private:
  Statement& statement(const StatementKey& key, const Compiler& compiler, const Caller& caller);
  void drop_oldest();
  void check_usable() const;
  template <class F>
  auto attempt(F&& run) -> decltype(run());

  struct KeyHash {
    // Not noexcept: so the map keeps the hashes instead of reading the SQL of its neighbours again.
    std::size_t operator()(const StatementKey& key) const;
  };
  // The views of a key lie in the statement it leads to.
  std::unordered_map<StatementKey, std::unique_ptr<Statement>, KeyHash> statements_;
  std::uint64_t uses_ = 0;
  bool failed_ = false;  // a statement of the running transaction did
  std::vector<std::function<void()>> after_commit_;
  TimePoint deadline_ = TimePoint::max();
};

/// Throws unavailable: the deadline has passed.
[[noreturn]] void throw_too_late();

}  // namespace gongting::host::store

#endif
