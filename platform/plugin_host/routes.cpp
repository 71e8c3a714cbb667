#include "plugin_host/routes.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace gongting::host::plugin_host {

namespace {

bool one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool good_segment(const std::string& segment) {
  const bool param = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
  const std::string_view inner = param ? std::string_view(segment).substr(1, segment.size() - 2) : std::string_view(segment);
  return !inner.empty() && inner != "." && inner != ".." && std::all_of(inner.begin(), inner.end(), [&](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || (!param && (c == '-' || c == '.'));
  });
}

void check(const Route& route, const std::string& name, const Manifest& manifest) {
  const auto refuse = [&](const std::string& reason) { throw Error{Kind::bad_input, "the route " + name + " " + reason}; };
  if (!one_of(route.face, {"portal", "console", "api"})) refuse("is on no face: portal, console or api");
  if (!one_of(route.method, {"GET", "POST", "PUT", "DELETE"})) refuse("has no method of GET, POST, PUT, DELETE");
  if (one_of(route.method, {"PUT", "DELETE"}) && route.face != "api") refuse("has a method that pages cannot send; use POST");
  if (route.per_hour < 0 || (route.per_hour > 0 && route.method == "GET")) refuse("limits what is no writing, or to less than nothing");
  const auto segments = split(route.path, '/');
  if (segments.empty() || !segments[0].empty()) refuse("must begin with /");
  if (route.path != "/" && !std::all_of(segments.begin() + 1, segments.end(), good_segment))
    refuse("must be made of segments like /disputes/{id}: a-z, 0-9, _, - and .");
  if (!one_of(route.permission, {"", "*"}) && manifest.permission(route.permission) == nullptr)
    refuse("asks for the permission " + inert(route.permission) + ", which plugin.json does not declare");
}

}  // namespace

bool has_page(const std::vector<Route>& routes, std::string_view face, std::string_view path) {
  return std::any_of(routes.begin(), routes.end(), [&](const Route& route) {
    return route.face == face && route.method == "GET" && route.path == path;
  });
}

void check_entries(const Manifest& manifest, const HasPage& has) {
  const auto check_one = [&](std::string_view face, const std::string& path, const std::string& key) {
    if (has(face, path)) return;
    throw Error{Kind::bad_input, "plugin.json names " + path + " under \"" + key + "\", but the plugin has no such page on the " +
                                     std::string(face) + "; add the route or remove the entry"};
  };
  for (const auto& task : manifest.tasks) check_one("portal", task.path, "tasks");
  for (const auto& entry : manifest.portal_menu) check_one("portal", entry.path, "menu");
  for (const auto& entry : manifest.console_menu) check_one("console", entry.path, "menu");
  if (!manifest.work_path.empty()) check_one("console", manifest.work_path, "work");
}

bool same_shape(const std::string& a, const std::string& b) {
  const auto left = split(a, '/'), right = split(b, '/');
  if (left.size() != right.size()) return false;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const bool both_params = left[i].starts_with('{') && right[i].starts_with('{');
    if (!both_params && left[i] != right[i]) return false;
  }
  return true;
}

std::vector<Route> read_routes(ValueRef list, const Manifest& manifest) {
  std::vector<Route> routes;
  if (list.tag() != Tag::list) throw Error{Kind::bad_input, "the plugin names no list of routes"};
  list.for_each([&](std::string_view, ValueRef item) {
    const auto text = [&](std::string_view key) { return std::string(item[key].text()); };
    Route route{text("face"), text("method"), text("path"), text("permission"), static_cast<int>(item["per_hour"].integer()), {}};
    const std::string name = inert(route.face + ' ' + route.method + ' ' + route.path);
    check(route, name, manifest);
    for (const auto& other : routes)
      if (other.face == route.face && other.method == route.method && same_shape(other.path, route.path))
        throw Error{Kind::bad_input, "the route " + name + " is there twice"};
    routes.push_back(std::move(route));
    return true;
  });
  for (const auto& command : manifest.commands) {
    Route route{"api", command.writes ? "POST" : "GET", "/" + command.name, command.permission, command.per_hour, command.name};
    for (const auto& other : routes)
      if (other.face == route.face && other.method == route.method && same_shape(other.path, route.path))
        throw Error{Kind::bad_input, "the command " + command.name + " stands at the address of the route " + other.path + "; rename one of them"};
    routes.push_back(std::move(route));
  }
  // The pages of forms are the host's, who reads them elsewhere and checks then.
  if (manifest.forms.empty()) check_entries(manifest, [&](std::string_view face, std::string_view path) { return has_page(routes, face, path); });
  return routes;
}

}  // namespace gongting::host::plugin_host
