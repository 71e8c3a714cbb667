#include "app/pages.hpp"

#include "console/console.hpp"
#include "portal/portal.hpp"
#include "web/clock_api.hpp"
#include "web/reminder_pages.hpp"

namespace gongting::host::app {

std::vector<web::AddRoutes> core_pages() { return {portal::add_routes, console::add_console_routes, web::add_clock_api, web::add_reminder_routes}; }

}  // namespace gongting::host::app
