// The console's own pages, for the court's people. What plugins add to the console comes from the plugins.
#ifndef GONGTING_CONSOLE_CONSOLE_HPP
#define GONGTING_CONSOLE_CONSOLE_HPP

namespace gongting::host::web {
class Router;
}

namespace gongting::host::console {

/// Adds the pages below a site and, to `front`, the list of sites.
void add_console_routes(web::Router& site, web::Router& front);

}  // namespace gongting::host::console

#endif
