#include "web/router.hpp"

#include <utility>

namespace gongting::host::web {

void Router::add(Face face, std::string_view method, std::string_view pattern, std::string_view permission,
                 Handler handler, int per_hour) {
  routes_.push_back(
      {face, std::string(method), Pattern(pattern), std::string(permission), std::move(handler), per_hour});
  index_.add(routes_.back().pattern, routes_.size() - 1);
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
  index_.for_each(path, [&](std::size_t position) {
    const auto& route = routes_[position];
    if (route.face != face) return;
    auto params = route.pattern.match(path);
    if (!params) return;
    if (route.method != method) {
      best.other_method = true;
    } else if (best.route == nullptr || route.pattern.literals() > best.route->pattern.literals()) {
      best.route = &route;
      best.params = std::move(*params);
    }
  });
  return best;
}

}  // namespace gongting::host::web
