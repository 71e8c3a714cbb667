// The plugins' routes: found by the first segment below the site, checked like every other, run through plugin_host.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/form.hpp"
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
/// What gt.workflow_rules/1 and gt.form_rules/1 are asked, and under which key.
struct Asked {
  std::string_view key = {};
  const Fields* fields = nullptr;
};
/// The map of abi/http.h, but for "route", with what the plugin is asked.
std::string plugin_request(const Context& context, const plugin_host::Plugin& plugin, const Asked& asked = {});

/// For the host's own pages of a plugin. As the pipeline asks it of the plugin's pages: a module that is switched off was never there.
/// Errors: not_found, unavailable.
Context& module_context(Context& context, const plugin_host::Plugin& plugin);
/// What was posted, without what belongs to the host.
Form typed_form(const Context& context);
/// The model with every message in the reader's words, for a template of the core.
Fields plain_fields(const Context& context, const plugin_host::Plugin& plugin, const Fields& model);

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
