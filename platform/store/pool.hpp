// The connections of a Database and who has them now. Included by the .cpp files of this folder only.
#ifndef GONGTING_STORE_POOL_HPP
#define GONGTING_STORE_POOL_HPP

#include <soci/soci.h>

#include <atomic>
#include <memory>
#include <vector>

#include "store/connection.hpp"
#include "store/database.hpp"

namespace gongting::host::store {

/// SOCI's pool counts and waits; on top of it a connection that was given back while nobody waits stays parked, so that
/// the thread that had it takes it again with one atomic step, with its statements and pages still warm.
class Pool {
 public:
  /// `mark`: of the SQLite file; outlives the pool.
  Pool(const StoreConfig& config, WalMark* mark);
  ~Pool();

  Connection& lease(TimePoint deadline);
  void give_back(Connection& connection) noexcept;
  bool sqlite() const { return sqlite_; }

 private:
  enum class State { pooled, parked, leased };  // pooled: SOCI's pool holds it as free
  struct Slot {
    std::atomic<State> state{State::pooled};
    std::unique_ptr<Connection> connection;
  };
  bool take_parked(std::size_t position);
  std::size_t take(TimePoint deadline);

  const std::uint64_t number_;  // of this pool in the process: what a thread remembers belongs to one pool
  const bool sqlite_;
  soci::connection_pool pool_;
  std::vector<Slot> slots_;
  std::atomic<int> waiting_{0};
};

}  // namespace gongting::host::store

#endif
