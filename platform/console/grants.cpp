// Granting a role at this site, and taking it back.
#include "auth/accounts.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "console/people_access.hpp"
#include "gongting/identifiers.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

struct Person {
  std::int64_t id = 0;
  std::string name, login;
  bool here = false;
};

/// Who the grant is about. Errors: not_found, and forbidden for oneself.
Person person_for_grant(web::Context& context, std::string_view named_login) {
  const auto id = context.id();
  const auto who = administrator_of(context);
  const auto whom = subject_of(context, id);
  const auto rows = context.db().read("select name, login from gt_account where id = :id", {{"id", id}});
  const auto login = rows[0].text("login");
  const bool named = !named_login.empty() && context.services.accounts.find_login(context.db(), named_login) == id;
  if (!may_see(who, whom, named)) throw Error{Kind::not_found, "there is no such person"};
  if (may_grant(who, whom) != Hindrance::none) throw Error{Kind::forbidden, "console.hindrance.self"};
  return {id, whom.here || who.installation ? rows[0].text("name") : mask_name(rows[0].text("name")), login, whom.here};
}

EditForm grant_form(web::Context& context) {
  std::vector<Choice> roles{{"", Message{"console.grant.choose_role", {}}}}, points{{"", Message{"console.grant.no_point", {}}}}, villages{{"", Message{"console.grant.no_village", {}}}};
  for (const auto& role : auth::all_roles())
    if (role.role != "CITIZEN") roles.push_back({std::string(role.role), auth::role_title(role.role, context.scope.locale)});
  for (const auto& point : context.snapshot->points(context.site->id))
    if (point.active()) points.push_back({std::to_string(point.id), point.name});
  for (auto& choice : division_choices(context, true))
    if (!choice.group.empty() && choice.value.substr(9) != "000") villages.push_back(std::move(choice));
  std::vector<FieldSpec> fields{
      {.name = "role", .input = Input::select, .hint = Message{"console.grant.role_hint", {}}, .choices = std::move(roles)}};
  if (administrator_of(context).installation_security)
    fields.push_back({.name = "reach", .input = Input::radio, .hint = Message{"console.grant.reach_hint", {}},
                      .choices = {{"site", Message{"console.grant.reach_site", {}}}, {"all", Message{"console.grant.reach_all", {}}}}});
  fields.insert(fields.end(),
                {{.name = "point", .input = Input::select, .least = 0, .hint = Message{"console.grant.point_hint", {}}, .choices = std::move(points)},
                 {.name = "area", .input = Input::checks, .least = 0, .hint = Message{"console.grant.area_hint", {}},
                  .choices = division_choices(context, false)},
                 {.name = "village", .input = Input::select, .least = 0, .choices = std::move(villages)},
                 {.name = "from_date", .input = Input::date, .most = 10},
                 {.name = "to_date", .input = Input::date, .least = 0, .most = 10, .hint = Message{"console.grant.to_date_hint", {}}}});
  return EditForm("console.grant", std::move(fields));
}

http::Response form_page(web::Context& context, const Person& person, const EditForm& form, int status) {
  auto model = form.model();
  const auto base = "/people/" + std::to_string(person.id);
  const auto login = person.here ? std::string() : person.login;
  model.insert(model.end(), {{"title", person.name},
                             {"login", person.login},
                             {"named_login", login},
                             {"action", context.url(base + "/grants/new")},
                             {"back_href", address(context, base, {{"login", login}})}});
  return show(context, "grant", std::move(model), "grant", "/people", status);
}

auth::Grant typed_grant(const web::Context& context, const EditForm& form, std::int64_t account) {
  auth::Grant grant;
  grant.account_id = account;
  grant.site_id = form.text("reach") == "all" ? 0 : context.site->id;
  grant.point_id = form.integer("point");
  grant.role = form.text("role");
  grant.areas = form.all("area");
  if (const auto village = form.text("village"); !village.empty()) grant.areas.push_back(village);
  grant.from_date = form.text("from_date"), grant.to_date = form.text("to_date");
  return grant;
}

/// One grant of the person, of this site or, for who may, of all sites. Errors: not_found.
struct Held {
  std::int64_t id = 0;
  std::string role;
  bool everywhere = false;
};
Held held_grant(web::Context& context, std::int64_t account) {
  const auto wanted = context.id("grant");
  const auto grants = auth::grants_of(context.db(), account);
  for (const auto grant : grants) {
    if (grant.integer("id") != wanted) continue;
    const auto site = grant.integer("site_id");
    if (site == context.site->id || (site == 0 && administrator_of(context).installation_security))
      return {wanted, grant.text("role"), site == 0};
  }
  throw Error{Kind::not_found, "there is no such grant"};
}

http::Response revoke_page(web::Context& context, const Person& person, const Held& held, const EditForm& form, int status) {
  const Fields named{{"name", person.name}, {"role", auth::role_title(held.role, context.scope.locale)}};
  Question question;
  question.title = {"grant.revoke_title", named};
  question.lead = {held.everywhere ? "console.revoke.lead_all" : "console.revoke.lead", named};
  question.facts = {{Message{"console.people.login", {}}, person.login}};
  question.happens = {{"grant.revoke_happens", named}, {"console.revoke.sessions", named}};
  question.stays = {{"person.disable_stays", named}};
  question.cancel = context.url("/people/" + std::to_string(person.id));
  question.action = question.cancel + "/grants/" + std::to_string(held.id) + "/revoke";
  question.button = {"grant.revoke_button", {}};
  question.bad = true;
  question.asks_reason = false;
  return ask(context, question, form, "/people", status);
}

}  // namespace

http::Response grant_new(web::Context& context) {
  const auto person = person_for_grant(context, context.query.text("login"));
  auto form = grant_form(context);
  form.put("reach", "site"), form.put("from_date", today());
  return form_page(context, person, form, 200);
}

http::Response grant_add(web::Context& context) {
  const auto person = person_for_grant(context, context.form.text("login"));
  auto form = grant_form(context);
  form.read(context.form);
  if (form.ok() && form.text("role") == "COURT_DIRECTOR" && form.text("point").empty()) form.fault("point", {"console.grant.director_point", {}});
  if (form.ok()) {
    try {
      auth::grant(context.db(), context.scope, typed_grant(context, form, person.id));
      return context.see_other(address(context, "/people/" + std::to_string(person.id), {{"done", "granted"}}));
    } catch (const Error& error) {
      context.db().rollback();
      // The separation of offices is what is refused most here, and "role" names it.
      if (!form.take(error)) throw;
    }
  }
  return form_page(context, person, form, 422);
}

http::Response grant_revoke_check(web::Context& context) {
  const auto person = person_for_grant(context, {});
  return revoke_page(context, person, held_grant(context, person.id), EditForm("console.revoke", {}), 200);
}

http::Response grant_revoke(web::Context& context) {
  const auto person = person_for_grant(context, {});
  const auto held = held_grant(context, person.id);
  EditForm form("console.revoke", {});
  try {
    auth::revoke(context.db(), context.scope, held.id);
  } catch (const Error& error) {
    context.db().rollback();
    if (!form.take(error)) throw;
    return revoke_page(context, person, held, form, 422);
  }
  // With the last role at this site the person's page closes too.
  const bool here = subject_of(context, person.id).here;
  return context.see_other(here ? address(context, "/people/" + std::to_string(person.id), {{"done", "revoked"}}) : context.url("/people"));
}

}  // namespace gongting::host::console
