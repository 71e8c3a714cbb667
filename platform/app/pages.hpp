// The host's own pages of both faces.
#ifndef GONGTING_APP_PAGES_HPP
#define GONGTING_APP_PAGES_HPP

#include "web/application.hpp"

namespace gongting::host::app {

/// For web::Application: those of the portal and of the console.
std::vector<web::AddRoutes> core_pages();

}  // namespace gongting::host::app

#endif
