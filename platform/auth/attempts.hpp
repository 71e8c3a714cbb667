// Counts attempts and says when there are too many: in the database, so that all workers count together.
#ifndef GONGTING_AUTH_ATTEMPTS_HPP
#define GONGTING_AUTH_ATTEMPTS_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace gongting::host::store {
class Session;
}

namespace gongting::host::auth {

/// How one kind of attempt is limited. `free` attempts in the window pass; each further one has to wait, first for
/// `first_wait_ms`, then twice as long each time up to `longest_wait_ms`.
struct Limit {
  int free = 5;
  std::int64_t window_ms = 15 * 60'000;
  std::int64_t first_wait_ms = 1000, longest_wait_ms = 60'000;
};

/// Counts an attempt before it is made (so that a hundred at the same time count as a hundred).
/// Gives 0 when it may be made, else the time to wait; one that has to wait is not counted. In the caller's transaction.
std::int64_t count_attempt(store::Session& db, std::string_view key, const Limit& limit, std::int64_t now_ms);
/// It went well: the counter starts anew.
void forget_attempts(store::Session& db, std::string_view key);
/// Removes counters that no longer matter. For a timer.
void sweep_attempts(store::Session& db, std::int64_t now_ms);

/// The address as it is counted: IPv6 by its /64, because one person has all of it.
std::string client_key(std::string_view address);

}  // namespace gongting::host::auth

#endif
