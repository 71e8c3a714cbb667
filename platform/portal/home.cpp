// The portal's first page of a site: what can be done here, who helps, which point is near.
#include "portal/point_model.hpp"
#include "portal/portal.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::portal {
namespace {

constexpr std::size_t k_near = 4;

http::Response home(web::Context& context) {
  auto town = std::string(context.query.text("town"));
  const auto chosen = sites::division(context.db(), town);
  if (!chosen || !sites::lies_in(town, context.site->division)) town.clear();
  const auto points = find_points(context, {"", town, ""});
  context.keep_page_ms = 60'000;  // opening hours go by the minute
  const auto all = find_points(context, {});
  Fields figure{{"label", Message{"home.figure_points", {}}},
                {"number", static_cast<std::int64_t>(all.size())},
                {"unit", Message{"home.unit_points", {}}},
                {"note", Message{"home.figure_points_note", {}}}};
  return context.page("portal/home.html",
                      {{"tasks", task_models(context)},
                       {"towns", town_choices(context, town)},
                       {"town_name", town.empty() ? Value() : Value(chosen->name)},
                       {"points", point_models(context, points, 0, k_near)},
                       {"points_count", static_cast<std::int64_t>(points.size())},
                       {"points_href", context.url("/points") + (town.empty() ? "" : "?town=" + town)},
                       {"figures", List{std::move(figure)}}},
                      {.title = Message{"nav.home", {}}, .wide = true});
}

}  // namespace

void add_home(web::Router& site) { site.get(Face::portal, "/", web::k_anyone, home); }

}  // namespace gongting::host::portal
