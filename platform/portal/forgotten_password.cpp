// The way back in: a one-time code, sent to the phone or given at a point by its director.
#include "auth/accounts.hpp"
#include "gongting/identifiers.hpp"
#include "portal/code_delivery.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

/// From one address. How many codes one account gets is counted beside that.
constexpr int k_codes_per_hour = 20;

http::Response ask_page(web::Context& context, Fields form, const auth::Faults& faults) {
  return form_page(context, "account/forgot.html", "forgot.title", std::move(form), faults,
                   {{"points", context.url("/points")}, {"signin", context.url("/signin")}});
}

http::Response ask(web::Context& context) { return ask_page(context, {}, {}); }

/// The same answer whether the account exists or not: nobody learns here who has one.
http::Response send(web::Context& context) {
  const auto login = std::string(context.form.text("login"));
  if (login.empty()) return ask_page(context, {}, {{"login", {"form.required", {}}}});
  if (!can_send_codes(context)) return ask_page(context, typed(context, {"login"}), {{"login", {"forgot.no_sms", {}}}});
  auto& db = context.db();
  if (const auto sent = context.services.accounts.code_for_login(db, context.scope, "reset", login))
    send_code(context, sent->mobile, sent->code);
  return context.see_other(context.url("/forgot/code?sent=1&login=") + http::url_encode(login));
}

http::Response code_page(web::Context& context, Fields form, const auth::Faults& faults) {
  return form_page(context, "account/forgot_code.html", "forgot.title_2", std::move(form), faults,
                   {{"policy", context.site->password_policy}, {"sent", context.query.text("sent") == "1"}});
}

http::Response show_code(web::Context& context) {
  return code_page(context, {{"login", context.query.text("login")}}, {});
}

http::Response set_password(web::Context& context) {
  if (context.form.text("password") != context.form.text("password_again"))
    return code_page(context, typed(context, {"login", "code"}), {{"password_again", {"register.again", {}}}});
  const auto faults = context.services.accounts.reset_password(
      context.db(), context.scope, auth::policy_named(context.site->password_policy), context.form.text("login"),
      context.form.text("code"), context.form.text("password"));
  if (!faults.empty()) return code_page(context, typed(context, {"login", "code"}), faults);
  return context.see_other(context.url("/signin?reset=1"));
}

}  // namespace

void add_forgotten_password(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/forgot", web::k_anyone, ask);
    site.post(face, "/forgot", web::k_anyone, send, k_codes_per_hour);
    site.get(face, "/forgot/code", web::k_anyone, show_code);
    site.post(face, "/forgot/code", web::k_anyone, set_password);
  }
}

}  // namespace gongting::host::portal
