// One plugin's workflow within a request: the engine with all that it stands on, and the models of what pages show.
#pragma once

#include <string>
#include <string_view>

#include "gongting/workflow/pages.hpp"
#include "web/workflow_ground.hpp"

namespace gongting::host::web {

/// Thread: the request's. Lifetime: a call within it. What calls it may be a plugin, a page of the host, the API or the
/// command line: all go the same ways.
class WorkflowRun {
 public:
  /// Errors: internal for a record type without a workflow.
  WorkflowRun(Context& context, PluginBackend& backend, std::string_view plugin, std::string_view record);

  const gongting::workflow::Engine& engine() const { return engine_; }
  const gongting::workflow::Pages& pages() const { return pages_; }
  const plugin_host::Plugin& plugin() const { return plugin_; }

  List timeline(const gongting::workflow::Current& now, bool for_staff) const;
  List periods(std::int64_t id) const;
  Fields turn(const gongting::workflow::Current& now, std::string_view variant) const;
  /// The page for a form that was made for `version` (0: nobody knows): what changed since, and what was typed; the form again where the way
  /// that was wanted, `transition`, is still open ("" for a form of the plugin's own).
  std::string stale(const gongting::workflow::Current& now, std::int64_t version, const Form& typed, std::string_view transition) const;

  /// What every page about the record says at its head: {number, title, state, tag, back, list, plugin_title}.
  Fields head(const gongting::workflow::Current& now) const;
  std::string text(std::string_view key) const { return backend_.message(key, ValueRef()); }

 private:
  List changes_since(const Rows& steps) const;

  Context& context_;
  PluginBackend& backend_;
  plugin_host::Plugin& plugin_;
  const workflow::DeclarationFile& file_;
  mutable WorkflowGround ground_;
  gongting::workflow::Engine engine_;
  gongting::workflow::Pages pages_;
};

}  // namespace gongting::host::web
