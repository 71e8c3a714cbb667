// One's own account: what is known about me, where I am signed in, password, number.
#include "auth/accounts.hpp"
#include "auth/provider.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "plugin_host/plugin_host.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"
#include "web/reminder_pages.hpp"

namespace gongting::host::portal {
namespace {

http::Response password_page(web::Context& context, const auth::Faults& faults) {
  return form_page(context, "account/password.html", "password.title", {}, faults,
                   {{"must_change", context.session->must_change}, {"policy", context.site->password_policy}});
}

http::Response show_password(web::Context& context) { return password_page(context, {}); }

http::Response change_password(web::Context& context) {
  if (context.form.text("password") != context.form.text("password_again"))
    return password_page(context, {{"password_again", {"register.again", {}}}});
  std::string token;
  const auto faults = context.services.accounts.change_password(
      context.db(), context.scope, auth::policy_named(context.site->password_policy), context.form.text("old_password"),
      context.form.text("password"), token);
  if (!faults.empty()) return password_page(context, faults);
  context.cookies.push_back(context.services.sessions.cookie(context.request.face, context.request.tls, token));
  return context.see_other(context.url("/me?done=password"));
}

List own_roles(web::Context& context) {
  List list;
  for (const auto row : auth::grants_of(context.db(), context.scope.account_id, context.site->id)) {
    const auto* point = context.snapshot->point(row.integer("point_id"));
    list.emplace_back(Fields{{"title", auth::role_title(row["role"].text(), context.scope.locale)},
                             {"place", point == nullptr ? context.site->name : point->name},
                             {"until", row.text("to_date")}});
  }
  return list;
}

List own_consents(web::Context& context) {
  List list;
  for (const auto row : context.db().read("select kind, given_at, text_version from gt_consent where account_id = "
                                          ":account and withdrawn_at is null order by id",
                                          {{"account", context.scope.account_id}})) {
    const auto kind = row.text("kind");
    Fields entry{{"title", Message{"consent." + kind, {}}},
                 {"given", local_time(row.integer("given_at"))},
                 {"version", row.text("text_version")}};
    if (kind == "resident_id") entry.emplace_back("withdraw", context.url("/me/consent"));
    list.emplace_back(std::move(entry));
  }
  return list;
}

List own_sessions(web::Context& context) {
  List list;
  for (const auto row : context.db().read("select token_hash, face, client, seen_at from gt_session where account_id = "
                                          ":account order by seen_at desc limit 20",
                                          {{"account", context.scope.account_id}})) {
    list.emplace_back(Fields{{"client", row.text("client")},
                             {"seen", local_time(row.integer("seen_at"))},
                             {"here", row["token_hash"].text() == context.session->token_hash}});
  }
  return list;
}

/// Where each module lists this person's matters.
List own_matters(const web::Context& context) {
  List list;
  if (context.request.face != Face::portal) return list;
  for (const auto* plugin : context.modules()) {
    const auto& manifest = plugin->manifest();
    for (const auto& entry : manifest.portal_menu) {
      list.emplace_back(Fields{{"title", entry.title.in(context.scope.locale)},
                               {"href", context.url("/" + manifest.name + entry.path)}});
    }
  }
  return list;
}

/// The identity providers of this face, and whether this account is known there.
List own_providers(web::Context& context) {
  List list;
  const auto links = provider_links(context, {}, true);
  const auto& all = std::get<List>(links[0].second.data());
  const auto on = context.services.providers.on(context.request.face);
  for (std::size_t i = 0; i < on.size(); ++i) {
    auto entry = std::get<Fields>(all[i].data());
    const auto rows = context.db().read("select subject from gt_provider_identity where account_id = :account and issuer = :issuer",
                                        {{"account", context.scope.account_id}, {"issuer", on[i]->settings().issuer}});
    entry.emplace_back("linked", !rows.empty());
    list.emplace_back(std::move(entry));
  }
  return list;
}

Value notice(std::string_view done) {
  if (done == "linked") return Message{"provider.link_done", {}};
  if (done == "registered") return Message{"register.done", {}};
  if (done == "password") return Message{"password.done", {}};
  if (done == "mobile") return Message{"mobile.done", {}};
  if (done == "withdrawn") return Message{"consent.withdrawn", {}};
  return {};
}

http::Response me(web::Context& context) {
  const auto rows = context.db().read(
      "select login, name, mobile_masked, resident_masked, created_at from gt_account where id = :id",
      {{"id", context.scope.account_id}});
  const auto row = rows[0];
  Fields person{{"name", mask_name(row.text("name"))},
                // A citizen's login is his number, which is kept as a hash.
                {"login", row["login"].text().starts_with("mobile:") ? row.text("mobile_masked") : row.text("login")},
                {"mobile", row.text("mobile_masked")},
                {"resident_id", row.text("resident_masked")},
                {"factor", context.session->second_factor},
                {"level", Message{"me.level_" + std::to_string(context.session->identity_level), {}}},
                {"since", local_time(row.integer("created_at"))}};
  Fields model{{"me", std::move(person)},
               {"roles", own_roles(context)},
               {"providers", own_providers(context)},
               {"consents", own_consents(context)},
               {"sessions", own_sessions(context)},
               {"matters", own_matters(context)},
               {"notice", notice(context.query.text("done"))}};
  if (context.request.face == Face::portal && context.session->kind == "citizen")
    model.emplace_back("mobile_change", context.url("/me/mobile"));
  if (context.request.face == Face::portal) model.emplace_back("reminders", web::reminder_rows(context));
  return context.page("account/me.html", model, {.title = Message{"me.title", {}}});
}

http::Response ask_withdraw(web::Context& context) {
  const Message title{"consent.resident_id", {}};
  return context.page("confirm.html", {{"title", Message{"consent.withdraw_title", {{"title", title}}}},
                                       {"happens", List{Message{"consent.withdraw_happens", {}}}},
                                       {"stays", List{Message{"consent.withdraw_stays", {}}}},
                                       {"action", context.url("/me/consent")},
                                       {"button", Message{"consent.withdraw_button", {}}},
                                       {"bad", true},
                                       {"cancel", context.url("/me")},
                                       {"cancel_text", Message{"confirm.cancel", {}}}},
                      {.title = Message{"consent.withdraw_title", {{"title", title}}}});
}

http::Response withdraw(web::Context& context) {
  context.services.accounts.withdraw_consent(context.db(), context.scope, context.scope.account_id, "resident_id");
  return context.see_other(context.url("/me?done=withdrawn"));
}

http::Response leave_everywhere(web::Context& context) {
  context.services.sessions.end_all(context.db(), context.scope.account_id);
  context.cookies.push_back(auth::ended_cookie(context.request.face, context.request.tls));
  return context.see_other(context.url("/signin?out=1"));
}

http::Response mobile_page(web::Context& context, Fields form, const auth::Faults& faults) {
  const auto rows = context.db().read("select mobile_masked from gt_account where id = :id",
                                      {{"id", context.scope.account_id}});
  return form_page(context, "account/mobile.html", "mobile.title", std::move(form), faults,
                   {{"mobile", rows[0].text("mobile_masked")}, {"points", context.url("/points")}});
}

http::Response show_mobile(web::Context& context) { return mobile_page(context, {}, {}); }

http::Response change_mobile(web::Context& context) {
  const auto faults = context.services.accounts.change_mobile(context.db(), context.scope, context.form.text("code"),
                                                              context.form.text("mobile"));
  if (!faults.empty()) return mobile_page(context, typed(context, {"mobile", "code"}), faults);
  return context.see_other(context.url("/me?done=mobile"));
}

}  // namespace

void add_account_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/me", web::k_signed_in, me);
    site.post(face, "/me/signout-all", web::k_signed_in, leave_everywhere);
    site.get(face, "/me/password", web::k_signed_in, show_password);
    site.post(face, "/me/password", web::k_signed_in, change_password);
  }
  site.get(Face::portal, "/me/consent", web::k_signed_in, ask_withdraw);
  site.post(Face::portal, "/me/consent", web::k_signed_in, withdraw);
  site.get(Face::portal, "/me/mobile", web::k_signed_in, show_mobile);
  site.post(Face::portal, "/me/mobile", web::k_signed_in, change_mobile);
}

}  // namespace gongting::host::portal
