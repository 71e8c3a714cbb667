#include "web/workflows.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "auth/roles.hpp"
#include "clock/rule_pack.hpp"
#include "gongting/error.hpp"
#include "view/view.hpp"

namespace gongting::host::web {

void Workflows::add(const plugin_host::Plugin& plugin, const Rules& rules) {
  const auto rule = [&](std::string_view id) {
    const auto* own = rules.of(plugin.name());
    return rules.platform().knows(id) || (own != nullptr && own->knows(id));
  };
  const auto role = [](std::string_view id) { return auth::role_named(id) != nullptr; };
  std::vector<workflow::DeclarationFile> files;
  for (const auto& name : plugin.manifest().workflows) {
    std::ifstream in(plugin.folder() / name, std::ios::binary);
    if (!in) throw Error{Kind::bad_input, name + " cannot be read; plugin.json names it under \"workflows\""};
    const std::string text(std::istreambuf_iterator<char>(in), {});
    files.push_back(workflow::parse_declaration(text, name, plugin.manifest(), rule, role));
    for (std::size_t i = 0; i + 1 < files.size(); ++i)
      if (files[i].declared.record == files.back().declared.record)
        files.back().refuse("record", files[i].file + " declares the workflow of " + files[i].declared.record + " already");
  }
  if (!files.empty()) files_.insert_or_assign(plugin.name(), std::move(files));
}

void Workflows::check_names(const plugin_host::Plugin& plugin) const {
  for (const auto& file : of(plugin.name())) {
    const auto& all = plugin.workflow_names();
    const auto names = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.record == file.declared.record; });
    workflow::check_names(file, names == all.end() ? nullptr : &*names);
  }
  for (const auto& names : plugin.workflow_names())
    if (find(plugin.name(), names.record) == nullptr)
      throw Error{Kind::bad_input, "its code has guards or effects for \"" + names.record + "\", for which plugin.json names no workflow"};
}

void Workflows::check_texts(const plugin_host::Plugin& plugin, const view::Engine& views) const {
  for (const auto& file : of(plugin.name()))
    workflow::check_texts(file, [&](std::string_view key) { return views.knows(plugin.name(), key); });
}

const workflow::DeclarationFile* Workflows::find(std::string_view plugin, std::string_view record) const {
  for (const auto& file : of(plugin))
    if (file.declared.record == record) return &file;
  return nullptr;
}

const std::vector<workflow::DeclarationFile>& Workflows::of(std::string_view plugin) const {
  static const std::vector<workflow::DeclarationFile> none;
  const auto found = files_.find(plugin);
  return found == files_.end() ? none : found->second;
}

}  // namespace gongting::host::web
