// The portal's first page of a site: what can be done here, who helps, which point is near.
#include "base/text.hpp"
#include "plugin_host/plugin_host.hpp"
#include "portal/point_model.hpp"
#include "portal/portal.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::portal {
namespace {

constexpr std::size_t k_near = 4;
constexpr std::size_t k_results = 12;

List tasks(const web::Context& context) {
  List list;
  for (const auto* plugin : context.services.plugins.plugins()) {
    const auto& manifest = plugin->manifest();
    if (!plugin->running() || !context.snapshot->module_enabled(context.site->id, manifest.name)) continue;
    for (const auto& task : manifest.tasks) {
      list.emplace_back(Fields{{"mark", task.mark},
                               {"title", task.title.in(context.scope.locale)},
                               {"line", task.line.in(context.scope.locale)},
                               {"href", context.url("/" + manifest.name + task.path)}});
    }
  }
  return list;
}

/// What the words lead to: tasks whose title or line holds them, then points.
List search(web::Context& context, const std::string& words, const List& tasks) {
  List results;
  const auto holds = [&](const Fields& task, std::string_view key) {
    for (const auto& [name, value] : task)
      if (name == key) return std::get<std::string>(value.data()).find(words) != std::string::npos;
    return false;
  };
  for (const auto& entry : tasks) {
    const auto& task = std::get<Fields>(entry.data());
    if (holds(task, "title") || holds(task, "line")) results.push_back(entry);
  }
  for (const auto* point : find_points(context, {words, "", ""})) {
    if (results.size() >= k_results) break;
    results.emplace_back(Fields{{"title", point->name},
                                {"line", point->address},
                                {"href", context.url("/points/" + std::to_string(point->id))}});
  }
  return results;
}

http::Response home(web::Context& context) {
  const auto words = trim(context.query.text("q").substr(0, 100));
  auto town = std::string(context.query.text("town"));
  const auto towns = town_choices(context, town);
  const auto chosen = sites::division(context.db(), town);
  if (!chosen || !sites::lies_in(town, context.site->division)) town.clear();

  const auto here = find_points(context, {"", town, ""});
  List points;
  for (std::size_t i = 0; i < here.size() && i < k_near; ++i) points.emplace_back(point_model(context, *here[i]));
  auto list = tasks(context);
  List results;
  if (!words.empty()) results = search(context, words, list);
  if (words.empty()) context.keep_page_ms = 60'000;
  return context.page("home.html", {{"q", words},
                                    {"searched", !words.empty()},
                                    {"results", std::move(results)},
                                    {"tasks", std::move(list)},
                                    {"towns", towns},
                                    {"town_name", town.empty() ? context.site->short_name : chosen->name},
                                    {"points", std::move(points)},
                                    {"points_total", static_cast<std::int64_t>(here.size())},
                                    {"points_href", context.url("/points") + (town.empty() ? "" : "?town=" + town)},
                                    {"notices", List{}},
                                    {"figures", List{}}});
}

}  // namespace

void add_home(web::Router& site) { site.get(Face::portal, "/", web::k_anyone, home); }

}  // namespace gongting::host::portal
