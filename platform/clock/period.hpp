// Computing a statutory period, and explaining it.
#ifndef GONGTING_CLOCK_PERIOD_HPP
#define GONGTING_CLOCK_PERIOD_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "clock/rule_pack.hpp"

namespace gongting::host::clock {

struct Period {
  std::string rule, article, status;
  std::string due;                 // the last day, yyyy-mm-dd
  std::int64_t due_ms = 0;         // the moment it is over, UTC: 24:00 of the last day, or the hour it ends
  std::vector<std::string> trail;  // how the date came about, one step a text, in Chinese
  bool calendar_missing = false;   // a year that was touched has no holiday arrangement: the date has to be checked
};

/// The period of `rule` from a day, "yyyy-mm-dd", or for hours from a minute, "yyyy-mm-ddTHH:MM" (Asia/Shanghai).
/// The starting hour or day is not counted; a period that ends on a rest day runs to the next working day (Civil
/// Procedure Law 85, Civil Code 201-203). Throws Error{bad_input} for a start that is not a date.
Period compute(const Rule& rule, std::string_view from, const Calendar& calendar);

}  // namespace gongting::host::clock

#endif
