// Rules of law as data: each period with the article it comes from and the dates it was in force.
#ifndef GONGTING_CLOCK_RULE_PACK_HPP
#define GONGTING_CLOCK_RULE_PACK_HPP

#include <string>
#include <string_view>
#include <vector>

#include "clock/calendar.hpp"
#include "gongting/value.hpp"

namespace gongting::host::clock {

enum class Unit { hour, day, working_day, month, year };
/// What a period does that ends on a rest day: runs on to the next working day (Civil Procedure Law 85), or just ends
/// (measures that lapse by themselves).
enum class Roll { forward, none };

struct Rule {
  std::string id;       // "MED-02"
  std::string article;  // "《…规定》第十条"
  std::string title;    // what is due, in user words
  std::string start;    // the event it is counted from, in user words
  Unit unit = Unit::day;
  int count = 0;
  Roll roll = Roll::forward;
  Day effective_from = 0;
  Day effective_to = 0;    // last day in force
  std::string status;      // "verified" | "recalled" | "choice"
  std::string checked_on;  // yyyy-mm-dd
};

/// The rules of one or several packs. One id may stand there several times, for dates that do not overlap.
class RulePack {
 public:
  /// Adds the rules of a parsed rule file: {"rules": [{id, article, title, start, unit, count, roll, effective_from,
  /// effective_to, status, checked_on}]}. Throws Error{bad_input} that names the rule and the key.
  void add(ValueRef file);
  /// The rule in force on `day`; null when there is none.
  const Rule* find(std::string_view id, Day day) const;
  const std::vector<Rule>& rules() const { return rules_; }

 private:
  std::vector<Rule> rules_;
};

}  // namespace gongting::host::clock

#endif
