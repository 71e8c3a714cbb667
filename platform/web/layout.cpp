#include "web/layout.hpp"

#include "gongting/items.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"
#include "web/permissions.hpp"

namespace gongting::host::web {
namespace {

/// One place to go; nothing when this person may not.
struct Place {
  std::string_view mark, title_key, path, permission;
};

bool lit(std::string_view current, std::string_view path) {
  if (path == "/") return current == "/";
  return current.starts_with(path) && (current.size() == path.size() || current[path.size()] == '/');
}

/// What a menu shows. Nothing when it would be empty.
struct Menu {
  const Context& context;
  std::string_view current;
  Items items;

  template <class Title>
  void add(std::string_view mark, const Title& title, const std::string& path) {
    items.add({{"mark", mark}, {"title", title}, {"href", context.url(path)}, {"current", lit(current, path)}});
  }
  void add(const Place& place) {
    if (context.can(place.permission)) add(place.mark, Phrase{place.title_key, {}, {}}, std::string(place.path));
  }
  /// The menu entries of the plugins that are switched on here and that this person may open.
  void add_plugins() {
    const bool portal = context.request.face == Face::portal;
    for (const auto* plugin : context.modules(context.scope.point_id)) {
      const auto& manifest = plugin->manifest();
      for (const auto& entry : portal ? manifest.portal_menu : manifest.console_menu)
        if (context.can(entry.permission)) add(manifest.mark, entry.title.in(context.scope.locale), "/" + manifest.name + entry.path);
    }
  }
};

Value portal_nav(const Context& context, std::string_view current) {
  Menu nav{context, current, {}};
  nav.add({"", "nav.home", "/", k_anyone});
  nav.add_plugins();
  nav.add({"", "nav.points", "/points", k_anyone});
  if (!context.invited) nav.add({"", "nav.me", "/me", k_signed_in});
  return std::move(nav.items);
}

Value foot(const Context& context) {
  Items links;
  for (const auto* page : {"about", "accessibility", "privacy", "verify"})
    links.add({{"title", Phrase{"foot.", page, {}}}, {"href", context.url(std::string("/") + page)}});
  return links;
}

void add_group(Items& groups, std::string_view title_key, Items items) {
  if (!items.empty()) groups.add({{"title", Phrase{title_key, {}, {}}}, {"items", Value(std::move(items))}});
}

Value console_groups(const Context& context, std::string_view current) {
  Menu work{context, current, {}}, modules{context, current, {}}, site{context, current, {}};
  work.add({"", "nav.work", "/", k_signed_in});
  work.add({"", "nav.assist", "/assist", "core.assist"});
  work.add({"", "nav.identity", "/identity", "core.assist"});
  modules.add_plugins();
  site.add({"", "nav.modules", "/modules", "core.modules"});
  site.add({"", "nav.points_console", "/points", "core.points"});
  site.add({"", "nav.calendar", "/calendar", "core.settings"});
  site.add({"", "nav.case_types", "/case-types", "core.sites"});
  site.add({"", "nav.rules", "/rules", "core.rules"});
  site.add({"", "nav.people", "/people", "core.people"});
  site.add({"", "nav.sites", "/sites", "core.sites"});
  site.add({"", "nav.jobs", "/jobs", "core.jobs"});
  site.add({"", "nav.audit", "/audit", "core.audit"});
  Items groups;
  add_group(groups, "nav.group.work", std::move(work.items));
  add_group(groups, "nav.group.modules", std::move(modules.items));
  add_group(groups, "nav.group.site", std::move(site.items));
  return groups;
}

}  // namespace

std::string layout_model(const Context& context, std::string_view current, bool wide) {
  const bool portal = context.request.face == Face::portal, somewhere = context.site != nullptr;
  Value nav, links, groups, description;
  std::string other_face;
  if (somewhere && portal) {
    nav = portal_nav(context, current);
    links = foot(context);
    if (current == "/") description = Message{"page.description", {{"site", Fields{{"name", context.site->name}}}}};
  } else if (somewhere) {
    if (context.signed_in()) groups = console_groups(context, current);
    other_face = context.on_face(Face::portal, "/");
  }
  return encoded_map({{"wide", wide},
                      {"version", GONGTING_VERSION},
                      {"nav", nav},
                      {"foot", links},
                      {"description", description},
                      {"groups", groups},
                      {"portal", other_face}})
      .bytes;
}

}  // namespace gongting::host::web
