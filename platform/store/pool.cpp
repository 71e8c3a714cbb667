#include "store/pool.hpp"

#include <algorithm>

#include "base/waiting.hpp"
#include "store/figures.hpp"
#include "store/postgres_connection.hpp"
#include "store/sqlite_connection.hpp"

namespace gongting::host::store {

namespace {

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

struct LastLease {
  std::uint64_t pool = 0;
  std::size_t position = 0;
};
thread_local LastLease last_lease;

int milliseconds_until(TimePoint deadline) {
  if (deadline == TimePoint::max()) return -1;  // SOCI waits for ever
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 24 * 3600 * 1000));
}

}  // namespace

Pool::Pool(const StoreConfig& config, WalMark* mark)
    : number_(next_number()),
      sqlite_(config.kind == "sqlite"),
      pool_(static_cast<std::size_t>(std::max(1, config.pool))),
      slots_(static_cast<std::size_t>(std::max(1, config.pool))) {
  if (!sqlite_ && config.kind != "postgres") {
    throw Error{Kind::bad_input, "store.kind is \"" + config.kind + "\"; it can be sqlite or postgres"};
  }
  if (config.url.empty()) throw Error{Kind::bad_input, "store.url is empty"};
  const auto shared = sqlite_ ? std::make_shared<SqliteShared>() : nullptr;
  if (shared) shared->mark = mark;
  const auto watch = sqlite_ ? nullptr : std::make_shared<PostgresWatch>();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    slots_[i].connection = sqlite_ ? make_sqlite_connection(pool_.at(i), config.url, shared)
                                   : make_postgres_connection(pool_.at(i), config.url, watch);
  }
}

Pool::~Pool() {
  // Statements go before the SOCI sessions that they were prepared on.
  slots_.clear();
}

bool Pool::take_parked(std::size_t position) {
  auto expected = State::parked;
  return slots_[position].state.compare_exchange_strong(expected, State::leased);
}

std::size_t Pool::take(TimePoint deadline) {
  if (last_lease.pool == number_ && take_parked(last_lease.position)) return last_lease.position;
  std::size_t position = 0;
  const auto take_any_parked = [&] {
    for (position = 0; position < slots_.size(); ++position) {
      if (take_parked(position)) return true;
    }
    return false;
  };
  const auto take_pooled = [&](int wait_ms) {
    if (!pool_.try_lease(position, wait_ms)) return false;
    slots_[position].state = State::leased;
    return true;
  };
  if (take_any_parked() || take_pooled(0)) return position;
  // From here on whoever gives back sees that somebody waits, or has parked before we look once more.
  const Waiting waits;
  const auto began = std::chrono::steady_clock::now();
  ++waiting_;
  const bool got = take_any_parked() || take_pooled(milliseconds_until(deadline));
  --waiting_;
  Figures::of_process().waited_for_connection(std::chrono::steady_clock::now() - began);
  if (!got) {
    Figures::of_process().refused_connection();
    throw Error{Kind::unavailable, "all " + std::to_string(slots_.size()) +
                                       " database connections are busy; try again, or raise store.pool"};
  }
  return position;
}

Connection& Pool::lease(TimePoint deadline) {
  if (deadline != TimePoint::max() && std::chrono::steady_clock::now() >= deadline) throw_too_late();
  const auto position = take(deadline);
  auto& connection = *slots_[position].connection;
  connection.set_deadline(deadline);
  try {
    connection.make_ready();
  } catch (...) {
    give_back(connection);
    throw;
  }
  last_lease = {number_, position};
  return connection;
}

void Pool::give_back(Connection& connection) noexcept {
  connection.rollback();
  const auto found = std::find_if(slots_.begin(), slots_.end(),
                                  [&](const Slot& slot) { return slot.connection.get() == &connection; });
  const auto position = static_cast<std::size_t>(found - slots_.begin());
  found->state = State::parked;
  if (waiting_ > 0 && take_parked(position)) {
    found->state = State::pooled;
    pool_.give_back(position);
  }
}

}  // namespace gongting::host::store
