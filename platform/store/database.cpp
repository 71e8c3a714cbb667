#include "store/database.hpp"

#include "store/connection.hpp"
#include "store/pool.hpp"

namespace gongting::host::store {

Session::Session(Session&& other) noexcept : pool_(other.pool_), connection_(other.connection_) {
  other.pool_ = nullptr;
  other.connection_ = nullptr;
}

Session::~Session() {
  if (pool_ != nullptr) pool_->give_back(*connection_);
}

Rows Session::read(std::string_view sql, const Fields& params) {
  return connection_->read(sql, FieldParameters(params));
}

std::int64_t Session::write(std::string_view sql, const Fields& params) {
  return connection_->write(sql, FieldParameters(params));
}

void Session::begin() { connection_->begin(); }
void Session::commit() { connection_->commit(); }
void Session::rollback() noexcept { connection_->rollback(); }
bool Session::in_transaction() const { return connection_->in_transaction(); }
bool Session::sqlite() const { return connection_->sqlite(); }
std::chrono::steady_clock::time_point Session::deadline() const { return connection_->deadline(); }

Database::Database(std::unique_ptr<Pool> pool, std::unique_ptr<WalMark> mark) : mark_(std::move(mark)), pool_(std::move(pool)) {}
Database::~Database() = default;

std::unique_ptr<Database> Database::open(const StoreConfig& config) {
  auto mark = config.kind == "sqlite" ? std::make_unique<WalMark>(config.url) : nullptr;
  auto pool = std::make_unique<Pool>(config, mark.get());
  std::unique_ptr<Database> database(new Database(std::move(pool), std::move(mark)));
  database->lease(std::chrono::steady_clock::now() + std::chrono::seconds(10));
  return database;
}

Session Database::lease(std::chrono::steady_clock::time_point deadline) { return {*pool_, pool_->lease(deadline)}; }

bool Database::sqlite() const { return pool_->sqlite(); }

std::optional<Mark> Database::mark() { return mark_ ? mark_->read() : std::nullopt; }

}  // namespace gongting::host::store
