// The steps by which a date came about: kept as facts, told in the reader's language.
#ifndef GONGTING_CLOCK_STEPS_HPP
#define GONGTING_CLOCK_STEPS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clock/calendar.hpp"
#include "clock/rule_pack.hpp"
#include "gongting/value.hpp"

namespace gongting::host::clock {

enum class StepKind : std::uint8_t {
  event,         // text: what happened; day, at hour:minute when it is counted in hours
  target,        // text: the day from which it is counted back
  excluded,      // counted from day, the starting one left out
  included,      // counted from day, the starting one counted
  extended,      // by amount; text: by whose decision
  extended_far,  // as above, and what is beyond `more` by text2
  hours,         // from day, hour on, amount, until day2, hour2
  hours_stay,    // hours do not roll over
  amount,        // amount, until day; `more` rest days left out, `extra` worked weekends counted
  same_day,      // done on the day itself
  paused,        // count days left out (text), until day
  lapses,        // no roll-over
  worked,        // the last day is a worked weekend
  rolled,        // on to day
  inner,         // the platform's own limit: amount
  back,          // amount back, to day
  task_back,     // the work is to be done on day
  week, month, quarter,  // the last day of it
  source,        // text: the article
  at_least, at_most, fixed,
  note,          // text
  unchecked,     // the rule has to be checked
  no_holidays,   // count: the year
  recomputed,    // because the holidays changed: from day to day2
};

struct Step {
  StepKind kind = StepKind::note;
  Unit unit = Unit::day;
  std::int8_t hour = -1, minute = 0, hour2 = 0;
  int count = 0, more = 0, extra = 0;
  Day day = 0, day2 = 0;
  std::string text = {}, text2 = {};

  bool operator==(const Step&) const = default;
};

/// In Chinese, or in English for "en". What the law's files say, the event and the article, stays as it is written there.
std::string told(const Step& step, std::string_view locale);
std::vector<std::string> told(const std::vector<Step>& steps, std::string_view locale);

/// For keeping: the kind's name and what is not left out.
Fields step_fields(const Step& step);
/// Errors: internal for what is no step.
Step read_step(const Fields& fields);

}  // namespace gongting::host::clock

#endif
