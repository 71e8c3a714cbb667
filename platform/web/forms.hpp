// The forms of the plugins of this process: read and checked when a worker starts, then only asked.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "forms/declaration_file.hpp"

namespace gongting::host::view {
class Engine;
}

namespace gongting::host::web {

/// [any-thread] once it is made.
class Forms {
 public:
  /// Reads the plugin's form files. Errors: bad_input naming file and line.
  void add(const plugin_host::Plugin& plugin);
  /// Of a plugin that was loaded: its code has what the files leave to it, and its menus lead to pages. Errors: as add().
  void check_names(const plugin_host::Plugin& plugin) const;
  /// Every text that they need is there. Errors: as add().
  void check_texts(const plugin_host::Plugin& plugin, const view::Engine& views);

  /// Null for a name without a form.
  const forms::FormFile* find(std::string_view plugin, std::string_view form) const;
  const std::vector<forms::FormFile>& of(std::string_view plugin) const;

 private:
  std::map<std::string, std::vector<forms::FormFile>, std::less<>> files_;
};

}  // namespace gongting::host::web
