#include "store/postgres_connection.hpp"

#include <sodium.h>
#include <soci/postgresql/soci-postgresql.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>

#include "base/log.hpp"
#include "base/waiting.hpp"
#include "store/postgres_pipeline.hpp"
#include "store/records_impl.hpp"
#include "store/scope_values.hpp"
#include "store/soci_statement.hpp"

namespace gongting::host::store {

namespace {

using PostgresStatement = SociStatement<soci::postgresql_statement_backend>;

constexpr std::size_t k_largest_answer = 64u << 20;
// How much longer than the deadline the server may take to say that it has stopped.
constexpr auto k_grace = std::chrono::milliseconds(500);
// A time-out that is so much too short or too long is left as it is: setting it costs a round trip.
constexpr std::int64_t k_slack_ms = 100;

constexpr Oid k_bool = 16, k_bytea = 17, k_int8 = 20, k_int2 = 21, k_int4 = 23, k_float4 = 700, k_float8 = 701,
              k_numeric = 1700;

std::string bytes_as_text(std::string_view bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  text.pop_back();
  return "\\x" + text;
}

void write_number(TableWriter& table, std::string_view text) {
  std::int64_t integer = 0;
  const auto end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, integer); read.ec == std::errc() && read.ptr == end) {
    return table.integer(integer);
  }
  double real = 0;
  std::from_chars(text.data(), end, real);
  table.real(real);
}

void write_cell(TableWriter& table, Oid type, std::string_view text) {
  switch (type) {
    case k_int2:
    case k_int4:
    case k_int8:
    case k_numeric: return write_number(table, text);
    case k_bool: return table.integer(text == "t" ? 1 : 0);
    case k_float4:
    case k_float8: {
      double real = 0;
      std::from_chars(text.data(), text.data() + text.size(), real);
      return table.real(real);
    }
    case k_bytea: {
      std::string bytes(text.size() / 2, '\0');
      std::size_t size = 0;
      if (text.size() > 2) {
        sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data() + 2, text.size() - 2,
                       nullptr, &size, nullptr);
      }
      return table.bytes(std::string_view(bytes).substr(0, size));
    }
    default: return table.text(text);
  }
}

/// libpq would wait for a dead host for minutes.
std::string with_connect_timeout(const std::string& conninfo) {
  if (conninfo.find("connect_timeout") != std::string::npos) return conninfo;
  if (conninfo.starts_with("postgres://") || conninfo.starts_with("postgresql://")) {
    return conninfo + (conninfo.find('?') == std::string::npos ? "?" : "&") + "connect_timeout=5";
  }
  return conninfo + " connect_timeout=5";
}

/// The first line of the server's message: what follows it may quote the record.
std::string first_line(std::string_view message) {
  const auto error = message.find("ERROR:  ");
  if (error != std::string_view::npos) message.remove_prefix(error + 8);
  return std::string(message.substr(0, message.find('\n')));
}

/// What was set on the connection and stays so until it is set to something else.
struct Settings {
  std::string role;  // empty: the connecting one
  std::int64_t site = 0, account = 0, point = 0;
  std::vector<std::string> areas;
  bool areas_set = false;
};

/// What makes other settings of them.
struct Change {
  std::vector<std::string> commands;
  Settings after;
};

class PostgresConnection final : public Connection {
 public:
  PostgresConnection(soci::session& session, const std::string& conninfo, std::shared_ptr<PostgresWatch> watch)
      : session_(session), conninfo_(with_connect_timeout(conninfo)), watched_(std::move(watch)) {}
  ~PostgresConnection() override {
    rollback();
    forget_statements();
  }

  void make_ready() override;
  bool sqlite() const override { return false; }
  std::string reader_role(std::string_view plugin) override;
  bool has_table_or_view(std::string_view lower_case) override;

 protected:
  std::unique_ptr<Statement> prepare(const StatementKey& key, CompiledSql compiled, const Caller& caller) override;
  Rows run_read(Statement& statement, const Caller& caller, const Parameters& parameters) override;
  std::int64_t run_write(Statement& statement, const Caller& caller, const Parameters& parameters) override;
  void execute_now(const std::string& sql) override;
  void begin_now() override;
  void commit_now() override;
  void rollback_now() override;
  /// Also when it broke off amid a pipeline, after which it takes no other command.
  bool lost() const override {
    return connection_ != nullptr &&
           (PQstatus(connection_) == CONNECTION_BAD || PQpipelineStatus(connection_) != PQ_PIPELINE_OFF);
  }
  bool reopen() override;

 private:
  /// While it lives, the server's socket is watched.
  class Talking {
   public:
    explicit Talking(PostgresConnection& connection) : watched_(connection.watched_) {
      if (connection.deadline() == TimePoint::max()) return;
      watched_.begin(PQsocket(connection.connection_), connection.deadline() + k_grace);
    }
    ~Talking() { watched_.end(); }

   private:
    PostgresWatch::Watched& watched_;
    Waiting waiting_;
  };

  void open();
  void close();
  /// One round trip by the simple protocol; for what has no parameters. Answers the command's tag.
  std::string command(const std::string& sql);
  void set_timeout();
  /// What role and settings lack to be those of the caller; often nothing.
  Change change_to(const Caller& caller, std::string_view plugin, const Needs& needs);
  void become(const Caller& caller, std::string_view plugin, const Needs& needs);
  void run(PostgresStatement& statement, const Caller& caller, const Parameters& parameters);
  void run_with(Change change, PostgresStatement& statement);
  [[noreturn]] void fail(std::string_view state, std::string_view message, std::string_view plugin, bool preparing);

  soci::session& session_;
  std::string conninfo_;
  PostgresWatch::Watched watched_;
  PGconn* connection_ = nullptr;
  bool opened_ = false;
  std::string role_prefix_;
  std::int64_t timeout_ms_ = 0;  // as set on the server
  // A rollback takes back what was set in the transaction.
  Settings settings_, settings_at_begin_;
  std::int64_t timeout_at_begin_ = 0;
};

void PostgresConnection::make_ready() {
  if (connection_ != nullptr && !lost()) return;
  close();
  open();
}

void PostgresConnection::close() {
  connection_ = nullptr;
  forget_statements();
  if (opened_) session_.close();
  opened_ = false;
}

void PostgresConnection::open() {
  try {
    session_.open(soci::postgresql, conninfo_);
  } catch (const soci::soci_error& error) {
    log(Level::error, "the database cannot be reached", {{"reason", error.what()}});
    throw Error{Kind::unavailable, "the database cannot be reached; see the log for the reason"};
  }
  opened_ = true;
  connection_ = static_cast<soci::postgresql_session_backend*>(session_.get_backend())->conn_;
  PQsetNoticeProcessor(connection_, [](void*, const char*) {}, nullptr);
  settings_ = {};
  timeout_ms_ = 0;
  command(
      "set client_encoding = 'UTF8'; set standard_conforming_strings = on; set timezone = 'UTC'; "
      "set default_transaction_isolation = 'read committed'; set bytea_output = 'hex'; set extra_float_digits = 1");
  role_prefix_ = std::string("gt_") + PQdb(connection_) + "_";
}

bool PostgresConnection::reopen() {
  if (deadline() != TimePoint::max() && std::chrono::steady_clock::now() >= deadline()) return false;
  close();
  open();
  return true;
}

std::string PostgresConnection::reader_role(std::string_view plugin) {
  auto role = role_prefix_ + std::string(plugin);
  // Names longer than this are cut by PostgreSQL, and two of them might become one.
  if (role.size() > 63) role = "gt_" + checksum(role).substr(0, 20) + "_" + std::string(plugin).substr(0, 38);
  return role;
}

void PostgresConnection::fail(std::string_view state, std::string_view message, std::string_view plugin,
                              bool preparing) {
  const auto family = state.substr(0, 2);
  // "Invalid input for type bigint: …" quotes the value.
  const auto reason = family == "22" ? std::string("a value does not fit") : first_line(message);
  if (state == "57014") throw_too_late();
  if (lost() || family == "08" || family == "57" || family == "53" || family == "58" || state.empty()) {
    log(Level::error, "the database failed", {{"state", state}, {"reason", reason}});
    throw Error{Kind::unavailable, "the database is gone or cannot work now; try again"};
  }
  if (state == "40001" || state == "40P01" || state == "55P03") {
    throw Error{Kind::unavailable, "the database is busy with other writers; try again"};
  }
  if (state == "42501" || (!plugin.empty() && (state == "42P01" || state == "3F000"))) {
    throw Error{Kind::forbidden,
                "plugin " + std::string(plugin) +
                    " may not read what its SQL names; it names its own record types and nothing else"};
  }
  if (state == "23505") throw Error{Kind::conflict, "a record with this value is there already"};
  // The first line names tables and columns, no values.
  if (family == "23") throw Error{Kind::bad_input, "the database refuses the record: " + reason};
  if (family == "22") throw Error{Kind::bad_input, "a value is of the wrong type or too large for its column"};
  log(Level::error, "the database refused a statement", {{"plugin", plugin}, {"state", state}, {"reason", reason}});
  throw Error{Kind::internal, preparing ? "the database does not understand a statement: " + reason
                                        : "a statement failed in the database; see the log for the reason"};
}

std::string PostgresConnection::command(const std::string& sql) {
  const Talking talking(*this);
  const PostgresResult result(PQexec(connection_, sql.c_str()), &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    fail(state == nullptr ? "" : state, PQerrorMessage(connection_), {}, true);
  }
  return PQcmdStatus(result.get());
}

void PostgresConnection::set_timeout() {
  std::int64_t wanted = 0;
  if (deadline() != TimePoint::max()) {
    wanted =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline() - std::chrono::steady_clock::now()).count();
    if (wanted <= 0) throw_too_late();
  }
  const bool near = timeout_ms_ >= wanted && timeout_ms_ <= wanted + k_slack_ms + wanted / 10;
  if (wanted == timeout_ms_ || (wanted != 0 && timeout_ms_ != 0 && near)) return;
  // A little more than is left, so that the next requests with the same time find it as they need it.
  const auto set = wanted == 0 ? 0 : wanted + std::min<std::int64_t>(k_slack_ms, wanted / 10);
  command("set statement_timeout = " + std::to_string(set));
  timeout_ms_ = set;
}

Change PostgresConnection::change_to(const Caller& caller, std::string_view plugin, const Needs& needs) {
  Change change{{}, settings_};
  auto& [commands, next] = change;
  next.role = caller.plugin ? reader_role(plugin) : std::string();
  if (next.role != settings_.role) commands.push_back(next.role.empty() ? "reset role" : "set role \"" + next.role + "\"");
  const auto set = [&commands = commands](const char* name, std::int64_t& now, std::int64_t wanted) {
    if (now == wanted) return;
    now = wanted;
    commands.push_back(std::string("set gt.") + name + " = '" + (wanted == 0 ? "" : std::to_string(wanted)) + "'");
  };
  if (caller.scope == nullptr) return change;
  const auto& scope = *caller.scope;
  set("site", next.site, scope.site_id);
  if (needs.account) set("account", next.account, scope.account_id);
  if (needs.point) set("point", next.point, scope.point_id);
  if (needs.area && (!next.areas_set || next.areas != scope.areas)) {
    next.areas = scope.areas;
    next.areas_set = true;
    const auto range = range_of(scope.areas);
    std::string pattern;
    for (const auto& area : scope.areas) {
      if (!is_division_code(area)) throw Error{Kind::internal, "an area of the scope is not a division code"};
      pattern += (pattern.empty() ? "^(" : "|") + area;
    }
    pattern += pattern.empty() ? "^" : ")";
    commands.push_back("set gt.area_from = '" + range.from + "'");
    commands.push_back("set gt.area_to = '" + range.to + "'");
    commands.push_back("set gt.area_pattern = '" + pattern + "'");
  }
  return change;
}

void PostgresConnection::become(const Caller& caller, std::string_view plugin, const Needs& needs) {
  auto change = change_to(caller, plugin, needs);
  if (change.commands.empty()) return;
  std::string sql;
  for (const auto& each : change.commands) sql += each + "; ";
  command(sql);
  settings_ = std::move(change.after);
}

std::unique_ptr<Statement> PostgresConnection::prepare(const StatementKey& key, CompiledSql compiled,
                                                       const Caller& caller) {
  set_timeout();
  become(caller, key.plugin, compiled.needs);
  auto statement = std::make_unique<PostgresStatement>(session_);
  statement->compiled = std::move(compiled);
  const Talking talking(*this);
  try {
    statement->prepare();
  } catch (const soci::postgresql_soci_error& error) {
    fail(error.sqlstate(), error.what(), key.plugin, true);
  } catch (const soci::soci_error& error) {
    fail("", error.what(), key.plugin, true);
  }
  return statement;
}

void PostgresConnection::run(PostgresStatement& statement, const Caller& caller, const Parameters& parameters) {
  struct Forget {
    PostgresStatement& statement;
    ~Forget() { statement.forget_values(); }
  } const forget{statement};
  set_timeout();
  statement.bind(parameters, bytes_as_text);
  auto change = change_to(caller, statement.plugin, statement.compiled.needs);
  const Talking talking(*this);
  if (!change.commands.empty()) return run_with(std::move(change), statement);
  try {
    statement.backend().execute(0);
  } catch (const soci::postgresql_soci_error& error) {
    fail(error.sqlstate(), error.what(), statement.plugin, false);
  } catch (const soci::soci_error& error) {
    fail("", error.what(), statement.plugin, false);
  }
}

/// SOCI has no pipelines: the statement that it prepared and bound is sent behind the settings instead.
void PostgresConnection::run_with(Change change, PostgresStatement& statement) {
  auto& backend = statement.backend();
  std::vector<const char*> values;
  for (const auto& [position, value] : backend.useByPosBuffers_) values.push_back(*value);
  auto result = run_after(connection_, change.commands, backend.statementName_, values);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    const char* message = result == nullptr ? PQerrorMessage(connection_) : PQresultErrorMessage(result.get());
    fail(state == nullptr ? "" : state, message, statement.plugin, false);
  }
  settings_ = std::move(change.after);
  backend.result_.reset(result.release());
}

Rows PostgresConnection::run_read(Statement& any, const Caller& caller, const Parameters& parameters) {
  auto& statement = static_cast<PostgresStatement&>(any);
  run(statement, caller, parameters);
  auto& holder = statement.backend().result_;
  const PGresult* result = holder;
  const int columns = PQnfields(result);
  if (statement.columns.empty()) {
    for (int i = 0; i < columns; ++i) statement.columns.emplace_back(PQfname(result, i));
  }
  TableWriter table(statement.columns);
  table.reserve(statement.last_size);
  const int rows = PQntuples(result);
  for (int row = 0; row < rows; ++row) {
    for (int i = 0; i < columns; ++i) {
      if (PQgetisnull(result, row, i)) {
        table.null();
      } else {
        write_cell(table, PQftype(result, i),
                   {PQgetvalue(result, row, i), static_cast<std::size_t>(PQgetlength(result, row, i))});
      }
    }
    if (table.bytes_so_far() > k_largest_answer) {
      throw Error{Kind::internal, "the answer of a query is larger than 64 MB; ask for it page by page"};
    }
  }
  holder.reset();
  statement.last_size = std::min<std::size_t>(table.bytes_so_far(), 64u << 10);
  return Rows(table.finish());
}

std::int64_t PostgresConnection::run_write(Statement& any, const Caller& caller, const Parameters& parameters) {
  auto& statement = static_cast<PostgresStatement&>(any);
  run(statement, caller, parameters);
  const auto changed = statement.backend().get_affected_rows();
  statement.backend().result_.reset();
  return changed;
}

bool PostgresConnection::has_table_or_view(std::string_view lower_case) {
  const Fields named{{"name", lower_case}};
  return !read("select 1 from pg_class c where c.relname = :name and c.relkind in ('r', 'v', 'm', 'p', 'f') "
               "and pg_table_is_visible(c.oid) and c.relnamespace <> 'pg_catalog'::regnamespace",
               FieldParameters(named)).empty();
}

void PostgresConnection::execute_now(const std::string& sql) {
  set_timeout();
  become({}, {}, {});
  command(sql);
}

void PostgresConnection::begin_now() {
  set_timeout();
  command("begin");
  settings_at_begin_ = settings_;
  timeout_at_begin_ = timeout_ms_;
}

void PostgresConnection::commit_now() {
  if (command("commit") != "COMMIT") {
    settings_ = settings_at_begin_;
    timeout_ms_ = timeout_at_begin_;
    throw Error{Kind::internal, "the transaction was rolled back, because a statement of it failed"};
  }
}

void PostgresConnection::rollback_now() {
  settings_ = settings_at_begin_;
  timeout_ms_ = timeout_at_begin_;
  if (!lost() && PQtransactionStatus(connection_) != PQTRANS_IDLE) command("rollback");
}

}  // namespace

PostgresWatch::Watched::Watched(std::shared_ptr<PostgresWatch> watch) : watch_(std::move(watch)) {
  const std::lock_guard lock(watch_->mutex_);
  watch_->watched_.push_back(this);
}

PostgresWatch::Watched::~Watched() {
  const std::lock_guard lock(watch_->mutex_);
  std::erase(watch_->watched_, this);
}

void PostgresWatch::Watched::begin(int socket, TimePoint until) {
  const std::lock_guard lock(mutex_);
  socket_ = socket;
  until_ = until;
}

void PostgresWatch::Watched::end() {
  const std::lock_guard lock(mutex_);
  socket_ = -1;
}

PostgresWatch::PostgresWatch() : thread_([this] { run(); }) {}

PostgresWatch::~PostgresWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void PostgresWatch::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    const auto now = std::chrono::steady_clock::now();
    for (auto* watched : watched_) {
      const std::lock_guard each(watched->mutex_);
      if (watched->socket_ >= 0 && now >= watched->until_) {
        ::shutdown(watched->socket_, SHUT_RDWR);
        watched->socket_ = -1;
      }
    }
    wake_.wait_for(lock, std::chrono::milliseconds(100));
  }
}

std::unique_ptr<Connection> make_postgres_connection(soci::session& session, std::string conninfo,
                                                     std::shared_ptr<PostgresWatch> watch) {
  return std::make_unique<PostgresConnection>(session, conninfo, std::move(watch));
}

}  // namespace gongting::host::store
