// The first administrator: made once, on the console, with the secret that `gongting user add --first` printed.
#include "auth/accounts.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

/// From one address: who holds the secret needs one try, who guesses gets no further.
constexpr int k_tries_per_hour = 20;

http::Response page(web::Context& context, const auth::Faults& faults) {
  return form_page(context, "account/setup.html", "setup.title", typed(context, {"secret", "login", "name"}), faults,
                   {{"policy", "djbh3"}});
}

http::Response show(web::Context& context) { return page(context, {}); }

http::Response create(web::Context& context) {
  if (context.form.text("password") != context.form.text("password_again"))
    return page(context, {{"password_again", {"register.again", {}}}});
  auth::NewStaff form;
  form.login = context.form.text("login");
  form.name = context.form.text("name");
  form.password = context.form.text("password");
  const auto result =
      context.services.accounts.use_setup_secret(context.db(), context.scope, context.form.text("secret"), form);
  if (!result.ok()) return page(context, result.faults);
  return context.see_other("/");
}

}  // namespace

void add_setup_page(web::Router& front) {
  front.get(Face::console, "/setup", web::k_anyone, show);
  front.post(Face::console, "/setup", web::k_anyone, create, k_tries_per_hour);
}

}  // namespace gongting::host::portal
