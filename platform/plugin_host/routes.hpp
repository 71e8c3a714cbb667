// The routes a plugin names, held against what it declares.
#ifndef GONGTING_PLUGIN_HOST_ROUTES_HPP
#define GONGTING_PLUGIN_HOST_ROUTES_HPP

#include <vector>

#include "gongting/value.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

/// Errors: Error{bad_input} names the route and what to change.
std::vector<Route> read_routes(ValueRef list, const Manifest& manifest);

/// Whether `path` fits the route's path, "{…}" taking one segment.
bool same_shape(const std::string& a, const std::string& b);

}  // namespace gongting::host::plugin_host

#endif
