// Rules of law as data: each period with the article it comes from and the dates from which and to which it holds.
#ifndef GONGTING_CLOCK_RULE_PACK_HPP
#define GONGTING_CLOCK_RULE_PACK_HPP

#include <string>
#include <string_view>
#include <vector>

#include "clock/calendar.hpp"
#include "gongting/value.hpp"

namespace gongting::host::clock {

enum class RuleKind {
  after,   // runs from an event
  before,  // ends before a day that is fixed: "三日前"
  every,   // once in each calendar week, month or quarter
  pause,   // no period of its own: time that is not counted in others
};
enum class Unit { hour, day, working_day, week, month, quarter, year };
/// What a period does that ends on a rest day: runs on to the next working day (Civil Procedure Law 85), or just ends
/// (measures that lapse by themselves).
enum class Roll { forward, none };

/// Who may lengthen a period, and by how much.
struct Extension {
  int most = 0;         // in the rule's unit; 0: as long as those agree who decide
  std::string by;       // "经本院院长批准"
  std::string further;  // who decides beyond `most`; "" when nobody can
  std::string status;   // as that of the rule
};

struct Rule {
  std::string id;       // "MED-02", "LIT-17.judgment"
  std::string title;    // what is due, in user words
  std::string article;  // "《…规定》第十条"
  std::string start;    // the event it is counted from, or the day it is counted back from, in user words
  RuleKind kind = RuleKind::after;
  Unit unit = Unit::day;
  int count = 0;
  bool first_day_counts = false;
  Roll roll = Roll::forward;
  std::string bound;                // "at_least" or "at_most" when the court sets the length within it; else ""
  std::vector<std::string> pauses;  // which time is not counted; none: --pause is refused
  bool fixed = false;               // 不变期间: neither suspended, interrupted nor extended
  bool has_extension = false;
  Extension extension;
  int task_count = 0;  // the platform's own inner limit, in the same unit; 0: none
  std::vector<std::string> of;  // RuleKind::pause: the rules whose periods it is not counted in
  std::string area;  // division code of the only place where it holds; "" everywhere
  std::string note;
  Day effective_from = 0;
  Day effective_to = 0;    // last day on which it holds
  std::string status;      // "verified" | "recalled" | "choice"
  std::string checked_on;  // yyyy-mm-dd

  bool verified() const { return status == "verified" && (!has_extension || extension.status == "verified"); }
};

/// How periods are counted, in words: what the engine does, for the people who answer for it.
struct Principle {
  std::string id;  // "C5"
  std::string text, article, status, checked_on;
};

/// "15日", "3个工作日", "6个月".
void append_amount(std::string& text, Unit unit, int count);
/// How long the rule's period is: "15日", "提前3日", "每周"; "不计入" for a pause.
void append_length(std::string& text, const Rule& rule);

/// The rules of one or several files. One id may stand there several times, for dates that do not overlap.
class RulePack {
 public:
  /// Adds the rules of a parsed file: {"rules": [{…}], "principles": [{…}]}; docs/reference/rules.md names the keys.
  /// Errors: bad_input naming place and key, for a key or value that is not one, a key that is missing, one that does not
  /// fit the kind, and an id that stands twice for the same dates.
  void add(ValueRef file);
  /// After the last file. Errors: bad_input for a pause of a rule that there is not.
  void check() const;

  /// The rule that holds for an event of this day; null when there is none.
  const Rule* find(std::string_view id, Day day) const;
  bool knows(std::string_view id) const;
  /// The ids "LIT-17.judgment", … of "LIT-17".
  std::vector<std::string> cases(std::string_view id) const;
  /// What to tell somebody about an id for which find() had nothing.
  std::string unknown(std::string_view id, Day day) const;
  /// By id, then by date.
  const std::vector<Rule>& rules() const { return rules_; }
  const std::vector<Principle>& principles() const { return principles_; }

 private:
  std::vector<Rule> rules_;
  std::vector<Principle> principles_;
};

}  // namespace gongting::host::clock

#endif
