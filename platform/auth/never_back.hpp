// A time that all workers share and that never goes back: what sessions, codes and locks are measured by.
// The wall clock may be set an hour back, and then nobody who was signed out is signed in again; it may jump 400 days
// ahead and back, and time-outs still come in time.
#ifndef GONGTING_AUTH_NEVER_BACK_HPP
#define GONGTING_AUTH_NEVER_BACK_HPP

#include <atomic>
#include <cstdint>

namespace gongting::host::store {
class Session;
}

namespace gongting::host::auth {

/// Wall clock plus an offset that grows by what the wall clock is set back. Both the offset and the highest time seen
/// stand in gt_epoch, so that a statement that joins it gets them for nothing.
class NeverBack {
 public:
  static constexpr std::int64_t k_highest_row = 3, k_offset_row = 4;

  struct Reading {
    std::int64_t now_ms = 0;
    bool set_back = false;  // the wall clock was: the offset has to grow
    bool old = false;       // the highest time stored is a minute behind
    bool must_keep() const { return set_back || old; }
  };
  /// The time, given the two stored values. [any-thread]
  Reading read(std::int64_t highest, std::int64_t offset);
  /// The time, with a query of its own. Keeps it when it has to and the caller has a transaction open.
  std::int64_t now(store::Session& db);
  /// Writes what a Reading asked for. Opens a transaction when none is open.
  void keep(store::Session& db, const Reading& reading);

 private:
  std::atomic<std::int64_t> highest_here_{0};
};

}  // namespace gongting::host::auth

#endif
