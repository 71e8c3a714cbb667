// 法庭点: the list and the page of one.
#include <algorithm>
#include <cstdio>

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "sites/divisions.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

using sites::Point;

constexpr std::size_t k_page = 20;

struct Filter {
  std::string words, division, kind, status;
};

bool matches(const Point& point, const Filter& filter) {
  if (!filter.words.empty() && point.name.find(filter.words) == std::string::npos &&
      point.address.find(filter.words) == std::string::npos)
    return false;
  if (!filter.division.empty() && !sites::lies_in(point.division, filter.division)) return false;
  if (!filter.kind.empty() && sites::kind_name(point.kind) != filter.kind) return false;
  return filter.status.empty() || point.status == filter.status;
}

List choices(std::vector<Choice> all, const std::string& chosen) {
  List list;
  for (auto& choice : all)
    list.emplace_back(Fields{{"value", choice.value}, {"title", std::move(choice.title)}, {"chosen", choice.value == chosen}});
  return list;
}

/// Names of whoever is entered at a point of this site.
std::map<std::int64_t, std::string> entered_people(web::Context& context) {
  std::map<std::int64_t, std::string> names;
  const auto rows = context.db().read(
      "select a.id, a.name from gt_account a where a.id in (select director_id from gt_point where site_id = :site) "
      "or a.id in (select judge_id from gt_point where site_id = :site)",
      {{"site", context.site->id}});
  for (const auto row : rows) names[row.integer("id")] = row.text("name");
  return names;
}

Fields row(const web::Context& context, const Point& point, PlaceNames& places, const std::map<std::int64_t, std::string>& people) {
  const auto director = people.find(point.director_id);
  return {{"title", point.name},
          {"kind", Message{"console.point.kind_" + std::string(sites::kind_name(point.kind)), {}}},
          {"place", places.name(point.division)},
          {"phone", point.phone},
          {"director", director == people.end() ? std::string() : director->second},
          {"active", point.active()},
          {"off_count", point.modules_off.size()},
          {"href", context.url("/points/" + std::to_string(point.id))}};
}

}  // namespace

http::Response point_list(web::Context& context) {
  Filter filter{trim(context.query.text("q")), std::string(context.query.text("division")), std::string(context.query.text("kind")),
                std::string(context.query.text("status"))};
  const auto& points = context.snapshot->points(context.site->id);
  // Keyset paging: the page begins behind the point that the one before it ended with. Points stay where they are in
  // this order, and none is ever removed.
  long long after = 0;
  auto at = points.begin();
  if (parse_integer(context.query.text("after"), after) && after > 0) {
    at = std::find_if(points.begin(), points.end(), [&](const Point& point) { return point.id == after; });
    if (at != points.end()) ++at;
  }
  const bool later_page = at != points.begin();
  PlaceNames places(context);
  const auto people = entered_people(context);
  List rows;
  std::int64_t last = 0;
  bool more = false;
  for (; at != points.end(); ++at) {
    if (!matches(*at, filter)) continue;
    if (rows.size() == k_page) {
      more = true;
      break;
    }
    rows.emplace_back(row(context, *at, places, people));
    last = at->id;
  }
  const auto total = std::count_if(points.begin(), points.end(), [&](const Point& point) { return matches(point, filter); });
  const auto link = [&](std::int64_t behind) {
    return address(context, "/points", {{"q", filter.words}, {"division", filter.division}, {"kind", filter.kind},
                                        {"status", filter.status}, {"after", behind == 0 ? std::string() : std::to_string(behind)}});
  };
  return show(context, "points",
              {{"rows", std::move(rows)},
               {"total", static_cast<std::int64_t>(total)},
               {"all", points.size()},
               {"q", filter.words},
               {"divisions", choices(division_choices(context, false), filter.division)},
               {"kinds", choices({{"VILLAGE", Message{"console.point.kind_VILLAGE", {}}},
                                  {"TOWN", Message{"console.point.kind_TOWN", {}}},
                                  {"SPECIAL", Message{"console.point.kind_SPECIAL", {}}}},
                                 filter.kind)},
               {"statuses", choices({{"active", Message{"console.point.active", {}}}, {"closed", Message{"console.point.closed", {}}}},
                                    filter.status)},
               {"first_href", later_page ? link(0) : std::string()},
               {"next_href", more ? link(last) : std::string()},
               {"paged", later_page || more},
               {"new_href", context.url("/points/new")}},
              "points", "/points");
}

http::Response point_page(web::Context& context) {
  const auto& point = point_of(context, context.id());
  const auto base = context.url("/points/" + std::to_string(point.id));
  List modules;
  for (const auto* plugin : context.services.plugins.plugins()) {
    if (!context.site->module_enabled(plugin->name())) continue;
    const bool on = !point.modules_off.contains(plugin->name());
    const auto& manifest = plugin->manifest();
    modules.emplace_back(Fields{{"title", manifest.title.in(context.scope.locale)},
                                {"mark", manifest.mark},
                                {"on", on},
                                {"switch_href", base + "/modules/" + plugin->name() + "?to=" + (on ? "off" : "on")}});
  }
  List staff;
  const auto rows = context.db().read(
      "select a.name, g.role, g.from_date, g.to_date from gt_role_grant g join gt_account a on a.id = g.account_id "
      "where g.site_id = :site and g.point_id = :point and a.status = 'active' and (g.to_date is null or g.to_date >= :today) "
      "order by g.id",
      {{"site", context.site->id}, {"point", point.id}, {"today", today()}});
  for (const auto grant : rows)
    staff.emplace_back(Fields{{"title", grant.text("name")},
                              {"role", auth::role_title(grant.text("role"), context.scope.locale)},
                              {"from", grant.text("from_date")},
                              {"to", grant.text("to_date")}});
  List days;
  for (int day = 1; day <= 7; ++day) {
    std::string spans;
    for (const auto& span : point.opening.day(day)) {
      char text[32];
      std::snprintf(text, sizeof text, "%d:%02d—%d:%02d", span.from / 60, span.from % 60, span.to / 60, span.to % 60);
      spans += (spans.empty() ? "" : "、") + std::string(text);
    }
    days.emplace_back(Fields{{"day", Message{"console.week.day" + std::to_string(day), {}}}, {"spans", spans}});
  }
  PlaceNames places(context);
  const auto people = entered_people(context);
  const auto judge = people.find(point.judge_id);
  auto model = row(context, point, places, people);
  model.insert(model.end(), {{"address_line", point.address},
                             {"judge", judge == people.end() ? std::string() : judge->second},
                             {"by_appointment", point.opening.by_appointment()},
                             {"days", std::move(days)},
                             {"modules", std::move(modules)},
                             {"staff", std::move(staff)},
                             {"saved", context.query.text("saved") == "1"},
                             {"edit_href", base + "/edit"},
                             {"back_href", context.url("/points")}});
  return show(context, "point", std::move(model), "point", "/points");
}

}  // namespace gongting::host::console
