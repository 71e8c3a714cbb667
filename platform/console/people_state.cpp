// Disabling and enabling an account, and the code with which its owner sets a new password.
#include "auth/accounts.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "console/people_access.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

struct Account {
  std::int64_t id = 0;
  std::string name, login;
  bool active = false;
};

/// The account, when this administrator may control it. Errors: not_found for one that has nothing to do with the site,
/// forbidden with the reason.
Account controlled(web::Context& context) {
  const auto id = context.id();
  const auto who = administrator_of(context);
  const auto whom = subject_of(context, id);
  if (!may_see(who, whom, false)) throw Error{Kind::not_found, "there is no such person"};
  if (const auto hindrance = may_control(who, whom); hindrance != Hindrance::none)
    throw Error{Kind::forbidden, "console.hindrance." + std::string(hindrance_name(hindrance))};
  const auto rows = context.db().read("select name, login, status from gt_account where id = :id", {{"id", id}});
  return {id, rows[0].text("name"), rows[0].text("login"), rows[0].text("status") == "active"};
}

http::Response state_page(web::Context& context, const Account& account, bool on, const EditForm& form, int status) {
  const std::string deed = on ? "enable" : "disable";
  const Fields named{{"name", account.name}};
  Question question;
  question.title = {"person." + deed + "_title", named};
  question.lead = {account.active == on ? "console.person." + deed + "_already" : "console.person.state_lead", named};
  question.facts = {{Message{"console.people.login", {}}, account.login}};
  question.happens = {{"person." + deed + "_happens", named}};
  question.stays = {{on ? "console.person.roles_stay" : "person.disable_stays", named}};
  question.cancel = context.url("/people/" + std::to_string(account.id));
  question.action = question.cancel + "/state";
  question.hidden = {{"to", on ? "on" : "off"}};
  question.button = {"person." + deed + "_button", {}};
  question.bad = !on;
  return ask(context, question, form, "/people", status);
}

}  // namespace

http::Response person_state_check(web::Context& context) {
  const auto account = controlled(context);
  return state_page(context, account, wanted_on(context.query.text("to")), reason_form(), 200);
}

http::Response person_state(web::Context& context) {
  const auto account = controlled(context);
  const bool on = wanted_on(context.form.text("to"));
  auto form = reason_form();
  form.read(context.form);
  if (!form.ok()) return state_page(context, account, on, form, 422);
  auto& accounts = context.services.accounts;
  if (on) accounts.enable(context.db(), context.scope, account.id, form.text("reason"));
  else accounts.disable(context.db(), context.scope, account.id, form.text("reason"));
  return context.see_other(address(context, "/people/" + std::to_string(account.id), {{"done", on ? "on" : "off"}}));
}

http::Response person_code_check(web::Context& context) {
  const auto account = controlled(context);
  const Fields named{{"name", account.name}};
  Question question;
  question.title = {"console.reset.title", named};
  question.lead = {"console.reset.lead", named};
  question.facts = {{Message{"console.people.login", {}}, account.login}};
  question.happens = {{"console.reset.happens", {}}, {"console.reset.audited", {}}};
  question.stays = {{"console.reset.stays", {}}};
  question.cancel = context.url("/people/" + std::to_string(account.id));
  question.action = question.cancel + "/code";
  question.button = {"console.reset.button", {}};
  question.asks_reason = false;
  return ask(context, question, EditForm("console.reset", {}), "/people", 200);
}

http::Response person_code(web::Context& context) {
  const auto account = controlled(context);
  if (!account.active) throw Error{Kind::conflict, "refused.account_disabled"};
  const auto code = context.services.accounts.issue_code(context.db(), context.scope, "reset", account.id);
  const Fields named{{"name", account.name}, {"login", account.login}};
  Secret secret;
  secret.title = {"console.reset.done", named};
  secret.text = {"code.done_text", named};
  secret.label = {"console.reset.label", {}};
  secret.secret = code.substr(0, 4) + " " + code.substr(4);
  secret.next = {{"console.reset.next", named}};
  secret.links = {{Message{"console.reset.back", named}, context.url("/people/" + std::to_string(account.id))}};
  return show_once(context, secret, "/people");
}

}  // namespace gongting::host::console
