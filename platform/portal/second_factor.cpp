// The second factor of one's own account, on both faces: the page between password and session, and the page on which an
// authenticator app is set up.
#include "auth/second_factor.hpp"

#include "auth/sign_in.hpp"
#include "gongting/error.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"
#include "web/qr.hpp"
#include "web/shown_again.hpp"

namespace gongting::host::portal {
namespace {

using Outcome = auth::SignInResult::Outcome;
/// To set a factor up or take it away one has shown who he is lately: an open browser is not enough.
constexpr int k_shown_min = 15;

std::string started_token(const web::Context& context) { return std::string(context.request.cookie(auth::code_cookie_name(context.request.tls))); }

http::Response from_the_beginning(web::Context& context) {
  context.cookies.push_back(auth::ended_code_cookie(context.request.tls));
  return context.see_other(context.url("/signin?over=1"));
}

http::Response code_page(web::Context& context, const auth::Faults& faults) {
  const bool post = context.request.method == "POST";
  return form_page(context, "account/code.html", "code.title", {{"back", post ? context.form.text("back") : context.query.text("back")}}, faults);
}

http::Response show_code(web::Context& context) {
  if (context.signed_in()) return context.see_other(next_page(context, context.query.text("back")));
  if (!context.services.sign_in.awaits_code(context.db(), context.request.face, started_token(context))) return from_the_beginning(context);
  return code_page(context, {});
}

http::Response finish(web::Context& context) {
  const auto old_token = context.request.cookie(auth::cookie_name(context.request.face, context.request.tls));
  if (context.form.text("code").empty()) return code_page(context, {{"code", {"code.missing", {}}}});
  context.release_db();
  const auto result = context.services.sign_in.finish(context.services.database, context.scope, started_token(context), context.form.text("code"), old_token);
  switch (result.outcome) {
    case Outcome::ok:
      context.cookies.push_back(context.services.sessions.cookie(context.request.face, context.request.tls, result.token));
      context.cookies.push_back(auth::ended_code_cookie(context.request.tls));
      return context.see_other(result.must_change ? context.url("/me/password") : next_page(context, context.form.text("back")));
    case Outcome::over: return from_the_beginning(context);
    default: break;
  }
  const bool slow = result.outcome == Outcome::slow_down;
  auto response = code_page(context, {{"code", {slow ? "auth.slow_down" : "auth.factor_wrong",
                                                {{"seconds", result.retry_after_s}, {"minutes", (result.retry_after_s + 59) / 60}}}}});
  if (slow) response.status = 429, response.set("retry-after", std::to_string(result.retry_after_s));
  return response;
}

/// As authenticator apps read it. The label names the site and the account, so that several can be told apart.
std::string uri_of(const web::Context& context, const std::string& secret) {
  const auto issuer = http::url_encode(context.site->short_name + " " + "Gongting");
  return "otpauth://totp/" + issuer + ":" + http::url_encode(context.session->login) + "?secret=" + secret + "&issuer=" + issuer +
         "&algorithm=SHA1&digits=6&period=30";
}

/// "ABCD EFGH …", to be typed.
std::string in_groups(const std::string& secret) {
  std::string text;
  for (std::size_t i = 0; i < secret.size(); i += 4) text += (text.empty() ? "" : " ") + secret.substr(i, 4);
  return text;
}

http::Response asked_again(web::Context& context) {
  http::Response response;
  response.body = web::step_up_page(context);
  return response;
}

http::Response factor_page(web::Context& context, const auth::Faults& faults) {
  auto& factor = context.services.sign_in.second_factor();
  const auto secret = factor.begin(context.db(), context.scope);
  const auto roles = web::second_factor_roles(*context.site);
  const bool needed = std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return context.identity.has_role(role); });
  Fields more{{"on", !secret}, {"needed", needed}, {"left", secret ? 0 : factor.recovery_codes_left(context.db(), context.scope.account_id)}};
  if (secret) more.emplace_back("secret", in_groups(*secret));
  if (context.query.text("done") == "off") more.emplace_back("notice", Message{"factor.off_done", {}});
  return form_page(context, "account/second_factor.html", "factor.title", {}, faults, std::move(more));
}

http::Response show_factor(web::Context& context) {
  if (!web::shown_lately(context, k_shown_min)) return asked_again(context);
  return factor_page(context, {});
}

/// The secret is in no address: the picture is drawn for the session that asks.
http::Response factor_qr(web::Context& context) {
  const auto secret = web::shown_lately(context, k_shown_min) ? context.services.sign_in.second_factor().begin(context.db(), context.scope) : std::nullopt;
  if (!secret) throw Error{Kind::not_found, "nothing is being set up"};
  http::Response response;
  response.type = "image/svg+xml";
  response.body = web::qr_svg(uri_of(context, *secret));
  return response;
}

http::Response codes_page(web::Context& context, const std::vector<std::string>& codes, const char* title) {
  return context.page("account/recovery_codes.html", {{"codes", List(codes.begin(), codes.end())}, {"title", Message{title, {}}}, {"next", context.url("/me")}},
                      {.title = Message{title, {}}});
}

http::Response confirm_factor(web::Context& context) {
  if (!web::shown_lately(context, k_shown_min)) return asked_again(context);
  const auto codes = context.services.sign_in.second_factor().confirm(context.db(), context.scope, context.form.text("code"), context.session->token_hash);
  if (codes.empty()) return factor_page(context, {{"code", {"auth.factor_wrong", {}}}});
  return codes_page(context, codes, "factor.on_done");
}

http::Response new_codes(web::Context& context) {
  if (!web::shown_lately(context, k_shown_min)) return asked_again(context);
  if (!context.session->second_factor) return context.see_other(context.url("/me/second-factor"));
  return codes_page(context, context.services.sign_in.second_factor().new_recovery_codes(context.db(), context.scope), "factor.codes_done");
}

http::Response ask_off(web::Context& context) {
  return context.page("confirm.html",
                      {{"title", Message{"factor.off_title", {}}},
                       {"happens", List{Message{"factor.off_happens", {}}}},
                       {"stays", List{}},
                       {"action", context.url("/me/second-factor/off")},
                       {"button", Message{"factor.off_button", {}}},
                       {"bad", true},
                       {"cancel", context.url("/me/second-factor")},
                       {"cancel_text", Message{"confirm.cancel", {}}}},
                      {.title = Message{"factor.off_title", {}}});
}

http::Response off(web::Context& context) {
  if (!web::shown_lately(context, k_shown_min)) return asked_again(context);
  context.services.sign_in.second_factor().reset(context.db(), context.scope, context.scope.account_id, "by its owner");
  context.services.sessions.ended(context.db(), context.scope.account_id);
  context.cookies.push_back(auth::ended_cookie(context.request.face, context.request.tls));
  return context.see_other(context.url("/signin?out=1"));
}

}  // namespace

void add_second_factor_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/signin/code", web::k_anyone, show_code);
    site.post(face, "/signin/code", web::k_anyone, finish);
    site.get(face, "/me/second-factor", web::k_signed_in, show_factor);
    site.get(face, "/me/second-factor/qr.svg", web::k_signed_in, factor_qr);
    site.post(face, "/me/second-factor", web::k_signed_in, confirm_factor);
    site.post(face, "/me/second-factor/codes", web::k_signed_in, new_codes);
    site.get(face, "/me/second-factor/off", web::k_signed_in, ask_off);
    site.post(face, "/me/second-factor/off", web::k_signed_in, off);
  }
}

}  // namespace gongting::host::portal
