// The routes a plugin names, held against what it declares.
#ifndef GONGTING_PLUGIN_HOST_ROUTES_HPP
#define GONGTING_PLUGIN_HOST_ROUTES_HPP

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

/// Errors: Error{bad_input} names the route and what to change.
std::vector<Route> read_routes(ValueRef list, const Manifest& manifest);

/// Whether the plugin serves this page.
bool has_page(const std::vector<Route>& routes, std::string_view face, std::string_view path);

/// Every task and menu entry of plugin.json leads to a page; `has` says which there are.
/// Errors: Error{bad_input} names the entry and what to change.
using HasPage = std::function<bool(std::string_view face, std::string_view path)>;
void check_entries(const Manifest& manifest, const HasPage& has);

/// Whether `path` fits the route's path, "{…}" taking one segment.
bool same_shape(const std::string& a, const std::string& b);

}  // namespace gongting::host::plugin_host

#endif
