// The way of one request: place, person, route, permission, form, handler, transaction, answer.
#pragma once

#include <optional>
#include <string>

#include "http/message.hpp"
#include "web/context.hpp"
#include "web/page_cache.hpp"
#include "web/plugin_pages.hpp"
#include "web/request_figures.hpp"
#include "web/router.hpp"

namespace gongting::host::web {

class Once;

class Pipeline {
 public:
  Pipeline(const Services& services, const PluginPages& plugins, const Router& front, PageCache& cache, RequestFigures& figures)
      : services_(services), plugins_(plugins), front_(front), cache_(cache), figures_(figures) {}

  /// Never throws: what goes wrong becomes a page, or a JSON error for the API. [worker thread]
  http::Response handle(http::Request& request) const;

 private:
  /// What the path leads to: a route of the host's, or one of a plugin's.
  struct Target {
    const Route* core = nullptr;
    std::optional<PluginPages::Target> plugin;
    std::string permission;
    bool api = false;
    std::string limited;  // the route as its uses are counted
    int per_hour = 0;
  };
  http::Response answer(Context& context) const;
  http::Response respond(Context& context) const;
  void enter(Context& context) const;
  Target find(Context& context) const;
  std::optional<http::Response> turn_away(Context& context, const Target& target) const;
  void check_write(Context& context, const Target& target) const;
  http::Response run(Context& context, const Target& target) const;
  bool keep(Context& context, const Target& target, const Once& once, const http::Response& response) const;
  http::Response work(Context& context, const Target& target) const;
  struct Stop;
  http::Response failed(Context& context, const Stop& stop) const;

  const Services& services_;
  const PluginPages& plugins_;
  const Router& front_;
  PageCache& cache_;
  RequestFigures& figures_;
};

}  // namespace gongting::host::web
