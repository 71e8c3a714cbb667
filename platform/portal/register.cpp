// A citizen makes an account: name, mobile number, resident ID, each with the reason why it is asked.
#include "auth/accounts.hpp"
#include "auth/sign_in.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

/// Of the text in templates/privacy.html; a consent is kept with the version that was shown.
constexpr std::string_view k_notice_version = "2026-11-01";

http::Response show(web::Context& context) {
  return form_page(context, "register.html", {}, {}, {{"notice_version", k_notice_version}});
}

http::Response create(web::Context& context) {
  auth::Registration form;
  form.name = context.form.text("name");
  form.mobile = context.form.text("mobile");
  form.resident_id = context.form.text("resident_id");
  form.password = context.form.text("password");
  form.notice_read = context.form.text("notice") == "1";
  form.resident_id_consent = context.form.text("consent") == "1";
  form.notice_version = k_notice_version;
  const auto result = context.services.accounts.register_citizen(
      context.db(), context.scope, auth::policy_named(context.site->password_policy), form);
  if (!result.ok()) {
    return form_page(context, "register.html", typed(context, {"name", "mobile", "resident_id", "notice", "consent"}),
                     result.faults, {{"notice_version", k_notice_version}});
  }
  const auto token = context.services.sessions.start(context.db(), Face::portal, result.account_id, false,
                                                     context.request.peer);
  context.cookies.push_back(auth::session_cookie(Face::portal, context.request.tls, token));
  return context.see_other(context.url("/me") + "?done=registered");
}

http::Response privacy(web::Context& context) {
  context.keep_page_ms = 60'000;
  return context.page("privacy.html", {{"notice_version", k_notice_version}});
}

}  // namespace

void add_register_pages(web::Router& site) {
  site.get(Face::portal, "/register", web::k_anyone, show);
  site.post(Face::portal, "/register", web::k_anyone, create);
  site.get(Face::portal, "/privacy", web::k_anyone, privacy);
}

}  // namespace gongting::host::portal
