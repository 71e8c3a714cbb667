// A new account for somebody of the court. It holds no role yet: that is the security administrator's to give.
#include "auth/accounts.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/one_time.hpp"
#include "console/pages.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

EditForm account_form() {
  return EditForm("console.account",
                  {{.name = "name", .least = 2, .most = 50, .hint = Message{"console.account.name_hint", {}}},
                   {.name = "login", .least = 3, .most = 40, .hint = Message{"console.account.login_hint", {}}},
                   {.name = "mobile", .least = 0, .most = 20, .mode = "tel"}});
}

http::Response form_page(web::Context& context, const EditForm& form, int status) {
  auto model = form.model();
  model.insert(model.end(), {{"action", context.url("/people/new")}, {"back_href", context.url("/people")}});
  return show(context, "person-new", std::move(model), "person_new", "/people", status);
}

}  // namespace

http::Response person_new(web::Context& context) { return form_page(context, account_form(), 200); }

http::Response person_add(web::Context& context) {
  auto form = account_form();
  form.read(context.form);
  if (!form.ok()) return form_page(context, form, 422);
  auth::NewStaff staff;
  staff.name = form.text("name"), staff.login = form.text("login"), staff.mobile = form.text("mobile");
  staff.password = one_time_password();
  const auto result = context.services.accounts.create_staff(context.db(), context.scope,
                                                             auth::policy_named(context.site->password_policy), staff);
  if (!result.ok()) {
    form.take(result.faults);
    return form_page(context, form, 422);
  }
  const auto stored = context.db().read("select login from gt_account where id = :id", {{"id", result.account_id}});
  const auto login = stored[0].text("login");
  const Fields named{{"name", staff.name}, {"login", login}};
  Secret secret;
  secret.title = {"console.account.done", named};
  secret.text = {"console.account.done_text", named};
  secret.label = {"console.account.password", {}};
  secret.secret = staff.password;
  secret.next = {{"console.account.next_tell", named}, {context.can("core.roles") ? "console.account.next_grant" : "console.account.next_security", named}};
  const auto person = "/people/" + std::to_string(result.account_id);
  if (context.can("core.roles"))
    secret.links.emplace_back(Message{"console.account.grant", named}, address(context, person + "/grants/new", {{"login", login}}));
  secret.links.emplace_back(Message{"console.account.open", named}, address(context, person, {{"login", login}}));
  secret.links.emplace_back(Message{"people.title", {}}, context.url("/people"));
  return show_once(context, secret, "/people");
}

}  // namespace gongting::host::console
