#include "store/connection.hpp"

#include <algorithm>
#include <utility>

#include "store/figures.hpp"

namespace gongting::host::store {

namespace {

// More than the host and a dozen plugins have; a plugin that glues values into its SQL meets it.
constexpr std::size_t k_kept_statements = 600;

class HostCompiler final : public Connection::Compiler {
 public:
  HostCompiler(std::string_view sql, bool sqlite, Needs needs) : sql_(sql), sqlite_(sqlite), needs_(needs) {}
  CompiledSql compile() const override { return {bind_host_sql(sql_, sqlite_), needs_, {}}; }

 private:
  std::string_view sql_;
  bool sqlite_;
  Needs needs_;
};

}  // namespace

void throw_too_late() {
  throw Error{Kind::unavailable, "the database did not finish before the request's deadline; try again"};
}

std::size_t Connection::KeyHash::operator()(const StatementKey& key) const {
  const std::hash<std::string_view> hash;
  return hash(key.sql) ^ (hash(key.plugin) * 3) ^ (hash(key.reach) * 7);
}

void Connection::set_deadline(TimePoint deadline) { deadline_ = deadline; }

void Connection::check_usable() const {
  if (failed_) throw Error{Kind::internal, "a statement of this transaction failed; it can only be rolled back"};
}

void Connection::drop_oldest() {
  std::vector<std::uint64_t> ages;
  ages.reserve(statements_.size());
  for (const auto& [key, kept] : statements_) ages.push_back(kept->used);
  const auto middle = ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 4);
  std::nth_element(ages.begin(), middle, ages.end());
  const auto oldest = *middle;
  std::erase_if(statements_, [&](const auto& entry) { return entry.second->used < oldest; });
}

Statement& Connection::statement(const StatementKey& key, const Compiler& compiler, const Caller& caller) {
  if (const auto found = statements_.find(key); found != statements_.end()) {
    found->second->used = ++uses_;
    return *found->second;
  }
  if (statements_.size() >= k_kept_statements) drop_oldest();
  auto made = prepare(key, compiler.compile(), caller);
  made->plugin = key.plugin, made->reach = key.reach, made->sql = key.sql;
  made->used = ++uses_;
  auto& kept = *made;
  statements_.emplace(StatementKey{kept.plugin, kept.reach, kept.sql}, std::move(made));
  return kept;
}

/// Runs what may fail: a failure inside a transaction spoils it, as it does on PostgreSQL; a connection that was lost
/// outside of one is opened again, once.
template <class F>
auto Connection::attempt(F&& run) -> decltype(run()) {
  check_usable();
  try {
    return run();
  } catch (const Error&) {
    if (in_transaction_) failed_ = true;
    if (in_transaction_ || !lost() || !reopen()) throw;
  }
  return run();
}

Rows Connection::read(const StatementKey& key, const Compiler& compiler, const Caller& caller,
                      const Parameters& parameters) {
  const Figures::Running running(Figures::Kind::read, key.plugin, key.sql);
  return attempt([&] { return run_read(statement(key, compiler, caller), caller, parameters); });
}

std::int64_t Connection::write(const StatementKey& key, const Compiler& compiler, const Caller& caller,
                               const Parameters& parameters) {
  if (!in_transaction_) begin();
  const Figures::Running running(Figures::Kind::write, key.plugin, key.sql);
  return attempt([&] { return run_write(statement(key, compiler, caller), caller, parameters); });
}

Rows Connection::read(std::string_view sql, const Parameters& parameters, const Caller& caller, Needs needs) {
  return read({{}, {}, sql}, HostCompiler(sql, sqlite(), needs), caller, parameters);
}

std::int64_t Connection::write(std::string_view sql, const Parameters& parameters, const Caller& caller, Needs needs) {
  return write({{}, {}, sql}, HostCompiler(sql, sqlite(), needs), caller, parameters);
}

void Connection::execute(const std::string& sql) {
  attempt([&] { execute_now(sql); });
}

void Connection::copy_to(const std::filesystem::path&) { throw Error{Kind::internal, "this database is copied by its own program"}; }

void Connection::begin() {
  if (in_transaction_) throw Error{Kind::internal, "a transaction is open already"};
  failed_ = false;
  attempt([&] { begin_now(); });
  in_transaction_ = true;
}

void Connection::commit() {
  if (!in_transaction_) return;
  if (failed_) {
    rollback();
    throw Error{Kind::internal, "the transaction was rolled back, because a statement of it failed"};
  }
  try {
    if (std::chrono::steady_clock::now() >= deadline_) throw_too_late();
    const Figures::Running running(Figures::Kind::commit, {}, "commit");
    commit_now();
    in_transaction_ = false;
  } catch (...) {
    rollback();
    throw;
  }
  for (const auto& run : std::exchange(after_commit_, {})) run();
}

void Connection::after_commit(std::function<void()> run) {
  if (!in_transaction_) throw Error{Kind::internal, "no transaction is open"};
  after_commit_.push_back(std::move(run));
}

void Connection::rollback() noexcept {
  if (!in_transaction_) return;
  in_transaction_ = false;
  failed_ = false;
  after_commit_.clear();
  try {
    rollback_now();
  } catch (const std::exception&) {
    // The connection is gone, and the transaction with it.
  }
}

}  // namespace gongting::host::store
