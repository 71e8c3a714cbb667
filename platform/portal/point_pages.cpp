// Where the points are and when they are open.
#include <algorithm>
#include <array>
#include <cstdio>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "plugin_host/plugin_host.hpp"
#include "portal/point_model.hpp"
#include "portal/portal.hpp"
#include "sites/divisions.hpp"

namespace gongting::host::portal {
namespace {

constexpr std::size_t k_page = 20;
constexpr std::size_t k_question = 100;  // bytes

Message weekday(int day) { return {"weekday." + std::to_string(day), {}}; }

std::string clock_time(int minutes) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%d:%02d", minutes / 60, minutes % 60);
  return text.data();
}

/// A number that a phone can call: no extension in words.
std::string dial(const std::string& phone) {
  std::string digits;
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
    else if (c != ' ' && c != '-') return {};
  }
  return digits;
}

Message opening(const sites::OpenState& state) {
  using When = sites::OpenState::When;
  if (state.when == When::today) return {"open.today", {{"from", state.from}, {"to", state.to}}};
  if (state.when == When::later) return {"open.later", {{"day", weekday(state.weekday)}, {"from", state.from}}};
  return {"open.appointment", {}};
}

List week_model(const sites::Point& point) {
  List week;
  if (point.opening.by_appointment()) return week;
  for (int day = 1; day <= 7; ++day) {
    List spans;
    for (const auto& span : point.opening.day(day)) spans.emplace_back(clock_time(span.from) + "—" + clock_time(span.to));
    week.emplace_back(Fields{{"day", weekday(day)}, {"spans", std::move(spans)}});
  }
  return week;
}

List kind_choices(std::string_view chosen) {
  List list{Fields{{"value", ""}, {"text", Message{"list.all", {}}}, {"selected", chosen.empty()}}};
  for (const auto kind : {sites::PointKind::town, sites::PointKind::village, sites::PointKind::special}) {
    const std::string name(sites::kind_name(kind));
    list.emplace_back(Fields{{"value", name}, {"text", Message{"point.kind." + name, {}}}, {"selected", name == chosen}});
  }
  return list;
}

http::Response list(web::Context& context) {
  const PointFilter filter{trim(context.query.text("q").substr(0, k_question)), std::string(context.query.text("town")),
                           std::string(context.query.text("kind"))};
  const auto points = find_points(context, filter);
  long long after = 0;
  if (!parse_integer(context.query.text("after"), after) || after < 0) after = 0;
  const auto from = std::min(static_cast<std::size_t>(after), points.size());
  const auto to = std::min(from + k_page, points.size());
  const auto address = context.url("/points?q=") + http::url_encode(filter.words) + "&town=" + http::url_encode(filter.town) +
                       "&kind=" + http::url_encode(filter.kind);
  Value pages;
  if (from > 0 || to < points.size()) {
    Fields links{{"note", Message{"pages.note_total", {{"from", static_cast<std::int64_t>(from + 1)},
                                                        {"to", static_cast<std::int64_t>(to)},
                                                        {"total", static_cast<std::int64_t>(points.size())}}}}};
    if (from > 0) links.emplace_back("first", address);
    if (to < points.size()) links.emplace_back("next", address + "&after=" + std::to_string(to));
    pages = Value(std::move(links));
  }
  return context.page("portal/points.html", {{"q", filter.words},
                                             {"town", filter.town},
                                             {"town_name", town_name(context, filter.town)},
                                             {"towns", town_choices(context, filter.town)},
                                             {"kinds", kind_choices(filter.kind)},
                                             {"points", point_models(context, points, from, k_page)},
                                             {"count", static_cast<std::int64_t>(points.size())},
                                             {"pages", std::move(pages)}},
                      {.title = Message{"points.title", {}}});
}

http::Response one(web::Context& context) {
  const auto* point = context.snapshot->point(context.id());
  if (point == nullptr || point->site_id != context.site->id || !point->active())
    throw Error{Kind::not_found, "there is no such point"};
  auto model = point_model(context, *point);
  model.emplace_back("division", sites::full_name(context.db(), point->division));
  return context.page("portal/point.html",
                      {{"point", std::move(model)}, {"week", week_model(*point)}, {"tasks", task_models(context, point->id)}},
                      {.title = point->name, .current = "/points"});
}

/// Whether this is what somebody means: "调解" stands in its title, and "邻居家漏水" holds one of its words.
bool answers(const plugin_host::Task& task, std::string_view asked, std::string_view locale) {
  const auto holds = [](std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; };
  if (holds(task.title.in(locale), asked) || holds(task.line.in(locale), asked)) return true;
  return std::any_of(task.words.begin(), task.words.end(),
                     [&](const auto& word) { return holds(asked, word) || holds(word, asked); });
}

http::Response search(web::Context& context) {
  const auto words = trim(context.query.text("q").substr(0, k_question));
  List tasks, points;
  std::size_t more = 0;
  if (!words.empty()) {
    tasks = task_models(context, 0, words);
    const auto found = find_points(context, {words, "", ""});
    points = point_models(context, found, 0, k_page);
    more = found.size() - points.size();
  }
  // Nobody is sent away with nothing: without a find, what can be done here at all.
  const bool none = tasks.empty() && points.empty();
  return context.page("portal/search.html", {{"q", words},
                                             {"all_tasks", none ? task_models(context) : List()},
                                             {"tasks", std::move(tasks)},
                                             {"points", std::move(points)},
                                             {"more", static_cast<std::int64_t>(more)}},
                      {.title = Message{"home.search", {}}});
}

}  // namespace

Fields point_model(const web::Context& context, const sites::Point& point) {
  const auto state = point.opening.at(now_ms(), context.snapshot->calendar(context.site->id));
  return {{"name", point.name},
          {"href", context.url("/points/" + std::to_string(point.id))},
          {"kind", Message{"point.kind." + std::string(sites::kind_name(point.kind)), {}}},
          {"address", point.address},
          {"phone", point.phone},
          {"dial", dial(point.phone)},
          // Who stands for a point does so in public: the name is on its door, and is not masked.
          {"director", point.director},
          {"judge", point.judge},
          {"staffed", !point.director.empty() || !point.judge.empty()},
          {"opening", opening(state)},
          {"open", state.when == sites::OpenState::When::today}};
}

List point_models(const web::Context& context, const std::vector<const sites::Point*>& points, std::size_t from,
                  std::size_t count) {
  List list;
  for (auto i = from; i < points.size() && list.size() < count; ++i) list.emplace_back(point_model(context, *points[i]));
  return list;
}

List task_models(const web::Context& context, std::int64_t point_id, std::string_view asked) {
  List list;
  for (const auto* plugin : context.modules(point_id)) {
    const auto& manifest = plugin->manifest();
    for (const auto& task : manifest.tasks) {
      if (!asked.empty() && !answers(task, asked, context.scope.locale)) continue;
      list.emplace_back(Fields{{"mark", task.mark},
                               {"title", task.title.in(context.scope.locale)},
                               {"line", task.line.in(context.scope.locale)},
                               {"href", context.url("/" + manifest.name + task.path)}});
    }
  }
  return list;
}

std::string town_name(const web::Context& context, std::string_view code) {
  for (const auto row : context.snapshot->divisions(context.site->id))
    if (row["code"].text() == code) return row.text("name");
  return {};
}

List town_choices(const web::Context& context, std::string_view chosen) {
  List list{Fields{{"value", ""}, {"text", Message{"list.all", {}}}, {"selected", chosen.empty()}}};
  for (const auto row : context.snapshot->divisions(context.site->id)) {
    list.emplace_back(Fields{{"value", row.text("code")}, {"text", row.text("name")},
                             {"selected", row["code"].text() == chosen}});
  }
  return list;
}

std::vector<const sites::Point*> find_points(const web::Context& context, const PointFilter& filter) {
  std::vector<const sites::Point*> found;
  const auto holds_words = [&](const std::string& text) { return text.find(filter.words) != std::string::npos; };
  for (const auto& point : context.snapshot->points(context.site->id)) {
    if (!point.active()) continue;
    if (!filter.town.empty() && !sites::lies_in(point.division, filter.town)) continue;
    if (!filter.kind.empty() && sites::kind_name(point.kind) != filter.kind) continue;
    if (!holds_words(point.name) && !holds_words(point.address) && !holds_words(point.director) && !holds_words(point.judge))
      continue;
    found.push_back(&point);
  }
  return found;
}

void add_point_pages(web::Router& site) {
  site.get(Face::portal, "/points", web::k_anyone, list);
  site.get(Face::portal, "/points/{id}", web::k_anyone, one);
  site.get(Face::portal, "/search", web::k_anyone, search);
}

}  // namespace gongting::host::portal
