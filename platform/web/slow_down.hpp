// Limits for routes that cost something to answer or to undo (R39): making accounts, sending codes, filing matters.
#pragma once

#include "web/context.hpp"

namespace gongting::host::web {

/// Counts this use of the route for the account, or for the address of a guest, on all workers and nodes together. `per_hour`
/// uses pass, then one a minute, two minutes, four … Answers how long to wait, in ms; 0 when it may be done.
std::int64_t count_use(store::Session& db, const Scope& scope, std::string_view route, int per_hour, std::int64_t now_ms);

/// The same for this request, at once, whatever becomes of it.
/// Errors: too_many, with context.retry_after_s set.
void slow_down(Context& context, std::string_view route, int per_hour);

}  // namespace gongting::host::web
