// Reminders of periods, as the work list of the console and a citizen's own page show them.
#pragma once

#include "gongting/value.hpp"

namespace gongting::host::web {

struct Context;
class Router;

/// [{title, rule, about, text, due, class, over, href, dismiss}], as partials/reminders.html shows them.
List reminder_rows(Context& context);

/// POST /reminders/{period}/dismiss on both faces, for whoever is signed in: puts away what he was told himself.
void add_reminder_routes(Router& site, Router& front);

}  // namespace gongting::host::web
