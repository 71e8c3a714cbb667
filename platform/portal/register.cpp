// A citizen makes an account: name, mobile number, resident ID, each with the reason why it is asked.
#include "auth/accounts.hpp"
#include "auth/sign_in.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

/// From one address, which may be that of a whole village.
constexpr int k_accounts_per_hour = 30;

http::Response notice_page(web::Context& context, Fields form, const auth::Faults& faults) {
  return form_page(context, "account/register_notice.html", "register.title_1", std::move(form), faults,
                   {{"notice_version", k_notice_version}, {"points", context.url("/points")}});
}

http::Response show_notice(web::Context& context) {
  return notice_page(context, {{"back", context.query.text("back")}}, {});
}

http::Response fill_in_page(web::Context& context, Fields form, const auth::Faults& faults) {
  return form_page(context, "account/register.html", "register.title_2", std::move(form), faults,
                   {{"policy", context.site->password_policy}});
}

/// Both boxes are asked for by themselves (个人信息保护法 29: a consent of its own for sensitive information).
http::Response accept_notice(web::Context& context) {
  auth::Faults faults;
  if (context.form.text("notice_read") != "1") faults.push_back({"notice_read", {"register.notice_required", {}}});
  if (context.form.text("resident_id_consent") != "1")
    faults.push_back({"resident_id_consent", {"register.consent_required", {}}});
  auto form = typed(context, {"notice_read", "resident_id_consent", "back"});
  if (!faults.empty()) return notice_page(context, std::move(form), faults);
  form.emplace_back("notice_version", k_notice_version);
  return fill_in_page(context, std::move(form), {});
}

http::Response create(web::Context& context) {
  auth::Registration form;
  form.name = context.form.text("name");
  form.mobile = context.form.text("mobile");
  form.resident_id = context.form.text("resident_id");
  form.password = context.form.text("password");
  form.notice_read = context.form.text("notice_read") == "1";
  form.resident_id_consent = context.form.text("resident_id_consent") == "1";
  form.notice_version = context.form.text("notice_version");
  auth::Faults faults;
  std::int64_t account = 0;
  if (context.form.text("password") != context.form.text("password_again")) {
    faults.push_back({"password_again", {"register.again", {}}});
  } else {
    const auto result = context.services.accounts.register_citizen(
        context.db(), context.scope, auth::policy_named(context.site->password_policy), form);
    faults = result.faults;
    account = result.account_id;
  }
  if (!faults.empty()) {
    return fill_in_page(context, typed(context, {"name", "mobile", "resident_id", "notice_read", "resident_id_consent",
                                                 "notice_version", "back"}),
                        faults);
  }
  const auto token = context.services.sessions.start(context.db(), Face::portal, account, false, context.request.peer);
  context.cookies.push_back(context.services.sessions.cookie(Face::portal, context.request.tls, token));
  return context.see_other(next_page(context, context.form.text("back"), "/me?done=registered"));
}

}  // namespace

void add_register_pages(web::Router& site) {
  site.get(Face::portal, "/register", web::k_anyone, show_notice);
  site.get(Face::portal, "/register/notice", web::k_anyone, show_notice);
  site.post(Face::portal, "/register/notice", web::k_anyone, accept_notice);
  site.post(Face::portal, "/register", web::k_anyone, create, k_accounts_per_hour);
}

}  // namespace gongting::host::portal
