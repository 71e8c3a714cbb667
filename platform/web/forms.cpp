#include "web/forms.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "auth/roles.hpp"
#include "gongting/error.hpp"
#include "plugin_host/routes.hpp"
#include "view/view.hpp"

namespace gongting::host::web {

void Forms::add(const plugin_host::Plugin& plugin) {
  const auto role = [](std::string_view id) { return auth::role_named(id) != nullptr; };
  std::vector<forms::FormFile> files;
  for (const auto& name : plugin.manifest().forms) {
    std::ifstream in(plugin.folder() / name, std::ios::binary);
    if (!in) throw Error{Kind::bad_input, name + " cannot be read; plugin.json names it under \"forms\""};
    const std::string text(std::istreambuf_iterator<char>(in), {});
    files.push_back(forms::parse_form(text, name, plugin.manifest(), role));
    for (std::size_t i = 0; i + 1 < files.size(); ++i) {
      if (files[i].declared.form == files.back().declared.form) files.back().refuse("form", files[i].file + " declares this form already");
      if (files[i].declared.path == files.back().declared.path) files.back().refuse("path", files[i].file + " has this address already");
    }
  }
  if (!files.empty()) files_.insert_or_assign(plugin.name(), std::move(files));
}

void Forms::check_names(const plugin_host::Plugin& plugin) const {
  for (const auto& file : of(plugin.name())) {
    const auto& all = plugin.form_names();
    const auto names = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.form == file.declared.form; });
    forms::check_names(file, names == all.end() ? nullptr : &*names);
  }
  for (const auto& names : plugin.form_names())
    if (find(plugin.name(), names.form) == nullptr)
      throw Error{Kind::bad_input, "its code has rules for the form \"" + names.form + "\", which plugin.json does not name"};
  if (of(plugin.name()).empty()) return;
  plugin_host::check_entries(plugin.manifest(), [&](std::string_view face, std::string_view path) {
    const auto& files = of(plugin.name());
    return plugin_host::has_page(plugin.routes(), face, path) || std::any_of(files.begin(), files.end(), [&](const auto& file) {
             return file.declared.path == path && !(face == "portal" ? file.declared.portal : file.declared.console).empty();
           });
  });
}

void Forms::check_texts(const plugin_host::Plugin& plugin, const view::Engine& views) {
  const auto found = files_.find(plugin.name());
  if (found == files_.end()) return;
  for (auto& file : found->second)
    forms::check_texts(file, [&](std::string_view key) { return views.knows(plugin.name(), key); });
}

const forms::FormFile* Forms::find(std::string_view plugin, std::string_view form) const {
  for (const auto& file : of(plugin))
    if (file.declared.form == form) return &file;
  return nullptr;
}

const std::vector<forms::FormFile>& Forms::of(std::string_view plugin) const {
  static const std::vector<forms::FormFile> none;
  const auto found = files_.find(plugin);
  return found == files_.end() ? none : found->second;
}

}  // namespace gongting::host::web
