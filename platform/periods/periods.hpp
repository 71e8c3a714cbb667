// Statutory periods that run for records: begun, paused, lengthened, ended, each change on record.
// What is not here: how a period is counted (clock/period.hpp), and whether the caller may see the record: ask
// store::Records::point_of() first.
#ifndef GONGTING_PERIODS_PERIODS_HPP
#define GONGTING_PERIODS_PERIODS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "clock/period.hpp"
#include "store/database.hpp"

namespace gongting::host::periods {

/// What a period runs for.
struct Subject {
  std::string plugin, type;  // "mediation", "dispute"
  std::int64_t id = 0;
  std::int64_t point_id = 0;  // that of the record; 0 for none
};

struct StartOptions {
  /// Tells apart periods of one rule that run for one record at once: the appeal of each party begins with his service.
  std::string about;
  /// Who has to keep it, for reminders: this account, else everybody who holds the role here. CITIZEN: the record's persons.
  std::int64_t responsible = 0;
  std::string role;
};

/// A longer period, and who agreed.
struct Extension {
  int amount = 0;        // in the unit of the rule
  std::string consent;   // who decided or agreed, and when; goes on record
  bool further = false;  // whoever decides on what is beyond the rule's first limit has done so
};

enum class Why { done, ended, replaced };  // kept; no longer needed; begun anew
std::string_view why_name(Why why);
/// Errors: bad_input for another word.
Why why_named(std::string_view name);

struct Period {
  std::int64_t id = 0, site_id = 0, version = 0;
  Subject subject;
  std::string about;
  std::string rule, rule_hash;
  std::string title, article;
  std::string edition;     // the first day of the rule's edition that it runs by; "" for one that always held
  std::string start_on;    // day or minute of the event
  int pause = 0;           // whole days that were not counted
  int extend = 0;
  std::string paused_on;   // since this day no day is counted; "" when it runs. The due date then is what it was before
  std::string due, task_due;
  std::int64_t due_ms = 0;
  std::string status;  // verified | recalled | choice | signed
  std::vector<clock::Step> trail;
  std::vector<int> missing_years;
  std::int64_t responsible = 0;
  std::string role;
  std::int64_t started_at = 0, stopped_at = 0;  // 0: it runs
  std::string stopped_why;                      // done | ended | replaced; "" while it runs

  bool open() const { return stopped_at == 0; }
  /// Only then may anything follow from its end by itself; else a person decides.
  bool consequence_allowed() const { return status == "verified" || status == "signed"; }
};

struct Change {
  std::int64_t id = 0, at = 0, account_id = 0;
  std::string actor, kind;  // started | paused | resumed | extended | recomputed | assigned | stopped
  std::int64_t amount = 0;  // days of a pause, units of an extension
  std::string due_before, due_after, note;
};

// All of these work in the caller's transaction, opening it when none is open, on periods of the scope's site; another
// site's is not found. Writes are audited under the record. Errors: those of clock::compute; not_found; invalid for what
// the period's state does not allow; conflict when somebody changed it meanwhile.

/// Begins a period. When one of this rule and `about` runs for the record already: the same when it begins with the same
/// event, else that one is stopped as replaced.
Period start(store::Session& db, const Scope& scope, const Subject& subject, const clock::Rule& rule, std::string_view from,
             const clock::Calendar& calendar, const StartOptions& options = {});
/// The period of this id. `lock`: nobody else changes it before this transaction ends.
Period find(store::Session& db, const Scope& scope, std::int64_t id, bool lock = false);
/// From this day on no day is counted, because of what the rule lets pass uncounted. Errors: invalid when the rule knows
/// no such time, for a day before the event, and when it is paused already.
Period pause(store::Session& db, const Scope& scope, std::int64_t id, std::string_view on, std::string_view reason);
/// Days are counted again from this day on: those between are added to the period. Errors: invalid when it is not paused,
/// or for a day before the pause.
Period resume(store::Session& db, const Scope& scope, std::int64_t id, std::string_view on, const clock::Calendar& calendar);
/// Errors: bad_input without consent; invalid beyond what the rule allows, all extensions together.
Period extend(store::Session& db, const Scope& scope, std::int64_t id, const Extension& extension, const clock::Calendar& calendar);
/// Who has to keep it from now on.
Period assign(store::Session& db, const Scope& scope, std::int64_t id, std::int64_t responsible, std::string_view role);
/// Once it is stopped it stays so: again is the same.
Period stop(store::Session& db, const Scope& scope, std::int64_t id, Why why, std::string_view note = {});
/// Stops what runs for the record: by this rule, or by any when it is "". Answers how many.
int stop_all(store::Session& db, const Scope& scope, const Subject& subject, Why why, std::string_view rule = {},
             std::string_view note = {});

/// In the order in which they are due.
std::vector<Period> open_of(store::Session& db, const Scope& scope, const Subject& subject);
/// Also those that were stopped; in the order in which they began.
std::vector<Period> all_of(store::Session& db, const Scope& scope, const Subject& subject);
/// What happened to a period, the first first.
std::vector<Change> changes_of(store::Session& db, const Scope& scope, std::int64_t id);

/// A reason for recompute(): the holidays were changed. What a reader is told stands in the texts.
inline constexpr const char* k_holidays_changed = "holidays";

/// Computes it anew by this calendar and the rule as it was when it began. Empty when nothing changes by that; else the
/// period as it is now, with its change on record and told as the event clock.changed {period, rule, old, new}.
std::optional<Period> recompute(store::Session& db, const Scope& scope, std::int64_t id, const clock::Calendar& calendar,
                                std::string_view why);

}  // namespace gongting::host::periods

#endif
