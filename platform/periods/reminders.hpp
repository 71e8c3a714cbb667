// Reminders of periods that run out: so many calendar days before the last day, and when it is over.
#ifndef GONGTING_PERIODS_REMINDERS_HPP
#define GONGTING_PERIODS_REMINDERS_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "periods/periods.hpp"
#include "store/database.hpp"

namespace gongting::host::periods {

/// A site's own; see reminder_plan() in web/clock_jobs.hpp.
struct ReminderPlan {
  std::vector<int> days = {7, 3, 1};                        // calendar days before the last day
  std::vector<std::string> over_roles = {"DIVISION_CHIEF"};  // who is told as well when it is over
  bool over_director = true;                                // and the director of the record's point
};

/// A part of the periods of a site, so that no transaction takes long.
struct ReminderRun {
  int made = 0;            // reminders
  std::int64_t last = 0;   // the period at which to go on; 0: all were seen
};

/// Makes what is due now of the scope's site: each step once for each period and last day, also those that were missed
/// while nothing ran. Who has to keep the period is told, each step as the event clock.reminder {period, rule, step, due}.
/// A step whose day lies before the period's beginning is left out, and so is a period that is paused.
/// `told`: called for each person and step, in the same transaction.
using Told = std::function<void(const Period& period, const std::string& step, std::int64_t account)>;
ReminderRun make_reminders(store::Session& db, const Scope& scope, const ReminderPlan& plan, std::int64_t after = 0, int most = 200,
                           const Told& told = {});

struct Reminder {
  std::int64_t period = 0;
  std::string plugin, type;
  std::int64_t record = 0;
  std::string rule, title, article, about;
  std::string step;  // "7", "3", "1", …, "over"
  std::string due;
};
/// For the scope's account: of each period that still runs to that day the last step that was not put away; what is due
/// first comes first.
std::vector<Reminder> reminders(store::Session& db, const Scope& scope, std::size_t most = 50);
/// Puts away, for the scope's account, what it was told of this period so far.
void dismiss(store::Session& db, const Scope& scope, std::int64_t period);

}  // namespace gongting::host::periods

#endif
