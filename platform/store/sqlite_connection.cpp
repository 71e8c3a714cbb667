#include "store/sqlite_connection.hpp"

#include <fcntl.h>
#include <soci/sqlite3/soci-sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/log.hpp"
#include "base/waiting.hpp"
#include "store/kept_answers.hpp"
#include "store/lasting_map.hpp"
#include "store/scope_values.hpp"
#include "store/soci_statement.hpp"
#include "store/sqlite_guard.hpp"

// SOCI's header puts SQLite into this namespace.
using namespace sqlite_api;

namespace gongting::host::store {

bool WriteTurn::take(TimePoint deadline) {
  std::unique_lock lock(mutex_);
  const auto is_free = [&] { return !taken_; };
  if (is_free()) return taken_ = true;
  const Waiting waiting;
  if (deadline == TimePoint::max()) {
    free_.wait(lock, is_free);
  } else if (!free_.wait_until(lock, deadline, is_free)) {
    return false;
  }
  taken_ = true;
  return true;
}

void WriteTurn::give_back() {
  {
    const std::lock_guard lock(mutex_);
    taken_ = false;
  }
  free_.notify_one();
}

namespace {

class SqliteStatement final : public SociStatement<soci::sqlite3_statement_backend> {
 public:
  using SociStatement::SociStatement;
  KeptAnswers kept;
};

constexpr int k_steps_between_looks_at_the_clock = 2000;
constexpr std::size_t k_largest_answer = 64u << 20;
constexpr const char* k_disk_failed =
    "the disk did not take what was written; see the log, and restart when it does again";

/// Before the first connection: no lock inside of a connection, because one thread at a time uses it, and no shared
/// counter of allocations, because all threads would meet there.
void configure_library() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  });
}

class SqliteConnection final : public Connection {
 public:
  SqliteConnection(soci::session& session, std::string file, std::shared_ptr<SqliteShared> shared)
      : session_(session), file_(std::move(file)), shared_(std::move(shared)) {}
  ~SqliteConnection() override {
    rollback();
    forget_statements();
  }

  void make_ready() override {
    if (db_ == nullptr) open();
  }
  bool sqlite() const override { return true; }
  bool has_table_or_view(std::string_view lower_case) override;

 protected:
  std::unique_ptr<Statement> prepare(const StatementKey& key, CompiledSql compiled, const Caller& caller) override;
  Rows run_read(Statement& statement, const Caller& caller, const Parameters& parameters) override;
  std::int64_t run_write(Statement& statement, const Caller& caller, const Parameters& parameters) override;
  void copy_to(const std::filesystem::path& file) override;
  void execute_now(const std::string& sql) override;
  void begin_now() override;
  void commit_now() override;
  void rollback_now() override;

 private:
  /// While it lives, the views show what this caller may see, and what is compiled is his.
  class Running {
   public:
    Running(SqliteConnection& connection, const Caller& caller, std::string_view plugin, const CompiledSql& compiled);
    ~Running() {
      connection_.guard_.leave();
      connection_.scope_ = nullptr;
    }

   private:
    SqliteConnection& connection_;
  };
  /// Ends the statement's read, whatever happened, and forgets its values.
  struct Finish {
    SqliteStatement& statement;
    ~Finish() {
      sqlite3_reset(statement.backend().stmt_);
      statement.forget_values();
    }
  };

  void open();
  void end_turn();
  /// Returns when what was committed is on the disk.
  void wait_for_disk();
  void pragma(const char* sql);
  void add_function(const char* name, int arguments, void (*call)(sqlite3_context*, int, sqlite3_value**));
  [[noreturn]] void fail(std::string_view plugin, bool preparing);
  Rows run_now(SqliteStatement& statement, const Caller& caller, const Parameters& parameters);
  /// Steps once. True: a row is there.
  bool first_step(SqliteStatement& statement);
  template <class F>
  auto with_errors(std::string_view plugin, bool preparing, F&& run) -> decltype(run()) {
    try {
      return run();
    } catch (const soci::soci_error&) {
      fail(plugin, preparing);
    }
  }
  bool too_late() const { return deadline() != TimePoint::max() && std::chrono::steady_clock::now() >= deadline(); }

  static SqliteConnection& self(sqlite3_context* context) {
    return *static_cast<SqliteConnection*>(sqlite3_user_data(context));
  }
  static void show_site(sqlite3_context* context, int, sqlite3_value**);
  static void show_account(sqlite3_context* context, int, sqlite3_value**);
  static void show_point(sqlite3_context* context, int, sqlite3_value**);
  static void show_area_from(sqlite3_context* context, int, sqlite3_value**);
  static void show_area_to(sqlite3_context* context, int, sqlite3_value**);
  static void show_in_area(sqlite3_context* context, int, sqlite3_value** values);

  soci::session& session_;
  std::string file_;
  std::shared_ptr<SqliteShared> shared_;
  std::string key_;  // of the answer asked for last; kept for its memory
  sqlite3* db_ = nullptr;
  bool holds_turn_ = false;
  LastingMap map_;
  SqliteGuard guard_;
  const Scope* scope_ = nullptr;
  AreaRange areas_;
};

SqliteConnection::Running::Running(SqliteConnection& connection, const Caller& caller, std::string_view plugin,
                                   const CompiledSql& compiled)
    : connection_(connection) {
  connection.scope_ = caller.scope != nullptr && caller.scope->site_id != 0 ? caller.scope : nullptr;
  if (compiled.needs.area && connection.scope_ != nullptr) connection.areas_ = range_of(caller.scope->areas);
  if (caller.plugin) connection.guard_.enter(plugin, compiled.local_names);
}

void SqliteConnection::show_site(sqlite3_context* context, int, sqlite3_value**) {
  if (const auto* scope = self(context).scope_) sqlite3_result_int64(context, scope->site_id);
}

void SqliteConnection::show_account(sqlite3_context* context, int, sqlite3_value**) {
  const auto* scope = self(context).scope_;
  if (scope != nullptr && scope->account_id != 0) sqlite3_result_int64(context, scope->account_id);
}

void SqliteConnection::show_point(sqlite3_context* context, int, sqlite3_value**) {
  const auto* scope = self(context).scope_;
  if (scope != nullptr && scope->point_id != 0) sqlite3_result_int64(context, scope->point_id);
}

void SqliteConnection::show_area_from(sqlite3_context* context, int, sqlite3_value**) {
  const auto& from = self(context).areas_.from;
  sqlite3_result_text(context, from.data(), static_cast<int>(from.size()), nullptr);
}

void SqliteConnection::show_area_to(sqlite3_context* context, int, sqlite3_value**) {
  const auto& to = self(context).areas_.to;
  sqlite3_result_text(context, to.data(), static_cast<int>(to.size()), nullptr);
}

void SqliteConnection::show_in_area(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* scope = self(context).scope_;
  const auto* code = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
  sqlite3_result_int(context, scope != nullptr && code != nullptr && in_areas(scope->areas, {code, size}) ? 1 : 0);
}

void SqliteConnection::add_function(const char* name, int arguments,
                                    void (*call)(sqlite3_context*, int, sqlite3_value**)) {
  // Innocuous: views may call it though the schema is not trusted. Deterministic: the same through one statement.
  sqlite3_create_function_v2(db_, name, arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, this, call,
                             nullptr, nullptr, nullptr);
}

void SqliteConnection::pragma(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail({}, false);
}

void SqliteConnection::open() {
  configure_library();
  // The file is made here, because SQLite would make it readable for everybody; its companions take its mode. One that
  // is there is left to SQLite: closing a descriptor of it would drop the locks of every connection of this process, and
  // the next command to end would take the write-ahead log away from under the server.
  const int made = ::open(file_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0 && errno != EEXIST) {
    log(Level::error, "the database file cannot be opened", {{"file", file_}, {"reason", std::strerror(errno)}});
    throw Error{Kind::unavailable, "the database file cannot be opened; see the log for the file and the reason"};
  }
  if (made >= 0) ::close(made);
  try {
    session_.open(soci::sqlite3, "dbname=\"" + file_ + "\"");
  } catch (const soci::soci_error& error) {
    log(Level::error, "the database cannot be opened", {{"file", file_}, {"reason", error.what()}});
    throw Error{Kind::unavailable, "the database cannot be opened; see the log for the file and the reason"};
  }
  db_ = static_cast<soci::sqlite3_session_backend*>(session_.get_backend())->conn_;
  sqlite3_extended_result_codes(db_, 1);
  sqlite3_busy_handler(
      db_,
      [](void* own, int tries) {
        if (static_cast<SqliteConnection*>(own)->too_late()) return 0;
        const Waiting waiting;
        ::usleep(static_cast<useconds_t>(std::min(5000, 100 * (tries + 1))));
        return 1;
      },
      this);
  sqlite3_progress_handler(
      db_, k_steps_between_looks_at_the_clock,
      [](void* own) { return static_cast<SqliteConnection*>(own)->too_late() ? 1 : 0; }, this);
  try {
    pragma("pragma journal_mode = wal");
    // Normal: SQLite keeps its files sound by itself, and leaves it to wait_for_disk() that an answered write is there.
    pragma("pragma synchronous = normal");
    pragma("pragma foreign_keys = on");
    pragma("pragma trusted_schema = off");
    pragma("pragma case_sensitive_like = on");  // as PostgreSQL has it
    pragma("pragma mmap_size = 1073741824");
    pragma("pragma temp_store = memory");
  } catch (...) {
    db_ = nullptr;
    session_.close();
    throw;
  }
  map_.attach(db_);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  sqlite3_limit(db_, SQLITE_LIMIT_ATTACHED, 0);
  add_function("gt_site", 0, show_site);
  add_function("gt_account", 0, show_account);
  add_function("gt_point", 0, show_point);
  add_function("gt_area_from", 0, show_area_from);
  add_function("gt_area_to", 0, show_area_to);
  add_function("gt_in_area", 1, show_in_area);
  sqlite3_set_authorizer(
      db_,
      [](void* guard, int action, const char* first, const char* second, const char*, const char* within) {
        return static_cast<SqliteGuard*>(guard)->ask(action, first, second, within);
      },
      &guard_);
}

void SqliteConnection::fail(std::string_view plugin, bool preparing) {
  const int code = sqlite3_extended_errcode(db_);
  const std::string reason = sqlite3_errmsg(db_);
  switch (code & 0xff) {
    case SQLITE_INTERRUPT: throw_too_late();
    case SQLITE_BUSY:
    case SQLITE_LOCKED: throw Error{Kind::unavailable, "the database is busy with other writers; try again"};
    case SQLITE_AUTH:
      throw Error{Kind::forbidden, "plugin " + std::string(plugin) + " may not read " + guard_.denied() +
                                       "; its SQL names its own record types and nothing else"};
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY) {
        throw Error{Kind::conflict, "a record with this value is there already"};
      }
      // The message names tables and columns, no values.
      throw Error{Kind::bad_input, "the database refuses the record: " + reason};
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG: throw Error{Kind::bad_input, "a value is of the wrong type or too large for its column"};
    case SQLITE_NOMEM:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PROTOCOL:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      log(Level::error, "the database failed", {{"code", code}, {"reason", reason}});
      throw Error{Kind::unavailable, "the database cannot read or write now; see the log for the reason"};
    default: break;
  }
  constexpr std::string_view no_table = "no such table: ";
  if (!plugin.empty() && reason.starts_with(no_table)) {
    throw Error{Kind::forbidden, "plugin " + std::string(plugin) + " may not read " + reason.substr(no_table.size()) +
                                     "; its SQL names its own record types and nothing else"};
  }
  log(Level::error, "the database refused a statement", {{"plugin", plugin}, {"code", code}, {"reason", reason}});
  // What is wrong with a statement is in its text, not in the data; what fails while it runs may quote data.
  throw Error{Kind::internal, preparing ? "the database does not understand a statement: " + reason
                                        : "a statement failed in the database; see the log for the reason"};
}

std::unique_ptr<Statement> SqliteConnection::prepare(const StatementKey& key, CompiledSql compiled,
                                                     const Caller& caller) {
  auto statement = std::make_unique<SqliteStatement>(session_);
  statement->compiled = std::move(compiled);
  const Running running(*this, caller, key.plugin, statement->compiled);
  with_errors(key.plugin, true, [&] { statement->prepare(); });
  auto* handle = statement->backend().stmt_;
  statement->backend().hasVectorIntoElements_ = false;
  if (handle == nullptr) throw Error{Kind::internal, "an empty statement"};
  if (caller.plugin && sqlite3_stmt_readonly(handle) == 0) {
    throw Error{Kind::forbidden, "plugin " + std::string(key.plugin) + " reads by SQL and writes by record calls"};
  }
  const int columns = sqlite3_column_count(handle);
  for (int i = 0; i < columns; ++i) statement->columns.emplace_back(sqlite3_column_name(handle, i));
  return statement;
}

bool SqliteConnection::first_step(SqliteStatement& statement) {
  return statement.backend().execute(1) == soci::details::statement_backend::ef_success;
}

Rows SqliteConnection::run_read(Statement& any, const Caller& caller, const Parameters& parameters) {
  auto& statement = static_cast<SqliteStatement&>(any);
  const bool may_keep = !in_transaction_ && statement.last_size <= KeptAnswers::k_largest && shared_->mark != nullptr;
  const auto mark = may_keep ? shared_->mark->read() : std::nullopt;
  if (!mark) return run_now(statement, caller, parameters);
  KeptAnswers::write_key(key_, statement.compiled, caller, parameters);
  if (const auto* kept = statement.kept.find(*mark, key_)) return Rows(*kept);
  auto rows = run_now(statement, caller, parameters);
  if (shared_->mark->read() == mark) statement.kept.keep(*mark, key_, rows.encoded());
  return rows;
}

/// The value as it lies in the row: asking the statement for it again and again would look for errors each time.
void add_cell(TableWriter& table, sqlite3_value* value) {
  switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: return table.integer(sqlite3_value_int64(value));
    case SQLITE_FLOAT: return table.real(sqlite3_value_double(value));
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
      return table.text({text, static_cast<std::size_t>(sqlite3_value_bytes(value))});
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_value_blob(value));
      return table.bytes({bytes, static_cast<std::size_t>(sqlite3_value_bytes(value))});
    }
    default: return table.null();
  }
}

Rows SqliteConnection::run_now(SqliteStatement& statement, const Caller& caller, const Parameters& parameters) {
  auto* handle = statement.backend().stmt_;
  const Running running(*this, caller, statement.plugin, statement.compiled);
  const Finish finish{statement};
  statement.bind(parameters, nullptr);
  TableWriter table(statement.columns);
  table.reserve(statement.last_size);
  const int columns = static_cast<int>(statement.columns.size());
  bool row = with_errors(statement.plugin, false, [&] { return first_step(statement); });
  while (row) {
    for (int i = 0; i < columns; ++i) add_cell(table, sqlite3_column_value(handle, i));
    if (table.bytes_so_far() > k_largest_answer) {
      throw Error{Kind::internal, "the answer of a query is larger than 64 MB; ask for it page by page"};
    }
    const int result = sqlite3_step(handle);
    if (result != SQLITE_ROW && result != SQLITE_DONE) fail(statement.plugin, false);
    row = result == SQLITE_ROW;
  }
  statement.last_size = std::min<std::size_t>(table.bytes_so_far(), 64u << 10);
  return Rows(table.finish());
}

std::int64_t SqliteConnection::run_write(Statement& any, const Caller& caller, const Parameters& parameters) {
  auto& statement = static_cast<SqliteStatement&>(any);
  const Running running(*this, caller, statement.plugin, statement.compiled);
  const Finish finish{statement};
  statement.bind(parameters, nullptr);
  with_errors(statement.plugin, false, [&] { return first_step(statement); });
  return sqlite3_changes(db_);
}

void SqliteConnection::copy_to(const std::filesystem::path& file) {
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> copy(raw, sqlite3_close);
  auto* backup = opened == SQLITE_OK ? sqlite3_backup_init(raw, "main", db_, "main") : nullptr;
  // All pages in one step: of one moment, without keeping writers from the log.
  const bool done = backup != nullptr && sqlite3_backup_step(backup, -1) == SQLITE_DONE;
  const bool ended = backup != nullptr && sqlite3_backup_finish(backup) == SQLITE_OK;
  if (!done || !ended) throw Error{Kind::unavailable, file.string() + " could not be written: " + sqlite3_errmsg(raw)};
}

void SqliteConnection::execute_now(const std::string& sql) {
  if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail({}, true);
  if (!holds_turn_ && sqlite3_get_autocommit(db_) != 0) wait_for_disk();
}

bool SqliteConnection::has_table_or_view(std::string_view lower_case) {
  const Fields named{{"name", lower_case}};
  return !read("select 1 from sqlite_schema where lower(name) = :name", FieldParameters(named)).empty();
}

void SqliteConnection::begin_now() {
  if (shared_->log.failed()) throw Error{Kind::unavailable, k_disk_failed};
  if (too_late() || !shared_->turn.take(deadline()))
    throw Error{Kind::unavailable, "the database is busy with other writers; try again"};
  holds_turn_ = true;
  try {
    execute_now("begin immediate");
  } catch (...) {
    end_turn();
    throw;
  }
}

void SqliteConnection::end_turn() {
  if (!holds_turn_) return;
  holds_turn_ = false;
  shared_->turn.give_back();
}

/// The turn ends before the disk is waited for: the next transaction runs meanwhile, and its commit is behind this one.
void SqliteConnection::commit_now() {
  execute_now("commit");
  end_turn();
  wait_for_disk();
}

void SqliteConnection::wait_for_disk() {
  const auto sync = [this] {
    sqlite3_file* wal = nullptr;
    if (sqlite3_file_control(db_, "main", SQLITE_FCNTL_JOURNAL_POINTER, &wal) != SQLITE_OK) return false;
    const bool open = wal != nullptr && wal->pMethods != nullptr;
    return !open || wal->pMethods->xSync(wal, SQLITE_SYNC_NORMAL) == SQLITE_OK;
  };
  const bool before = shared_->log.failed();
  if (shared_->log.wait(sync)) return;
  if (!before) {
    log(Level::error, "the disk did not take what was written; no more is written until a restart", {{"file", file_}});
  }
  throw Error{Kind::unavailable, k_disk_failed};
}

void SqliteConnection::rollback_now() {
  // A full disk makes SQLite roll back by itself.
  if (sqlite3_get_autocommit(db_) == 0) sqlite3_exec(db_, "rollback", nullptr, nullptr, nullptr);
  end_turn();
}

}  // namespace

std::unique_ptr<Connection> make_sqlite_connection(soci::session& session, std::string file,
                                                   std::shared_ptr<SqliteShared> shared) {
  return std::make_unique<SqliteConnection>(session, std::move(file), std::move(shared));
}

}  // namespace gongting::host::store
