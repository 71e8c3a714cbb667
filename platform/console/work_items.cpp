#include "console/work_items.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "gongting/error.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"
#include "web/plugin_pages.hpp"

namespace gongting::host::console {
namespace {

constexpr std::size_t k_most_items = 500;  // of one module; who has more works in the module's own list

/// While a plugin answers for a part of the page, the request looks to it like one for its own page.
class PartOfPage {
 public:
  PartOfPage(web::Context& context, std::string path) : context_(context), scope_(context.scope) {
    path_ = std::exchange(context_.path, std::move(path));
    std::swap(query_, context_.query);
    std::swap(params_, context_.params);
    // One that is stuck in the database must leave time for the others.
    const auto now = std::chrono::steady_clock::now();
    if (scope_.deadline > now && scope_.deadline != std::chrono::steady_clock::time_point::max())
      context_.scope.deadline = now + (scope_.deadline - now) / 2;
  }
  ~PartOfPage() {
    context_.path = std::move(path_);
    context_.query = std::move(query_);
    context_.params = std::move(params_);
    context_.scope = std::move(scope_);
  }
  PartOfPage(const PartOfPage&) = delete;
  PartOfPage& operator=(const PartOfPage&) = delete;

 private:
  web::Context& context_;
  Scope scope_;
  std::string path_;
  http::Form query_;
  web::PathParams params_;
};

/// The plugin's work page, when this person may open it.
std::optional<web::PluginPages::Target> work_target(const web::Context& context, plugin_host::Plugin& plugin) {
  const auto& path = plugin.manifest().work_path;
  for (std::size_t i = 0; i < plugin.routes().size(); ++i) {
    const auto& route = plugin.routes()[i];
    if (route.face != "console" || route.method != "GET" || route.path != path) continue;
    if (!context.can(route.permission)) return std::nullopt;
    web::PluginPages::Target target;
    target.plugin = &plugin;
    target.route = &route;
    target.number = i;
    return target;
  }
  return std::nullopt;
}

std::vector<WorkItem> ask(web::Context& context, const web::PluginPages::Target& target) {
  const auto& plugin = *target.plugin;
  const auto base = context.url("/" + plugin.name());
  std::string body;
  {
    const PartOfPage part(context, "/" + plugin.name() + plugin.manifest().work_path);
    const auto response = web::PluginPages::run(context, target);
    if (response.status != 200) throw Error{Kind::internal, "its work page answered " + std::to_string(response.status)};
    body = response.content();
  }
  context.db().commit();  // what the plugin noted while reading stays, whatever the next one does
  auto items = read_work(body, base);
  for (auto& item : items) {
    item.plugin = plugin.name();
    item.module = plugin.manifest().title.in(context.scope.locale);
    item.mark = plugin.manifest().mark;
  }
  return items;
}

std::string own_address(const std::string& href, std::string_view base) {
  if (href.empty() || href.front() != '/') return std::string(base) + "/";
  const bool whole = href.starts_with(base) && (href.size() == base.size() || href[base.size()] == '/');
  return whole ? href : std::string(base) + href;
}

std::string due_date(const Value* value) {
  if (value == nullptr) return {};
  if (const auto* ms = std::get_if<std::int64_t>(&value->data())) return local_date(*ms);
  const auto text = Json(*value).text().substr(0, 10);
  return days_from_date(text) < 0 ? std::string() : text;
}

}  // namespace

Due due_state(const std::string& due, const std::string& today, std::int64_t& days) {
  days = 0;
  const auto day = days_from_date(due);
  if (day < 0) return Due::none;
  days = day - days_from_date(today);
  return days < 0 ? Due::over : days == 0 ? Due::today : days <= k_soon_days ? Due::soon : Due::later;
}

std::vector<WorkItem> read_work(std::string_view json, std::string_view base) {
  const auto value = parse_json(json, 8);
  const Json root(value);
  const auto* list = std::get_if<List>(&value.data());
  if (list == nullptr && root["items"].exists()) list = std::get_if<List>(&root["items"].value()->data());
  if (list == nullptr) throw Error{Kind::bad_input, "its work page did not answer with a list"};
  std::vector<WorkItem> items;
  for (const auto& entry : *list) {
    if (items.size() == k_most_items) break;
    const Json row(entry);
    WorkItem item;
    item.title = row["title"].text();
    if (item.title.empty()) continue;
    item.kind = row["kind"].text();
    item.state = row["state"].text();
    const auto tag = row["tag"].text();
    for (const auto* known : {"do", "warn", "ok", "bad"})
      if (tag == known) item.tag = known;
    item.href = own_address(row["href"].text(), base);
    item.due = due_date(row["due"].value());
    items.push_back(std::move(item));
  }
  return items;
}

void sort_by_due(std::vector<WorkItem>& items) {
  std::stable_sort(items.begin(), items.end(), [](const WorkItem& a, const WorkItem& b) {
    if (a.due.empty() || b.due.empty()) return !a.due.empty() && b.due.empty();
    return a.due < b.due;
  });
}

Work gather_work(web::Context& context) {
  Work work;
  for (auto* plugin : context.services.plugins.plugins()) {
    const auto& manifest = plugin->manifest();
    if (manifest.work_path.empty() ||
        !context.snapshot->module_enabled(context.site->id, manifest.name, context.scope.point_id))
      continue;
    const auto& title = manifest.title.in(context.scope.locale);
    if (!plugin->running() || plugin->blocked()) {
      // Whether this person would have had work there can no longer be asked; its menu entry is gone as well.
      const bool concerned = std::any_of(manifest.permissions.begin(), manifest.permissions.end(), [&](const auto& permission) {
        return std::any_of(permission.roles.begin(), permission.roles.end(),
                           [&](const auto& role) { return role != "CITIZEN" && context.identity.has_role(role); });
      });
      if (concerned) work.failed.push_back(title);
      continue;
    }
    const auto target = work_target(context, *plugin);
    if (!target) continue;
    work.modules.emplace_back(manifest.name, title);
    try {
      auto items = ask(context, *target);
      std::move(items.begin(), items.end(), std::back_inserter(work.items));
    } catch (const Error& error) {
      if (context.has_db()) context.db().rollback();
      log(Level::error, error.what(),
          {{"plugin", manifest.name}, {"page", manifest.work_path}, {"request", context.request.id}});
      work.failed.push_back(title);
    }
  }
  sort_by_due(work.items);
  return work;
}

}  // namespace gongting::host::console
