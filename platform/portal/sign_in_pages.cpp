// Signing in and out, on both faces.
#include "auth/accounts.hpp"
#include "auth/sign_in.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

/// Where to go afterwards: only an address of this site, never another host (R40: no open redirects).
std::string next_page(const web::Context& context, std::string_view wanted) {
  const bool own = wanted.starts_with(context.prefix + "/") && !wanted.starts_with("//") &&
                   wanted.find('\\') == std::string_view::npos && wanted.find_first_of("\r\n") == std::string_view::npos;
  return own ? std::string(wanted) : context.url("/");
}

Fields links(const web::Context& context) {
  return {{"forgot_href", context.url("/forgot")}, {"register_href", context.url("/register")}};
}

http::Response show(web::Context& context) {
  if (context.signed_in()) return context.see_other(next_page(context, context.query.text("next")));
  return form_page(context, "signin.html", {{"login", ""}, {"next", context.query.text("next")}}, {}, links(context));
}

http::Response sign_in(web::Context& context) {
  using Outcome = auth::SignInResult::Outcome;
  const auto old_token = context.request.cookie(auth::cookie_name(context.request.face, context.request.tls));
  const auto result = context.services.sign_in.sign_in(
      context.db(), context.scope, auth::policy_named(context.site->password_policy), context.form.text("login"),
      context.form.text("password"), old_token);
  if (result.outcome == Outcome::ok) {
    context.cookies.push_back(auth::session_cookie(context.request.face, context.request.tls, result.token));
    return context.see_other(result.must_change ? context.url("/password")
                                                : next_page(context, context.form.text("next")));
  }
  auth::Fault fault{"login", {"auth.refused", {}}};
  int status = 422;
  if (result.outcome == Outcome::not_staff) fault.text.key = "auth.not_staff", status = 403;
  if (result.outcome == Outcome::slow_down) fault.text.key = "auth.slow_down", status = 429;
  if (result.outcome == Outcome::locked) fault.text.key = "auth.locked", status = 429;
  fault.text.params = {{"seconds", result.retry_after_s}, {"minutes", (result.retry_after_s + 59) / 60}};
  auto response = form_page(context, "signin.html", typed(context, {"login", "next"}), {fault}, links(context));
  response.status = status;
  if (result.retry_after_s > 0) response.set("retry-after", std::to_string(result.retry_after_s));
  return response;
}

http::Response sign_out(web::Context& context) {
  const auto token = context.request.cookie(auth::cookie_name(context.request.face, context.request.tls));
  context.services.sign_in.sign_out(context.db(), context.scope, token);
  context.cookies.push_back(auth::ended_cookie(context.request.face, context.request.tls));
  return context.see_other(context.url(context.request.face == Face::console ? "/signin" : "/"));
}

}  // namespace

void add_sign_in_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/signin", web::k_anyone, show);
    site.post(face, "/signin", web::k_anyone, sign_in);
    site.post(face, "/signout", web::k_signed_in, sign_out);
  }
}

}  // namespace gongting::host::portal
