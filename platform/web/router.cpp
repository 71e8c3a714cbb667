#include "web/router.hpp"

#include <utility>

namespace gongting::host::web {

void Router::add(Face face, std::string_view method, std::string_view pattern, std::string_view permission,
                 Handler handler, int per_hour) {
  routes_.push_back(
      {face, std::string(method), Pattern(pattern), std::string(permission), std::move(handler), per_hour});
}

void Router::get(Face face, std::string_view pattern, std::string_view permission, Handler handler) {
  add(face, "GET", pattern, permission, std::move(handler), 0);
}

void Router::post(Face face, std::string_view pattern, std::string_view permission, Handler handler,
                  int per_hour) {
  add(face, "POST", pattern, permission, std::move(handler), per_hour);
}

Router::Match Router::find(Face face, std::string_view method, std::string_view path) const {
  Match best;
  for (const auto& route : routes_) {
    if (route.face != face) continue;
    auto params = route.pattern.match(path);
    if (!params) continue;
    if (route.method != method) {
      best.other_method = true;
    } else if (best.route == nullptr || route.pattern.literals() > best.route->pattern.literals()) {
      best.route = &route;
      best.params = std::move(*params);
    }
  }
  return best;
}

}  // namespace gongting::host::web
