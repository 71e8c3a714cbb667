// Work that is done later: rows of gt_job, taken under a lease by whichever worker comes first, and tried again.
// What is not here: who takes and runs them (runner.hpp).
#ifndef GONGTING_JOBS_QUEUE_HPP
#define GONGTING_JOBS_QUEUE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"
#include "store/database.hpp"

namespace gongting::host::jobs {

struct Job {
  std::string kind;            // which handler
  Value payload = Fields{};    // ids rather than what they stand for: it is kept in clear for days
  std::int64_t site_id = 0;    // 0: of no site
  std::string key = {};        // a second job with the same one is not made; "" for none
  std::string order_key = {};  // those with the same one run one after another, as they were made; "" for any order
  std::int64_t run_at = 0;     // not before, ms UTC; 0: at once
  int max_attempts = 12;       // the last of them comes three hours after the first
  // Set by the queue.
  std::int64_t id = 0;
  int attempts = 0;  // this one included
};

/// Makes the job in the caller's transaction, opening one when none is open: it is there if and only if the rest is.
/// The runners of this process are woken by the commit. Answers its id; 0 when one with this key is there already.
/// Order: transactions that wait for each other (they change the same record first) make jobs in the order of their
/// commits.
std::int64_t enqueue(store::Session& session, const Job& job);

struct Taker {
  std::string name;                // of this runner, unlike any other's
  std::vector<std::string> kinds;  // what it can do
  std::int64_t lease_ms = 60'000;
};

/// The oldest job that may run now, leased to the taker. In a transaction of its own: it is committed when this
/// returns. Of jobs with one order key only the oldest that is not ended may run: one that is dead holds up those
/// behind it.
std::optional<Job> take(store::Session& session, const Taker& taker);

/// A longer lease for a job that takes long, and as much more time for the session; commits. False: the lease was lost.
bool renew(store::Session& session, const Taker& taker, const Job& job);

/// Marks the job as done in the caller's transaction, with what the handler wrote. False when the lease was lost: then
/// the caller rolls back, because somebody else does it.
bool complete(store::Session& session, const Taker& taker, const Job& job);

/// Notes the failed attempt: again later, or dead after the last. The caller commits. False when the lease was lost.
bool fail(store::Session& session, const Taker& taker, const Job& job, std::string_view reason);

/// Ends the job as dropped, for this reason, and lets those behind it run: what it would do is not wanted. The caller
/// commits. False when the lease was lost.
bool decline(store::Session& session, const Taker& taker, const Job& job, std::string_view reason);

/// Jobs whose lease ran out, because their worker died, wait again; dead when that was their last attempt.
/// In the caller's transaction. Answers how many.
std::int64_t reclaim(store::Session& session);

/// How long to wait after so many attempts: 10 s, doubled each time, an hour at most; `part` of the second half of
/// that, from 0 to 1, keeps jobs apart that failed together.
std::int64_t back_off_ms(int attempts, double part);

/// What there is to do, and when.
struct Outlook {
  std::optional<std::int64_t> due;    // of the job of these kinds that may run first
  std::optional<std::int64_t> lapse;  // when the first lease runs out
  bool untold = false;                // events wait
  /// The first moment at which something may be done; INT64_MAX when there is nothing.
  std::int64_t next() const;
};
Outlook look_ahead(store::Session& session, const std::vector<std::string>& kinds);

/// How many jobs there are that are not ended.
struct Standing {
  std::int64_t waiting = 0, running = 0, dead = 0;
};
Standing standing(store::Session& session);

/// For administrators. False when the job is not dead (any more). In the caller's transaction.
bool retry(store::Session& session, std::int64_t id);
bool drop(store::Session& session, std::int64_t id);

/// Removes what ended, and events that were told, before this moment.
void sweep(store::Session& session, std::int64_t before_ms);

}  // namespace gongting::host::jobs

#endif
