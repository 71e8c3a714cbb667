// What happened, told to whoever asked for it: an event is written with the change it tells of, and comes to each
// subscriber at least once, in order for each record.
#ifndef GONGTING_JOBS_OUTBOX_HPP
#define GONGTING_JOBS_OUTBOX_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "gongting/value.hpp"
#include "jobs/queue.hpp"

namespace gongting::host::jobs {

struct Event {
  std::string type;  // "mediation.dispute.closed"
  std::string record_type = {};
  std::int64_t record_id = 0;  // 0: of no record, in any order
  std::int64_t site_id = 0;
  Value payload = Fields{};  // ids rather than what they stand for
  std::string key = {};      // a second event with the same one is not written; "" for none
  // Set at delivery.
  std::int64_t id = 0;
  std::int64_t at = 0;
  std::string delivery = {};  // the same at every attempt, different for each subscriber
};

/// Writes it in the caller's transaction. Answers its id; 0 when one with this key is there already.
std::int64_t publish(store::Session& session, const Event& event);

struct Subscriber {
  std::string name;
  std::vector<std::string> types;
};

/// The kind of the jobs by which events come to a subscriber: they are retried, ordered and given up as jobs are.
std::string delivery_kind(const std::string& subscriber);

/// Makes the jobs for the oldest events that were not told yet, in a transaction of its own. True: there may be more.
bool tell(store::Session& session, const std::vector<Subscriber>& subscribers);

/// The event that a delivery brings.
Event delivered(const Job& job);

}  // namespace gongting::host::jobs

#endif
