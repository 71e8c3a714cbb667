// 登录安全: whose office asks for a second factor at this site. And taking one away from somebody whose phone is gone.
#include "auth/roles.hpp"
#include "auth/second_factor.hpp"
#include "auth/sign_in.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "console/people_access.hpp"
#include "sites/changes.hpp"
#include "store/database.hpp"
#include "web/shown_again.hpp"

namespace gongting::host::console {
namespace {

EditForm policy_form(const web::Context& context) {
  std::vector<Choice> roles;
  for (const auto& role : auth::all_roles())
    if (role.staff) roles.push_back({std::string(role.role), auth::role_title(role.role, context.scope.locale)});
  return EditForm("console.sign_in", {{.name = "roles", .input = Input::checks, .least = 0, .hint = Message{"console.sign_in.roles_hint", {}}, .choices = std::move(roles)}});
}

http::Response form_page(web::Context& context, const EditForm& form, int status) {
  auto model = form.model();
  model.insert(model.end(), {{"saved", status == 200 && context.query.text("saved") == "1"}, {"action", context.url("/people/sign-in")}, {"back_href", context.url("/people")}});
  return show(context, "sign-in", std::move(model), "sign_in", "/people", status);
}

/// The account, when this administrator may control it and it has a factor. Errors: not_found, forbidden with the reason.
Fields subject(web::Context& context) {
  const auto id = context.id();
  const auto who = administrator_of(context);
  const auto whom = subject_of(context, id);
  if (!may_see(who, whom, false)) throw Error{Kind::not_found, "there is no such person"};
  if (const auto hindrance = may_control(who, whom); hindrance != Hindrance::none)
    throw Error{Kind::forbidden, "console.hindrance." + std::string(hindrance_name(hindrance))};
  const auto rows = context.db().read("select name, login from gt_account where id = :id and second_factor = 1", {{"id", id}});
  if (rows.empty()) throw Error{Kind::not_found, "this person has no second factor"};
  return {{"name", rows[0].text("name")}, {"login", rows[0].text("login")}};
}

http::Response reset_page(web::Context& context, const Fields& person, const EditForm& form, int status) {
  Question question;
  question.title = {"console.factor.title", person};
  question.lead = {"console.factor.lead", person};
  question.happens = {{"console.factor.happens", person}, {"console.reset.audited", {}}};
  question.stays = {{"console.factor.stays", {}}};
  question.cancel = context.url("/people/" + std::to_string(context.id()));
  question.action = question.cancel + "/second-factor";
  question.button = {"console.factor.button", {}};
  question.bad = true;
  return ask(context, question, form, "/people", status);
}

}  // namespace

http::Response sign_in_policy(web::Context& context) {
  auto form = policy_form(context);
  form.put_all("roles", web::second_factor_roles(*context.site));
  return form_page(context, form, 200);
}

http::Response sign_in_policy_save(web::Context& context) {
  auto form = policy_form(context);
  form.read(context.form);
  if (!form.ok()) return form_page(context, form, 422);
  std::string roles;
  for (const auto& role : form.all("roles")) roles += (roles.empty() ? "" : ",") + role;
  sites::set_setting(context.db(), context.scope, context.site->id, "core", web::k_second_factor_roles, Value(roles));
  return context.see_other(address(context, "/people/sign-in", {{"saved", "1"}}));
}

http::Response factor_reset_check(web::Context& context) { return reset_page(context, subject(context), reason_form(), 200); }

http::Response factor_reset(web::Context& context) {
  const auto person = subject(context);
  auto form = reason_form();
  form.read(context.form);
  if (!form.ok()) return reset_page(context, person, form, 422);
  context.services.sign_in.second_factor().reset(context.db(), context.scope, context.id(), form.text("reason"));
  context.services.sessions.ended(context.db(), context.id());
  return context.see_other(address(context, "/people/" + std::to_string(context.id()), {{"done", "factor"}}));
}

}  // namespace gongting::host::console
