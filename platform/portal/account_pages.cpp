// One's own account: data, consents, password, number; and the way back in when the password is forgotten.
#include "auth/accounts.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "plugin_host/plugin_host.hpp"
#include "portal/code_delivery.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

auth::Policy policy(const web::Context& context) { return auth::policy_named(context.site->password_policy); }

http::Response show_forgot(web::Context& context) {
  return form_page(context, "forgot.html", {}, {}, {{"sms", can_send_codes(context)}});
}

/// The same answer whether the number is known or not: nobody learns here who has an account.
http::Response send_reset(web::Context& context) {
  const auto login = std::string(context.form.text("login"));
  if (!can_send_codes(context) || !valid_mobile(login)) {
    return form_page(context, "forgot.html", typed(context, {"login"}), {{"login", {"auth.mobile", {}}}},
                     {{"sms", can_send_codes(context)}});
  }
  if (const auto account = context.services.accounts.find_login(context.db(), login); account != 0) {
    const auto code = context.services.accounts.issue_code(context.db(), context.scope, "reset", account);
    send_code(context, login, code);
  }
  return context.see_other(context.url("/reset") + "?login=" + http::url_encode(login));
}

http::Response show_reset(web::Context& context) {
  return form_page(context, "reset.html", {{"login", context.query.text("login")}}, {});
}

http::Response reset(web::Context& context) {
  const auto faults = context.services.accounts.reset_password(context.db(), context.scope, policy(context),
                                                               context.form.text("login"), context.form.text("code"),
                                                               context.form.text("password"));
  if (!faults.empty()) return form_page(context, "reset.html", typed(context, {"login"}), faults);
  return context.see_other(context.url("/signin"));
}

Fields password_model(const web::Context& context) {
  return {{"must_change", context.session->must_change}, {"staff", context.session->kind == "staff"},
          {"strict", policy(context) == auth::Policy::djbh3}};
}

http::Response show_password(web::Context& context) {
  return form_page(context, "password.html", {}, {}, password_model(context));
}

http::Response change_password(web::Context& context) {
  std::string token;
  const auto faults =
      context.services.accounts.change_password(context.db(), context.scope, policy(context), context.form.text("old"),
                                                context.form.text("password"), token);
  if (!faults.empty()) return form_page(context, "password.html", {}, faults, password_model(context));
  context.cookies.push_back(auth::session_cookie(context.request.face, context.request.tls, token));
  return context.see_other(context.url(context.request.face == Face::portal ? "/me?done=password" : "/"));
}

List own_roles(web::Context& context) {
  List list;
  for (const auto row : auth::grants_of(context.db(), context.scope.account_id, context.site->id)) {
    const auto* point = context.snapshot->point(row.integer("point_id"));
    list.emplace_back(Fields{{"title", auth::role_title(row["role"].text(), context.scope.locale)},
                             {"point", point == nullptr ? std::string() : point->name},
                             {"area", row.text("area")},
                             {"from", row.text("from_date")},
                             {"to", row.text("to_date")}});
  }
  return list;
}

List own_consents(web::Context& context) {
  List list;
  for (const auto row : context.db().read(
           "select kind, given_at, withdrawn_at from gt_consent where account_id = :account order by id",
           {{"account", context.scope.account_id}})) {
    const auto kind = row.text("kind");
    const bool open = row.is_null("withdrawn_at");
    list.emplace_back(Fields{{"id", kind},
                             {"kind", Message{"consent." + kind, {}}},
                             {"given_at", local_time(row.integer("given_at"))},
                             {"withdrawn_at", open ? Value() : Value(local_time(row.integer("withdrawn_at")))},
                             {"can_withdraw", open && kind == "resident_id"}});
  }
  return list;
}

List own_modules(const web::Context& context) {
  List list;
  for (const auto* plugin : context.services.plugins.plugins()) {
    const auto& manifest = plugin->manifest();
    if (!plugin->running() || !context.snapshot->module_enabled(context.site->id, manifest.name)) continue;
    for (const auto& entry : manifest.portal_menu) {
      list.emplace_back(Fields{{"mark", manifest.mark},
                               {"title", entry.title.in(context.scope.locale)},
                               {"href", context.url("/" + manifest.name + entry.path)}});
    }
  }
  return list;
}

http::Response me(web::Context& context) {
  const auto rows = context.db().read("select login, name, mobile_masked, resident_masked from gt_account where id = :id",
                                      {{"id", context.scope.account_id}});
  const auto done = context.query.text("done");
  const bool known = done == "registered" || done == "password" || done == "mobile" || done == "withdrawn";
  return context.page("me.html", {{"person", Fields{{"login", rows[0].text("login")},
                                                    {"name", rows[0].text("name")},
                                                    {"masked_mobile", rows[0].text("mobile_masked")},
                                                    {"masked_resident_id", rows[0].text("resident_masked")}}},
                                  {"roles", own_roles(context)},
                                  {"consents", own_consents(context)},
                                  {"modules", own_modules(context)},
                                  {"done", known ? Value(Message{"me.done." + std::string(done), {}}) : Value()}});
}

http::Response withdraw(web::Context& context) {
  context.services.accounts.withdraw_consent(context.db(), context.scope, context.scope.account_id, "resident_id");
  return context.see_other(context.url("/me?done=withdrawn"));
}

http::Response leave_everywhere(web::Context& context) {
  context.services.sessions.end_all(context.db(), context.scope.account_id);
  context.cookies.push_back(auth::ended_cookie(context.request.face, context.request.tls));
  return context.see_other(context.url("/signin"));
}

http::Response show_mobile(web::Context& context) {
  return form_page(context, "mobile.html", {}, {}, {{"sms", can_send_codes(context)}, {"code_sent", false}});
}

http::Response change_mobile(web::Context& context) {
  const auto mobile = std::string(context.form.text("mobile"));
  if (context.form.text("step") == "send") {
    if (!can_send_codes(context) || !valid_mobile(mobile)) {
      return form_page(context, "mobile.html", typed(context, {"mobile"}), {{"mobile", {"auth.mobile", {}}}},
                       {{"sms", can_send_codes(context)}, {"code_sent", false}});
    }
    const auto code = context.services.accounts.issue_code(context.db(), context.scope, "mobile", context.scope.account_id);
    send_code(context, mobile, code);
    return form_page(context, "mobile.html", {{"mobile", mobile}}, {}, {{"sms", true}, {"code_sent", true}});
  }
  const auto faults =
      context.services.accounts.change_mobile(context.db(), context.scope, context.form.text("code"), mobile);
  if (!faults.empty()) {
    return form_page(context, "mobile.html", typed(context, {"mobile"}), faults,
                     {{"sms", can_send_codes(context)}, {"code_sent", true}});
  }
  return context.see_other(context.url("/me?done=mobile"));
}

}  // namespace

void add_account_pages(web::Router& site) {
  site.get(Face::portal, "/forgot", web::k_anyone, show_forgot);
  site.post(Face::portal, "/forgot", web::k_anyone, send_reset);
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/reset", web::k_anyone, show_reset);
    site.post(face, "/reset", web::k_anyone, reset);
    site.get(face, "/password", web::k_signed_in, show_password);
    site.post(face, "/password", web::k_signed_in, change_password);
  }
  site.get(Face::console, "/forgot", web::k_anyone, show_forgot);
  site.get(Face::portal, "/me", web::k_signed_in, me);
  site.post(Face::portal, "/me/consent", web::k_signed_in, withdraw);
  site.post(Face::portal, "/me/leave", web::k_signed_in, leave_everywhere);
  site.get(Face::portal, "/mobile", web::k_signed_in, show_mobile);
  site.post(Face::portal, "/mobile", web::k_signed_in, change_mobile);
}

}  // namespace gongting::host::portal
