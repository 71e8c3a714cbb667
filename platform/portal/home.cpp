// The portal's first page of a site: what can be done here, who helps, which point is near.
#include <set>

#include "base/clock.hpp"
#include "portal/point_model.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

constexpr std::size_t k_near = 4;

/// What the host itself offers beside the modules' tasks.
List own_tasks(const web::Context& context) {
  const auto task = [&](const char* mark, const std::string& name, const char* path) {
    return Fields{{"mark", mark}, {"title", Message{"home.task_" + name, {}}}, {"line", Message{"home.task_" + name + "_line", {}}},
                  {"href", context.url(path)}};
  };
  return {task("查", "progress", "/me"), task("点", "points", "/points")};
}

/// How near the points are: what the host knows by itself. Modules count their own.
List figures(const std::vector<const sites::Point*>& points, const clock::Calendar& calendar) {
  std::int64_t towns = 0, villages = 0, open = 0;
  const auto now = now_ms();
  for (const auto* point : points) {
    if (point->kind == sites::PointKind::town) ++towns;
    if (point->kind == sites::PointKind::village) ++villages;
    if (point->opening.at(now, calendar).when == sites::OpenState::When::today) ++open;
  }
  const auto figure = [](const std::string& name, std::int64_t number) {
    return Fields{{"label", Message{"home.figure_" + name, {}}}, {"number", number}, {"unit", Message{"home.unit_points", {}}},
                  {"note", Message{"home.figure_" + name + "_note", {}}}};
  };
  return {figure("points", static_cast<std::int64_t>(points.size())), figure("towns", towns), figure("villages", villages),
          figure("open", open)};
}

/// Words that people come with, each a search that finds something here.
List often(const web::Context& context) {
  List list;
  for (const auto* name : {"debt", "wages", "neighbours", "divorce"}) {
    const auto words = context.message(std::string("home.often_") + name);
    if (task_models(context, 0, words).empty()) continue;
    list.emplace_back(Fields{{"title", words}, {"follows", !list.empty()}, {"href", context.url("/search?q=") + http::url_encode(words)}});
  }
  return list;
}

http::Response home(web::Context& context) {
  auto town = std::string(context.query.text("town"));
  const auto chosen = town_name(context, town);
  if (chosen.empty()) town.clear();
  // Before a town is chosen, the towns' own points: somebody is there every working day.
  auto points = find_points(context, {"", town, town.empty() ? "TOWN" : ""});
  context.keep_page_ms = 60'000;  // opening hours go by the minute
  const auto all = find_points(context, {});
  if (points.empty() && town.empty()) points = all;
  auto tasks = task_models(context);
  for (auto& task : own_tasks(context)) tasks.push_back(std::move(task));
  return context.page("portal/home.html",
                      {{"tasks", std::move(tasks)},
                       {"often", often(context)},
                       {"towns", town_choices(context, town)},
                       {"town_name", chosen},
                       {"points", point_models(context, points, 0, k_near)},
                       {"points_count", static_cast<std::int64_t>(town.empty() ? all.size() : points.size())},
                       {"points_href", context.url("/points") + (town.empty() ? "" : "?town=" + town)},
                       {"figures", figures(all, context.snapshot->calendar(context.site->id))}},
                      {.title = Message{"nav.home", {}}, .wide = true});
}

}  // namespace

void add_home(web::Router& site) { site.get(Face::portal, "/", web::k_anyone, home); }

}  // namespace gongting::host::portal
