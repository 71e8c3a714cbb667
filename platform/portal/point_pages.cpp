// Where the points are and when they are open.
#include <algorithm>
#include <array>
#include <cstdio>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "plugin_host/plugin_host.hpp"
#include "portal/point_model.hpp"
#include "portal/portal.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::portal {
namespace {

constexpr std::size_t k_page = 20;

Message weekday(int day) { return {"weekday." + std::to_string(day), {}}; }

std::string clock_time(int minutes) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%d:%02d", minutes / 60, minutes % 60);
  return text.data();
}

std::string person_name(web::Context& context, std::int64_t account) {
  if (account == 0) return {};
  const auto rows = context.db().read("select name from gt_account where id = :id and status = 'active'", {{"id", account}});
  return rows.empty() ? std::string() : mask_name(rows[0].text("name"));
}

List services(const web::Context& context, const sites::Point& point) {
  List list;
  for (const auto* plugin : context.services.plugins.plugins()) {
    const auto& manifest = plugin->manifest();
    if (!plugin->running() || !context.snapshot->module_enabled(context.site->id, manifest.name, point.id)) continue;
    for (const auto& task : manifest.tasks) {
      list.emplace_back(Fields{{"mark", task.mark},
                               {"title", task.title.in(context.scope.locale)},
                               {"line", task.line.in(context.scope.locale)},
                               {"href", context.url("/" + manifest.name + task.path)}});
    }
  }
  return list;
}

http::Response list(web::Context& context) {
  const PointFilter filter{trim(context.query.text("q")), std::string(context.query.text("town")),
                           std::string(context.query.text("kind"))};
  const auto found = find_points(context, filter);
  long long from = 0;
  if (!parse_integer(context.query.text("from"), from) || from < 0) from = 0;
  List points;
  for (auto i = static_cast<std::size_t>(from); i < found.size() && points.size() < k_page; ++i)
    points.emplace_back(point_model(context, *found[i]));
  List kinds;
  for (const std::string_view kind : {"TOWN", "VILLAGE", "SPECIAL"}) {
    kinds.emplace_back(Fields{{"value", kind},
                              {"text", Message{"point.kind." + std::string(kind), {}}},
                              {"selected", filter.kind == kind}});
  }
  const auto next = static_cast<std::size_t>(from) + points.size();
  std::string next_href;
  if (next < found.size()) {
    next_href = context.url("/points") + "?q=" + http::url_encode(filter.words) + "&town=" +
                http::url_encode(filter.town) + "&kind=" + http::url_encode(filter.kind) + "&from=" + std::to_string(next);
  }
  return context.page("points.html", {{"q", filter.words},
                                      {"towns", town_choices(context, filter.town)},
                                      {"kinds", std::move(kinds)},
                                      {"points", std::move(points)},
                                      {"total", static_cast<std::int64_t>(found.size())},
                                      {"next_href", next_href}});
}

http::Response one(web::Context& context) {
  const auto* point = context.snapshot->point(context.id());
  if (point == nullptr || point->site_id != context.site->id || !point->active())
    throw Error{Kind::not_found, "没有这个法庭点"};
  auto model = point_model(context, *point);
  List week;
  for (int day = 1; day <= 7; ++day) {
    std::string spans;
    for (const auto& span : point->opening.day(day))
      spans += (spans.empty() ? "" : "、") + clock_time(span.from) + "—" + clock_time(span.to);
    week.emplace_back(Fields{{"day", weekday(day)}, {"closed", spans.empty()}, {"spans", spans}});
  }
  model.emplace_back("director", person_name(context, point->director_id));
  model.emplace_back("judge", person_name(context, point->judge_id));
  model.emplace_back("opening", std::move(week));
  model.emplace_back("services", services(context, *point));
  model.emplace_back("points_href", context.url("/points"));
  return context.page("point.html", model, {.title = point->name});
}

}  // namespace

Fields open_model(const sites::OpenState& state) {
  using When = sites::OpenState::When;
  return {{"today", state.when == When::today},
          {"now", state.open_now},
          {"later", state.when == When::later},
          {"appointment", state.when == When::by_appointment},
          {"from", state.from},
          {"to", state.to},
          {"weekday", state.weekday == 0 ? Value() : Value(weekday(state.weekday))}};
}

Fields point_model(web::Context& context, const sites::Point& point) {
  const auto where = sites::division(context.db(), point.division);
  return {{"id", point.id},
          {"name", point.name},
          {"href", context.url("/points/" + std::to_string(point.id))},
          {"kind", Message{"point.kind." + std::string(sites::kind_name(point.kind)), {}}},
          {"address", point.address},
          {"phone", point.phone},
          {"division_name", where ? where->name : std::string()},
          {"open", open_model(point.opening.at(now_ms(), context.snapshot->rest_days()))}};
}

List town_choices(web::Context& context, std::string_view chosen) {
  List list;
  for (const auto row : sites::divisions_below(context.db(), context.site->division)) {
    list.emplace_back(Fields{{"value", row.text("code")}, {"text", row.text("name")},
                             {"selected", row["code"].text() == chosen}});
  }
  return list;
}

std::vector<const sites::Point*> find_points(const web::Context& context, const PointFilter& filter) {
  std::vector<const sites::Point*> found;
  for (const auto& point : context.snapshot->points(context.site->id)) {
    if (!point.active()) continue;
    if (!filter.town.empty() && !sites::lies_in(point.division, filter.town)) continue;
    if (!filter.kind.empty() && sites::kind_name(point.kind) != filter.kind) continue;
    if (!filter.words.empty() && point.name.find(filter.words) == std::string::npos &&
        point.address.find(filter.words) == std::string::npos)
      continue;
    found.push_back(&point);
  }
  return found;
}

void add_point_pages(web::Router& site) {
  site.get(Face::portal, "/points", web::k_anyone, list);
  site.get(Face::portal, "/points/{id}", web::k_anyone, one);
}

}  // namespace gongting::host::portal
