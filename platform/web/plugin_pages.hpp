// The plugins' routes: found by the first segment below the site, checked like every other, run through plugin_host.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"
#include "web/pattern.hpp"
#include "web/segment_index.hpp"

namespace gongting::host::web {

/// The routes of a plugin with their compiled patterns, in its order.
struct PluginRoutes {
  plugin_host::Plugin* plugin = nullptr;
  std::vector<Pattern> patterns;
  SegmentIndex index;
};

/// The map "site" of abi/http.h.
Encoded site_fields(const sites::Site& site);
/// The map of abi/http.h, but for "route"; with {"workflow": …} that of gt.workflow_rules/1, with {"command": …} that of
/// gt.command_handler/1.
std::string plugin_request(const Context& context, const plugin_host::Plugin& plugin, std::string_view part = "workflow",
                           const Fields* about = nullptr);

class PluginPages {
 public:
  /// After all plugins have been loaded. Errors of one plugin's patterns fail that plugin.
  explicit PluginPages(plugin_host::PluginHost& plugins);

  struct Target {
    plugin_host::Plugin* plugin = nullptr;
    const plugin_host::Route* route = nullptr;
    std::size_t number = 0;
    PathParams params;
    bool other_method = false;
    bool api = false;
  };
  /// The plugin that a path below the site belongs to ("/mediation/…", "/api/v1/mediation/…"), if there is one with this
  /// name, and its route, if it has one.
  std::optional<Target> find(Face face, std::string_view method, std::string_view path) const;

  /// Runs the route. Throws Error with the kind that the plugin answered.
  static http::Response run(Context& context, const Target& target);

 private:
  plugin_host::PluginHost& plugins_;
  std::vector<PluginRoutes> routes_;
};

}  // namespace gongting::host::web
