// Computing a statutory period, and explaining it.
#ifndef GONGTING_CLOCK_PERIOD_HPP
#define GONGTING_CLOCK_PERIOD_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clock/rule_pack.hpp"
#include "clock/steps.hpp"

namespace gongting::host::clock {

/// What is asked of a rule.
struct Ask {
  /// The day of the event, "yyyy-mm-dd", or its minute, "yyyy-mm-ddTHH:MM" (Asia/Shanghai), which hours need. For a rule
  /// that counts backwards: the day from which it does.
  std::string_view from;
  int pause = 0;   // whole days that are not counted
  int extend = 0;  // by how much of the rule's unit the period was lengthened
  bool approved = false;  // a court signed the rule: its steps do not say that it has to be checked
};

struct Period {
  std::string rule, title, article;
  std::string status;              // "verified", "recalled", "choice", or "signed" for one of these that a court signed
  std::string due;                 // the last day, yyyy-mm-dd; for hours the minute, yyyy-mm-ddTHH:MM
  std::string task_due;            // the day on which the work has to be done: due itself, the working day before it, or earlier
  std::int64_t due_ms = 0;         // the moment it is over, UTC: 24:00 of the last day, or the hour it ends
  std::vector<Step> trail;         // how the date came about
  std::vector<int> missing_years;  // years that were touched and have no holiday arrangement: the date has to be checked

  /// Only then may anything follow from its end by itself; else a person decides.
  bool consequence_allowed() const { return status == "verified" || status == "signed"; }
};

/// The period of the rule: docs/guide/clock.md says how it is counted. The same question gives the same answer.
/// Errors: bad_input for a start that is no date, for a pause or an extension that the rule does not know, and for a rule
/// that has no period of its own. [any-thread]
Period compute(const Rule& rule, const Ask& ask, const Calendar& calendar);

}  // namespace gongting::host::clock

#endif
