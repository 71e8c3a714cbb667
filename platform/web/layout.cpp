#include "web/layout.hpp"

#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"
#include "web/permissions.hpp"

namespace gongting::host::web {
namespace {

/// One place to go; nothing when this person may not.
struct Entry {
  std::string_view mark, title_key, path, permission;
};

bool lit(std::string_view current, std::string_view path) {
  if (path == "/") return current == "/";
  return current.starts_with(path) && (current.size() == path.size() || current[path.size()] == '/');
}

Fields item(const Context& context, std::string_view mark, Value title, const std::string& path,
            std::string_view current) {
  return {{"mark", mark}, {"title", std::move(title)}, {"href", context.url(path)}, {"current", lit(current, path)}};
}

void add(List& list, const Context& context, const Entry& entry, std::string_view current) {
  if (!context.can(entry.permission)) return;
  list.emplace_back(
      item(context, entry.mark, Message{std::string(entry.title_key), {}}, std::string(entry.path), current));
}

/// The menu entries of the plugins that are switched on here and that this person may open.
List plugin_items(const Context& context, std::string_view current) {
  List list;
  const bool portal = context.request.face == Face::portal;
  for (const auto* plugin : context.modules(context.scope.point_id)) {
    const auto& manifest = plugin->manifest();
    for (const auto& entry : portal ? manifest.portal_menu : manifest.console_menu) {
      if (!context.can(entry.permission)) continue;
      list.emplace_back(item(context, manifest.mark, entry.title.in(context.scope.locale),
                             "/" + manifest.name + entry.path, current));
    }
  }
  return list;
}

List portal_nav(const Context& context, std::string_view current) {
  List nav;
  add(nav, context, {"", "nav.home", "/", k_anyone}, current);
  for (auto& entry : plugin_items(context, current)) nav.push_back(std::move(entry));
  add(nav, context, {"", "nav.points", "/points", k_anyone}, current);
  add(nav, context, {"", "nav.me", "/me", k_signed_in}, current);
  return nav;
}

List foot(const Context& context) {
  List links;
  for (const auto* page : {"about", "accessibility", "privacy"})
    links.emplace_back(
        Fields{{"title", Message{std::string("foot.") + page, {}}}, {"href", context.url(std::string("/") + page)}});
  return links;
}

void add_group(List& groups, std::string_view title_key, List items) {
  if (items.empty()) return;
  groups.emplace_back(Fields{{"title", Message{std::string(title_key), {}}}, {"items", std::move(items)}});
}

List console_groups(const Context& context, std::string_view current) {
  List groups, work, site;
  add(work, context, {"", "nav.work", "/", k_signed_in}, current);
  add(work, context, {"", "nav.assist", "/assist", "core.assist"}, current);
  add(site, context, {"", "nav.modules", "/modules", "core.modules"}, current);
  add(site, context, {"", "nav.points_console", "/points", "core.points"}, current);
  add(site, context, {"", "nav.people", "/people", "core.people"}, current);
  add(site, context, {"", "nav.sites", "/sites", "core.sites"}, current);
  add(site, context, {"", "nav.audit", "/audit", "core.audit"}, current);
  add_group(groups, "nav.group.work", std::move(work));
  add_group(groups, "nav.group.modules", plugin_items(context, current));
  add_group(groups, "nav.group.site", std::move(site));
  return groups;
}

}  // namespace

Fields layout_model(const Context& context, std::string_view current, bool wide) {
  Fields model{{"wide", wide}, {"version", GONGTING_VERSION}};
  if (context.site == nullptr) return model;
  if (context.request.face == Face::portal) {
    model.emplace_back("nav", portal_nav(context, current));
    model.emplace_back("foot", foot(context));
    if (current == "/")
      model.emplace_back("description", Message{"page.description", {{"site", Fields{{"name", context.site->name}}}}});
  } else {
    if (context.signed_in()) model.emplace_back("groups", console_groups(context, current));
    model.emplace_back("portal", context.on_face(Face::portal, "/"));
  }
  return model;
}

}  // namespace gongting::host::web
