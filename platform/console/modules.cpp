// 模块管理: what is installed, how it runs, and where it is switched on.
#include <map>

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "gongting/error.hpp"
#include "store/database.hpp"
#include "view/view.hpp"
#include "web/workflows.hpp"
#include "workflow/diagram.hpp"

namespace gongting::host::console {
namespace {

using plugin_host::Plugin;

List role_titles(const std::vector<std::string>& roles, const std::string& locale) {
  List list;
  for (const auto& role : roles) list.emplace_back(Fields{{"title", auth::role_title(role, locale)}});
  return list;
}

/// When, by whom and why each module was switched last: by the plugin's name.
std::map<std::string, Fields> switches(web::Context& context) {
  std::map<std::string, Fields> known;
  const auto rows = context.db().read(
      "select m.plugin, m.changed_at, m.reason, a.name as who from gt_module m left join gt_account a on a.id = m.changed_by "
      "where m.site_id = :site",
      {{"site", context.site->id}});
  for (const auto row : rows) {
    known[row.text("plugin")] = {{"at", local_time(row.integer("changed_at"))}, {"who", row.text("who")}, {"reason", row.text("reason")}};
  }
  return known;
}

Fields summary(const web::Context& context, const Plugin& plugin, const Fields& changed) {
  const auto& manifest = plugin.manifest();
  const bool readable = !manifest.title.empty();
  const bool on = context.site->module_enabled(plugin.name());
  const auto href = context.url("/modules/" + plugin.name());
  return {{"name", plugin.name()},
          {"title", readable ? manifest.title.in(context.scope.locale) : plugin.name()},
          {"mark", manifest.mark},
          {"plugin_id", manifest.id},
          {"version", manifest.version},
          {"state", plugin_state(plugin)},
          {"running", plugin.running()},
          {"enabled", on},
          {"changed", maybe(changed)},
          {"permissions_count", manifest.permissions.size()},
          {"href", href},
          {"switch_href", readable ? href + "/switch?to=" + (on ? "off" : "on") : std::string()},
          {"settings_href", manifest.settings.empty() ? std::string() : context.url("/settings/" + plugin.name())}};
}

List permissions(const plugin_host::Manifest& manifest, const std::string& locale) {
  List list;
  for (const auto& permission : manifest.permissions)
    list.emplace_back(Fields{{"id", permission.id}, {"title", permission.title.in(locale)}, {"roles", role_titles(permission.roles, locale)}});
  return list;
}

List routes(const Plugin& plugin, const std::string& locale) {
  List list;
  for (const auto& route : plugin.routes()) {
    const auto* permission = plugin.manifest().permission(route.permission);
    Value who = permission != nullptr ? Value(permission->title.in(locale))
                : route.permission == "*" ? Value(Message{"console.modules.signed_in", {}})
                                          : Value(Message{"console.modules.anyone", {}});
    list.emplace_back(Fields{{"face", Message{"console.face." + route.face, {}}},
                             {"method", route.method},
                             {"path", route.path},
                             {"who", std::move(who)}});
  }
  return list;
}

List records(const web::Context& context, const plugin_host::Manifest& manifest) {
  List list;
  for (const auto& entry : Json(manifest.records).items()) {
    const Json record(entry);
    List readers;
    for (const auto& [role, reach] : record["readers"].fields())
      readers.emplace_back(Fields{{"title", auth::role_title(role, context.scope.locale)}, {"reach", Message{"console.reach." + Json(reach).text(), {}}}});
    list.emplace_back(Fields{{"record", record["name"].text()},
                             {"record_title", record_title(context, manifest.name, record["name"].text())},
                             {"columns_count", record["columns"].fields().size()},
                             {"workflow_href", context.services.workflows.find(manifest.name, record["name"].text()) == nullptr
                                                    ? std::string()
                                                    : context.url("/modules/" + manifest.name + "/workflows/" + record["name"].text())},
                             {"parent", record["parent"].text().empty() ? std::string() : record_title(context, manifest.name, record["parent"].text())},
                             {"readers", std::move(readers)}});
  }
  return list;
}

List entries(const std::vector<plugin_host::MenuEntry>& menu, const std::string& locale) {
  List list;
  for (const auto& entry : menu) list.emplace_back(Fields{{"title", entry.title.in(locale)}});
  return list;
}

List tasks(const plugin_host::Manifest& manifest, const std::string& locale) {
  List list;
  for (const auto& task : manifest.tasks) list.emplace_back(Fields{{"title", task.title.in(locale)}});
  return list;
}

/// The points of the site that have it switched off.
List narrowed(const web::Context& context, const std::string& plugin) {
  List list;
  for (const auto& point : context.snapshot->points(context.site->id))
    if (point.modules_off.contains(plugin))
      list.emplace_back(Fields{{"title", point.name}, {"href", context.url("/points/" + std::to_string(point.id))}});
  return list;
}

}  // namespace

http::Response module_list(web::Context& context) {
  const auto known = switches(context);
  List rows, broken;
  std::int64_t on = 0, off = 0;
  for (const auto* plugin : context.services.plugins.plugins()) {
    const auto found = known.find(plugin->name());
    auto row = summary(context, *plugin, found == known.end() ? Fields() : found->second);
    if (!plugin->running()) broken.emplace_back(row);
    else (context.site->module_enabled(plugin->name()) ? on : off) += 1;
    rows.emplace_back(std::move(row));
  }
  // After a switch: what holds now, not what was asked for.
  Fields done;
  if (const auto* plugin = context.services.plugins.find(context.query.text("done")); plugin != nullptr) {
    done = {{"title", plugin->manifest().title.in(context.scope.locale)}, {"enabled", context.site->module_enabled(plugin->name())}};
  }
  return show(context, "modules",
              {{"rows", std::move(rows)},
               {"broken_count", static_cast<std::int64_t>(broken.size())},
               {"broken", std::move(broken)},
               {"on", on},
               {"off", off},
               {"done", maybe(std::move(done))}},
              "modules", "/modules");
}

http::Response module_page(web::Context& context) {
  const auto& plugin = plugin_named(context, context.param("name"));
  const auto& manifest = plugin.manifest();
  const auto& locale = context.scope.locale;
  const auto known = switches(context);
  const auto found = known.find(plugin.name());
  auto model = summary(context, plugin, found == known.end() ? Fields() : found->second);
  model.insert(model.end(), {{"summary", manifest.summary.empty() ? std::string() : manifest.summary.in(locale)},
                             {"author", manifest.author},
                             {"license", manifest.license},
                             {"personal", manifest.personal},
                             {"permissions", permissions(manifest, locale)},
                             {"routes", routes(plugin, locale)},
                             {"records", records(context, manifest)},
                             {"tasks", tasks(manifest, locale)},
                             {"portal_menu", entries(manifest.portal_menu, locale)},
                             {"console_menu", entries(manifest.console_menu, locale)},
                             {"points_off", narrowed(context, plugin.name())},
                             {"work", !manifest.work_path.empty()}});
  return show(context, "module", std::move(model), "module", "/modules");
}

http::Response module_workflow(web::Context& context) {
  const auto& plugin = plugin_named(context, context.param("name"));
  const auto* file = context.services.workflows.find(plugin.name(), context.param("record"));
  if (file == nullptr) throw Error{Kind::not_found, "there is no such workflow"};
  const auto text = [&](const std::string& key) {
    return context.services.views.message(context.scope.locale, plugin.name(), key, ValueRef());
  };
  const auto title = record_title(context, plugin.name(), file->declared.record);
  List rows;
  for (const auto& row : workflow::diagram_rows(file->declared, text))
    rows.emplace_back(Fields{{"from", row.from}, {"way", row.way}, {"to", row.to}, {"who", row.who}, {"limit", row.limit}, {"article", row.article}});
  Fields model{{"plugin_title", plugin.manifest().title.in(context.scope.locale)},
               {"module_href", context.url("/modules/" + plugin.name())},
               {"record_title", title},
               {"rows", std::move(rows)}};
  if (auto drawing = workflow::diagram_model(file->declared, text, context.message("console.workflow.of", {{"record_title", title}})); !drawing.empty())
    model.emplace_back("drawing", std::move(drawing));
  return show(context, "workflow", std::move(model), "workflow", "/modules");
}

}  // namespace gongting::host::console
