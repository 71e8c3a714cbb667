// The time of day, in one place so that a test can set it. Not for measuring how long something took: that is
// std::chrono::steady_clock.
#ifndef GONGTING_BASE_CLOCK_HPP
#define GONGTING_BASE_CLOCK_HPP

#include <cstdint>
#include <functional>
#include <string>

namespace gongting::host {

/// Milliseconds since 1970, UTC. [any-thread]
std::int64_t now_ms();

/// From now on now_ms() answers what `clock` answers; an empty function gives the real clock back. [any-thread]
void set_clock_for_test(std::function<std::int64_t()> clock);

/// Today in Asia/Shanghai (+08:00 all year), yyyy-mm-dd.
std::string today();
/// The day in Asia/Shanghai that holds this moment, yyyy-mm-dd.
std::string local_date(std::int64_t ms);
/// "yyyy-mm-dd HH:MM" in Asia/Shanghai.
std::string local_time(std::int64_t ms);
/// "yyyy-mm-ddTHH:MM:SS.mmmZ", for logs and machines.
std::string utc_time(std::int64_t ms);

/// Days since 1970-01-01 of a date written yyyy-mm-dd; -1 when it is no date of the calendar or before that day.
std::int64_t days_from_date(const std::string& date);
std::string date_from_days(std::int64_t days);

}  // namespace gongting::host

#endif
