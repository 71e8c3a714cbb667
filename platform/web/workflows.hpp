// The workflows of the plugins of this process: read and checked when a worker starts, then only asked.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "plugin_host/plugin_host.hpp"
#include "web/rules.hpp"
#include "workflow/declaration_file.hpp"

namespace gongting::host::view {
class Engine;
}

namespace gongting::host::web {

/// [any-thread] once it is made.
class Workflows {
 public:
  /// Reads the plugin's workflow files. Errors: bad_input naming file and line.
  void add(const plugin_host::Plugin& plugin, const Rules& rules);
  /// Of a plugin that was loaded: its code has the guards and effects that the files name. Errors: as add().
  void check_names(const plugin_host::Plugin& plugin) const;
  /// Every text that they need is there. Errors: as add().
  void check_texts(const plugin_host::Plugin& plugin, const view::Engine& views) const;

  /// Null for a record type without a workflow.
  const workflow::DeclarationFile* find(std::string_view plugin, std::string_view record) const;
  const std::vector<workflow::DeclarationFile>& of(std::string_view plugin) const;

 private:
  std::map<std::string, std::vector<workflow::DeclarationFile>, std::less<>> files_;
};

}  // namespace gongting::host::web
