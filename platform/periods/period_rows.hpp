// Reading and writing the rows of gt_period. Only this folder uses it.
#ifndef GONGTING_PERIODS_PERIOD_ROWS_HPP
#define GONGTING_PERIODS_PERIOD_ROWS_HPP

#include <vector>

#include "periods/periods.hpp"

namespace gongting::host::periods {

/// Those of the scope's site for which `condition` holds, on "p"; `more` are its parameters.
std::vector<Period> read_periods(store::Session& db, const Scope& scope, std::string_view condition, const Fields& more);
/// Makes its id. Errors: conflict when another one runs for the same record, rule and `about`.
void insert_period(store::Session& db, Period& period);
/// What was computed anew, with the status that the rule itself has.
void update_dates(store::Session& db, const Period& period);
/// All else that can change, if nobody changed it meanwhile. Errors: conflict.
void update_period(store::Session& db, Period& period);
void note_change(store::Session& db, const Scope& scope, const Period& period, std::string_view kind, std::int64_t amount,
                 std::string_view due_before, std::string_view note);

}  // namespace gongting::host::periods

#endif
