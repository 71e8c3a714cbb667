// A new point, and changes to one.
#include "auth/roles.hpp"
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "console/week_form.hpp"
#include "sites/changes.hpp"
#include "sites/divisions.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

using sites::Point;

/// Who holds one of the roles here; and whoever is entered already, even when he holds it no longer.
std::vector<Choice> people_choices(web::Context& context, const std::vector<std::string_view>& roles, std::int64_t entered) {
  std::vector<Choice> choices{{"", Message{"console.point.nobody", {}}}};
  const auto known = [&](const std::string& id) {
    for (const auto& choice : choices)
      if (choice.value == id) return true;
    return false;
  };
  for (const auto role : roles) {
    const auto rows = auth::people(context.db(), context.site->id, role);
    for (const auto row : rows) {
      const auto id = std::to_string(row.integer("id"));
      if (known(id)) continue;
      const auto place = row.text("point_name");
      choices.push_back({id, row.text("name") + "（" + auth::role_title(role, context.scope.locale) + (place.empty() ? "" : "，" + place) + "）"});
    }
  }
  const auto id = std::to_string(entered);
  if (entered != 0 && !known(id)) {
    const auto rows = context.db().read("select name from gt_account where id = :id", {{"id", entered}});
    if (!rows.empty()) choices.push_back({id, rows[0].text("name")});
  }
  return choices;
}

EditForm point_form(web::Context& context, const Point* point) {
  const auto kind = [](std::string_view name) {
    return Choice{std::string(name), Message{"console.point.kind_" + std::string(name), {}}};
  };
  auto divisions = division_choices(context, true);
  // A point of the county itself, and one whose division lies deeper than the list goes.
  divisions.insert(divisions.begin(), {context.site->division, sites::full_name(context.db(), context.site->division)});
  if (point != nullptr) {
    bool listed = false;
    for (const auto& choice : divisions) listed = listed || choice.value == point->division;
    if (!listed) divisions.push_back({point->division, sites::full_name(context.db(), point->division)});
  }
  return EditForm(
      "console.point",
      {{.name = "name", .least = 2, .most = 60, .wide = true},
       {.name = "kind", .input = Input::radio, .choices = {kind("VILLAGE"), kind("TOWN"), kind("SPECIAL")}},
       {.name = "division", .input = Input::select, .hint = Message{"console.point.division_hint", {}}, .choices = std::move(divisions)},
       {.name = "address", .least = 0, .most = 120, .wide = true},
       {.name = "phone", .least = 0, .most = 40, .mode = "tel"},
       {.name = "director", .input = Input::select, .least = 0, .hint = Message{"console.point.director_hint", {}},
        .choices = people_choices(context, {"COURT_DIRECTOR"}, point == nullptr ? 0 : point->director_id)},
       {.name = "judge", .input = Input::select, .least = 0,
        .choices = people_choices(context, {"LIAISON_JUDGE", "JUDGE"}, point == nullptr ? 0 : point->judge_id)},
       {.name = "status", .input = Input::radio,
        .choices = {{"active", Message{"console.point.active", {}}}, {"closed", Message{"console.point.closed", {}}}}}});
}

void fill(EditForm& form, const Point& point) {
  form.put("name", point.name), form.put("kind", std::string(sites::kind_name(point.kind)));
  form.put("division", point.division), form.put("address", point.address), form.put("phone", point.phone);
  form.put("director", point.director_id == 0 ? "" : std::to_string(point.director_id));
  form.put("judge", point.judge_id == 0 ? "" : std::to_string(point.judge_id));
  form.put("status", point.status);
}

Point typed_point(const EditForm& form, const WeekForm& week, Point point) {
  point.name = form.text("name"), point.kind = sites::kind_named(form.text("kind"));
  point.division = form.text("division"), point.address = form.text("address"), point.phone = form.text("phone");
  point.director_id = form.integer("director"), point.judge_id = form.integer("judge");
  point.status = form.text("status");
  if (const auto opening = week.opening()) point.opening = *opening;
  return point;
}

void check_week(EditForm& form, const WeekForm& week) {
  const auto day = week.wrong_day();
  if (day != 0) form.fault("opening", {"console.week.fault", {{"day", Message{"console.week.day" + std::to_string(day), {}}}}});
}

http::Response form_page(web::Context& context, const EditForm& form, const WeekForm& week, const Point* point,
                         std::int64_t version, Fields stale, int status) {
  auto model = form.model();
  const auto path = point == nullptr ? std::string("/points/new") : "/points/" + std::to_string(point->id) + "/edit";
  model.insert(model.end(), {{"point_name", point == nullptr ? std::string() : point->name},
                             {"added", point == nullptr},
                             {"week", week.model()},
                             {"more_spans", week.more()},
                             {"version", version},
                             {"stale", maybe(std::move(stale))},
                             {"action", context.url(path)},
                             {"back_href", context.url(point == nullptr ? "/points" : "/points/" + std::to_string(point->id))}});
  return show(context, "point-form", std::move(model), point == nullptr ? "point_new" : "point_edit", "/points", status);
}

std::string name_of(web::Context& context, std::int64_t account) {
  if (account == 0) return {};
  const auto rows = context.db().read("select name from gt_account where id = :id", {{"id", account}});
  return rows.empty() ? std::string() : rows[0].text("name");
}

List difference(web::Context& context, const Point& now, const Point& typed) {
  List list;
  const auto kind = [&](const Point& point) { return context.message("console.point.kind_" + std::string(sites::kind_name(point.kind))); };
  note_difference(list, "console.point.name", now.name, typed.name);
  note_difference(list, "console.point.kind", kind(now), kind(typed));
  note_difference(list, "console.point.division", sites::full_name(context.db(), now.division), sites::full_name(context.db(), typed.division));
  note_difference(list, "console.point.address", now.address, typed.address);
  note_difference(list, "console.point.phone", now.phone, typed.phone);
  note_difference(list, "console.point.director", name_of(context, now.director_id), name_of(context, typed.director_id));
  note_difference(list, "console.point.judge", name_of(context, now.judge_id), name_of(context, typed.judge_id));
  note_difference(list, "console.point.status", context.message("console.point." + now.status), context.message("console.point." + typed.status));
  note_difference(list, "console.point.opening", now.opening.json(), typed.opening.json());
  return list;
}

}  // namespace

http::Response point_new(web::Context& context) {
  auto form = point_form(context, nullptr);
  form.put("kind", "VILLAGE"), form.put("status", "active");
  return form_page(context, form, WeekForm(), nullptr, 0, {}, 200);
}

http::Response point_add(web::Context& context) {
  auto form = point_form(context, nullptr);
  const WeekForm week(context.form);
  form.read(context.form);
  check_week(form, week);
  if (form.ok()) {
    try {
      auto point = typed_point(form, week, {});
      point.site_id = context.site->id;
      const auto id = sites::add_point(context.db(), context.scope, point);
      return context.see_other(address(context, "/points/" + std::to_string(id), {{"saved", "1"}}));
    } catch (const Error& error) {
      context.db().rollback();
      if (!form.take(error)) throw;
    }
  }
  return form_page(context, form, week, nullptr, 0, {}, 422);
}

http::Response point_edit(web::Context& context) {
  const auto& point = point_of(context, context.id());
  auto form = point_form(context, &point);
  fill(form, point);
  return form_page(context, form, WeekForm(point.opening), &point, point.version, {}, 200);
}

http::Response point_save(web::Context& context) {
  const auto id = context.id();
  const auto& point = point_of(context, id);
  auto form = point_form(context, &point);
  const WeekForm week(context.form);
  form.read(context.form);
  check_week(form, week);
  long long version = 0;
  if (!parse_integer(context.form.text("version"), version)) throw Error{Kind::bad_input, "the form has no version"};
  if (!form.ok()) return form_page(context, form, week, &point, version, {}, 422);
  auto typed = typed_point(form, week, point);
  typed.version = version;
  try {
    sites::update_point(context.db(), context.scope, typed);
    return context.see_other(address(context, "/points/" + std::to_string(id), {{"saved", "1"}}));
  } catch (const Error& error) {
    context.db().rollback();
    if (form.take(error)) return form_page(context, form, week, &point, version, {}, 422);
    if (error.kind() != Kind::conflict) throw;
  }
  const auto fresh = context.services.sites.snapshot(context.db(), sites::read_epoch(context.db()));
  const auto* now = fresh->point(id);
  if (now == nullptr) throw Error{Kind::not_found, "there is no such point"};
  return form_page(context, form, week, now, now->version,
                   {{"by", maybe(last_change(context, "point", id))}, {"rows", difference(context, *now, typed)}}, 409);
}

}  // namespace gongting::host::console
