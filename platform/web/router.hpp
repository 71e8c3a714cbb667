// The host's own routes: a table of face, method and pattern, each with the permission it needs. Plugin routes stand in
// plugin_host; both are checked by the same pipeline, so that no handler can forget to.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "http/message.hpp"
#include "web/pattern.hpp"
#include "web/permissions.hpp"
#include "web/segment_index.hpp"

namespace gongting::host::web {

struct Context;
using Handler = std::function<http::Response(Context&)>;

struct Route {
  Face face;
  std::string method;
  Pattern pattern;
  std::string permission;  // k_anyone, k_signed_in, or an id of web/permissions.hpp
  Handler handler;
  int per_hour = 0;  // how often one account or address may send it; 0: as often as it likes
};

class Router {
 public:
  void get(Face face, std::string_view pattern, std::string_view permission, Handler handler);
  void post(Face face, std::string_view pattern, std::string_view permission, Handler handler, int per_hour = 0);

  struct Match {
    const Route* route = nullptr;
    PathParams params;
    bool other_method = false;  // the path is known, but not for this method
  };
  Match find(Face face, std::string_view method, std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  void add(Face face, std::string_view method, std::string_view pattern, std::string_view permission, Handler handler,
           int per_hour);
  std::vector<Route> routes_;
  SegmentIndex index_;  // of positions in routes_
};

}  // namespace gongting::host::web
