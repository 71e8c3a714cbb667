// Work that comes again: every so many seconds, or each day at an hour of Shanghai.
#ifndef GONGTING_JOBS_SCHEDULE_HPP
#define GONGTING_JOBS_SCHEDULE_HPP

#include <cstdint>
#include <string>

#include "store/database.hpp"

namespace gongting::host::jobs {

struct Schedule {
  std::string kind;    // of the jobs that it makes, and of no others
  int every_s = 0;     // counted from 1970, so that all workers mean the same moments
  int daily_min = -1;  // minutes after midnight in Asia/Shanghai; -1: not daily

  static Schedule every(std::string kind, int seconds) { return {std::move(kind), seconds, -1}; }
  static Schedule daily(std::string kind, int hour, int minute) { return {std::move(kind), 0, hour * 60 + minute}; }
};

/// The last moment at or before `now_ms` at which it was due.
std::int64_t last_due(const Schedule& schedule, std::int64_t now_ms);

/// Makes the job of this moment in the caller's transaction, unless another worker has made it. What is left of earlier
/// moments, waiting or dead, is taken away: the new one does the same. Whether it was made here.
bool make_due(store::Session& session, const Schedule& schedule, std::int64_t due_ms);

}  // namespace gongting::host::jobs

#endif
