// Signing in and out, on both faces.
#include "auth/accounts.hpp"
#include "auth/sign_in.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

Fields links(const web::Context& context) {
  const bool console = context.request.face == Face::console;
  Fields model{{"console", console}, {"forgot", context.url("/forgot")}};
  if (!console) model.emplace_back("register", context.url("/register"));
  const auto back = context.request.method == "POST" ? context.form.text("back") : context.query.text("back");
  for (auto& entry : provider_links(context, back, false)) model.push_back(std::move(entry));
  model.emplace_back("other", context.on_face(console ? Face::portal : Face::console, "/signin"));
  return model;
}

http::Response show(web::Context& context) {
  const auto back = context.query.text("back");
  if (context.signed_in()) return context.see_other(next_page(context, back));
  auto more = links(context);
  if (!back.empty()) more.emplace_back("notice", Message{"signin.required", {}});
  if (context.query.text("reset") == "1") more.emplace_back("notice", Message{"password.set_done", {}});
  if (context.query.text("over") == "1") more.emplace_back("notice", Message{"auth.factor_over", {}});
  if (context.query.text("out") == "1") more.emplace_back("notice", Message{"signin.signed_out", {}});
  return form_page(context, "account/signin.html", "signin.title", {{"login", ""}, {"back", back}}, {}, std::move(more));
}

http::Response sign_in(web::Context& context) {
  using Outcome = auth::SignInResult::Outcome;
  auth::Faults missing;
  if (context.form.text("login").empty()) missing.push_back({"login", {"signin.login_missing", {}}});
  if (context.form.text("password").empty()) missing.push_back({"password", {"signin.password_missing", {}}});
  if (!missing.empty())
    return form_page(context, "account/signin.html", "signin.title", typed(context, {"login", "back"}), missing, links(context));
  const auto old_token = context.request.cookie(auth::cookie_name(context.request.face, context.request.tls));
  context.release_db();  // the password is hashed while no connection is held
  const auto result = context.services.sign_in.sign_in(
      context.services.database, context.scope, auth::policy_named(context.site->password_policy), context.form.text("login"),
      context.form.text("password"), old_token);
  if (result.outcome == Outcome::ok) {
    context.cookies.push_back(context.services.sessions.cookie(context.request.face, context.request.tls, result.token));
    return context.see_other(result.must_change ? context.url("/me/password")
                                                : next_page(context, context.form.text("back")));
  }
  if (result.outcome == Outcome::code_wanted) {
    context.cookies.push_back(auth::code_cookie(context.request.tls, result.token));
    return context.see_other(context.url("/signin/code") + "?back=" + http::url_encode(context.form.text("back")));
  }
  auth::Fault fault{"login", {"auth.refused", {}}};
  int status = 422;
  if (result.outcome == Outcome::not_staff) fault.text.key = "auth.not_staff", status = 403;
  if (result.outcome == Outcome::slow_down) fault.text.key = "auth.slow_down", status = 429;
  if (result.outcome == Outcome::locked) fault.text.key = "auth.locked", status = 429;
  fault.text.params = Fields{{"seconds", result.retry_after_s}, {"minutes", (result.retry_after_s + 59) / 60}};
  auto response = form_page(context, "account/signin.html", "signin.title", typed(context, {"login", "back"}), {fault}, links(context));
  response.status = status;
  if (result.retry_after_s > 0) response.set("retry-after", std::to_string(result.retry_after_s));
  return response;
}

http::Response sign_out(web::Context& context) {
  const auto token = context.request.cookie(auth::cookie_name(context.request.face, context.request.tls));
  context.services.sign_in.sign_out(context.db(), context.scope, token);
  context.cookies.push_back(auth::ended_cookie(context.request.face, context.request.tls));
  return context.see_other(context.url("/signin?out=1"));
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
