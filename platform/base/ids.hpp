// Identifiers of records: unique over workers and nodes, ordered by time, never going back when the clock does.
#ifndef GONGTING_BASE_IDS_HPP
#define GONGTING_BASE_IDS_HPP

#include <cstdint>

namespace gongting::host {

/// 63 bits: 41 of milliseconds since 2024-01-01 UTC, 10 of worker number, 12 of sequence. [any-thread]
std::int64_t new_id();

/// The number of this worker, 0 to 1023: different for every process that writes to one database at the same time.
void set_worker_number(int number);

/// No id will be older than this moment. For a start after the clock was set back: the highest time seen before.
void raise_ids_to(std::int64_t ms);

/// The moment in which an id was made, in ms UTC.
std::int64_t id_time(std::int64_t id);

}  // namespace gongting::host

#endif
