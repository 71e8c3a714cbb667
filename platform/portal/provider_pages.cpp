// Signing in by an identity provider: being sent there, coming back, the consent before a first account, and linking.
#include <optional>

#include "audit/audit.hpp"
#include "auth/accounts.hpp"
#include "auth/attempts.hpp"
#include "auth/identity.hpp"
#include "auth/provider.hpp"
#include "auth/sign_in.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

using Outcome = auth::SignInResult::Outcome;

constexpr std::int64_t k_visit_ms = 10 * 60'000;
constexpr const char* k_visit_field = "provider.visit";
constexpr const char* k_claims_field = "provider.claims";
constexpr int k_accounts_per_hour = 30;
/// Each visit leaves a row for ten minutes. From one address, which may be that of a whole village.
constexpr auth::Limit k_visits{300, 3'600'000, 60'000, 3'600'000};

/// Binds a visit to the browser that began it: who was given another's return address gets nowhere with it.
std::string_view visit_cookie_name(bool tls) { return tls ? "__Host-gt_op" : "gt_op"; }
std::string visit_cookie(bool tls, std::string_view value, int seconds) {
  return std::string(visit_cookie_name(tls)) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds) + (tls ? "; Secure" : "");
}

/// The one address to which a provider may send people back to this site on this face; it is registered there.
std::string return_address(const web::Context& context) {
  const auto& configured = context.request.face == Face::portal ? context.services.config.addresses.portal : context.services.config.addresses.console;
  const bool own_name = context.prefix.empty();
  const auto own = (context.request.tls ? "https://" : "http://") + std::string(context.request.header("host"));
  return (configured.empty() || own_name ? own : configured) + context.url("/signin/provider/return");
}

http::Response trouble(web::Context& context, const char* words, int status) {
  return context.page("account/provider_trouble.html", {{"text", Message{words, {}}}, {"signin", context.url("/signin")}, {"console", context.request.face == Face::console}},
                      {.status = status, .title = Message{"provider.trouble", {}}});
}

void note_refused(web::Context& context, const std::string& provider, const std::string& reason) {
  audit::record_alone(context.services.database, context.scope, {"sign_in", "provider", 0, "refused", {{"provider", provider}, {"reason", reason}}});
}

/// What waits for somebody's return.
struct Expected {
  auth::Provider* provider = nullptr;
  auth::Visit visit;
  std::string purpose, back;
  std::int64_t account = 0, began_s = 0;
};

http::Response begin(web::Context& context) {
  const auto on = context.services.providers.on(context.request.face);
  auto* provider = context.services.providers.find(context.query.text("name"), context.request.face);
  if (provider == nullptr && on.size() == 1 && context.query.text("name").empty()) provider = on[0];
  if (provider == nullptr) throw Error{Kind::not_found, "there is no such identity provider"};
  const bool link = context.query.text("link") == "1", again = context.query.text("again") == "1";
  if ((link || again) && !context.signed_in()) return context.see_other(context.url("/signin"));
  const auto wait = auth::count_attempt(context.db(), "provider:" + auth::client_key(context.scope.client), k_visits, context.services.time.now(context.db()));
  context.db().commit();
  if (wait > 0) {
    context.retry_after_s = (wait + 999) / 1000;
    throw Error{Kind::too_many, "this was sent too often"};
  }
  const auto browser = random_token(24);
  context.release_db();  // nobody holds a connection while another computer is asked
  std::pair<auth::Visit, std::string> begun;
  try {
    begun = provider->begin(return_address(context), again);
  } catch (const Error& error) {
    note_refused(context, provider->settings().name, error.what());
    return trouble(context, "provider.down", 503);
  }
  const auto& [visit, address] = begun;
  const Fields secrets{{"nonce", visit.nonce}, {"verifier", visit.verifier}, {"redirect", visit.redirect}, {"began", now_ms() / 1000}};
  context.db().write(
      "insert into gt_provider_visit (state_hash, provider, face, site_id, browser_hash, purpose, account_id, secrets_sealed, back, expires_at) "
      "values (:state, :provider, :face, :site, :browser, :purpose, :account, :secrets, :back, :until)",
      {{"state", auth::token_hash(visit.state)}, {"provider", provider->settings().name}, {"face", face_name(context.request.face)},
       {"site", context.site->id}, {"browser", auth::token_hash(browser)}, {"purpose", link ? "link" : again ? "again" : "in"},
       {"account", link || again ? context.scope.account_id : 0}, {"secrets", context.services.sealing.seal(k_visit_field, to_json(secrets))},
       {"back", next_page(context, context.query.text("back"))}, {"until", context.services.time.now(context.db()) + k_visit_ms}});
  context.cookies.push_back(visit_cookie(context.request.tls, browser, 600));
  return context.see_other(address);
}

/// The visit that this return belongs to, which ends with it. Nothing when there is none: too late, another browser, a
/// second time.
std::optional<Expected> taken(web::Context& context) {
  auto& db = context.db();
  db.begin();
  const auto hash = auth::token_hash(context.query.text("state"));
  const auto rows = db.read("select provider, purpose, account_id, secrets_sealed, back, browser_hash from gt_provider_visit "
                            "where state_hash = :hash and face = :face and site_id = :site and expires_at > :now",
                            {{"hash", hash}, {"face", face_name(context.request.face)}, {"site", context.site->id}, {"now", context.services.time.now(db)}});
  const bool once = db.write("delete from gt_provider_visit where state_hash = :hash", {{"hash", hash}}) == 1;
  db.commit();
  const auto browser = context.request.cookie(visit_cookie_name(context.request.tls));
  if (rows.empty() || !once || browser.empty() || rows[0].text("browser_hash") != auth::token_hash(browser)) return std::nullopt;
  Expected waiting;
  waiting.provider = context.services.providers.find(rows[0].text("provider"), context.request.face);
  if (waiting.provider == nullptr) return std::nullopt;
  const auto secrets = parse_json(context.services.sealing.open(k_visit_field, rows[0].text("secrets_sealed")));
  const Json kept(secrets);
  waiting.visit = {std::string(context.query.text("state")), kept["nonce"].text(), kept["verifier"].text(), kept["redirect"].text()};
  waiting.began_s = kept["began"].integer();
  waiting.purpose = rows[0].text("purpose"), waiting.back = rows[0].text("back"), waiting.account = rows[0].integer("account_id");
  return waiting;
}

std::int64_t account_of(store::Session& db, const auth::Named& named) {
  const auto rows = db.read("select account_id from gt_provider_identity where issuer = :issuer and subject = :subject", {{"issuer", named.issuer}, {"subject", named.subject}});
  return rows.empty() ? 0 : rows[0].integer("account_id");
}

void link(web::Context& context, const auth::ProviderSettings& settings, const auth::Named& named, std::int64_t account) {
  auto& db = context.db();
  db.write("insert into gt_provider_identity (issuer, subject, account_id, linked_at) values (:issuer, :subject, :account, :now)",
           {{"issuer", named.issuer}, {"subject", named.subject}, {"account", account}, {"now", now_ms()}});
  if (settings.identity_level >= auth::k_verified) auth::record_verified(db, context.scope, account, settings.name);
  audit::record(db, context.scope, {"provider.link", "account", account, "ok", {{"provider", settings.name}}});
}

http::Response signed_in(web::Context& context, const auth::ProviderSettings& settings, const auth::Named& named, std::int64_t account, const std::string& back) {
  auto& db = context.db();
  const auto old_token = context.request.cookie(auth::cookie_name(context.request.face, context.request.tls));
  const auto result = context.services.sign_in.sign_in_by_provider(db, context.scope, account, settings.name, named.second_factor, old_token);
  if (result.outcome == Outcome::ok || result.outcome == Outcome::code_wanted)
    if (settings.identity_level >= auth::k_verified) auth::record_verified(db, context.scope, account, settings.name);
  db.commit();
  switch (result.outcome) {
    case Outcome::ok:
      context.cookies.push_back(context.services.sessions.cookie(context.request.face, context.request.tls, result.token));
      return context.see_other(next_page(context, back));
    case Outcome::code_wanted:
      context.cookies.push_back(auth::code_cookie(context.request.tls, result.token));
      return context.see_other(context.url("/signin/code") + "?back=" + http::url_encode(back));
    case Outcome::not_staff: return trouble(context, "auth.not_staff", 403);
    default: return trouble(context, "provider.disabled", 403);
  }
}

/// Keeps what the provider said until the person has read the notice and agreed.
http::Response ask_consent(web::Context& context, const auth::ProviderSettings& settings, const auth::Named& named, const std::string& back) {
  auto& db = context.db();
  const auto id = normalise_resident_id(named.resident_id);
  // An account that only states this number may be another's: its owner has to show that it is his.
  if (settings.identity_level >= auth::k_verified && !id.empty()) {
    const auto known = context.services.accounts.find_person(db, named.name, id);
    if (known != 0) {
      const auto level = db.read("select identity_level from gt_account where id = :id", {{"id", known}})[0].integer("identity_level");
      if (level < auth::k_seen) return trouble(context, "provider.known", 409);
      link(context, settings, named, known);
      return signed_in(context, settings, named, known, back);
    }
  }
  const auto token = random_token(32);
  const Fields claims{{"name", named.name}, {"resident_id", id}, {"mobile", named.mobile}, {"second_factor", named.second_factor}};
  db.write("insert into gt_provider_arrival (token_hash, provider, issuer, subject, claims_sealed, back, expires_at) "
           "values (:hash, :provider, :issuer, :subject, :claims, :back, :until)",
           {{"hash", auth::token_hash(token)}, {"provider", settings.name}, {"issuer", named.issuer}, {"subject", named.subject},
            {"claims", context.services.sealing.seal(k_claims_field, to_json(claims))}, {"back", back}, {"until", context.services.time.now(db) + k_visit_ms}});
  context.cookies.push_back(visit_cookie(context.request.tls, token, 600));
  return context.see_other(context.url("/signin/provider/agree"));
}

http::Response arrive(web::Context& context, const Expected& waiting, const auth::Named& named) {
  const auto& settings = waiting.provider->settings();
  auto& db = context.db();
  db.begin();
  const auto account = account_of(db, named);
  if (waiting.purpose != "in") {
    // Somebody else may have signed in here meanwhile.
    if (!context.signed_in() || context.scope.account_id != waiting.account) return trouble(context, "provider.too_late", 409);
    if (waiting.purpose == "again") {
      if (account != waiting.account) return trouble(context, "provider.other_person", 403);
      context.services.sessions.shown_again(db, *context.session);
      audit::record(db, context.scope, {"step_up", "account", account, "ok", {{"way", "provider"}}});
      return context.see_other(next_page(context, waiting.back));
    }
    if (account != 0 && account != waiting.account) return trouble(context, "provider.linked_elsewhere", 409);
    if (account == 0) link(context, settings, named, waiting.account);
    return context.see_other(context.url("/me?done=linked"));
  }
  if (account != 0) return signed_in(context, settings, named, account, waiting.back);
  if (context.request.face == Face::console) return trouble(context, "provider.not_linked", 403);
  return ask_consent(context, settings, named, waiting.back);
}

http::Response come_back(web::Context& context) {
  const auto waiting = taken(context);
  context.cookies.push_back(visit_cookie(context.request.tls, "", 0));
  if (!waiting) return trouble(context, "provider.too_late", 400);
  const auto& name = waiting->provider->settings().name;
  // RFC 9207: an answer that names another issuer was meant for another visit.
  const auto issuer = context.query.text("iss");
  if (!issuer.empty() && issuer != waiting->provider->settings().issuer) {
    note_refused(context, name, "the answer names another issuer");
    return trouble(context, "provider.refused", 403);
  }
  const auto code = context.query.text("code");
  if (code.empty() || context.query.has("error")) return trouble(context, "provider.not_done", 403);
  context.release_db();
  try {
    const auto named = waiting->provider->finish(waiting->visit, std::string(code), waiting->purpose == "again" ? waiting->began_s : 0);
    return arrive(context, *waiting, named);
  } catch (const Error& error) {
    if (error.kind() != Kind::unavailable && error.kind() != Kind::forbidden && error.kind() != Kind::bad_input) throw;
    if (context.has_db()) context.db().rollback();
    log(Level::warning, "a sign-in by an identity provider failed", {{"provider", name}, {"reason", error.what()}, {"request", context.request.id}});
    note_refused(context, name, error.what());
    return error.kind() == Kind::unavailable ? trouble(context, "provider.down", 503) : trouble(context, "provider.refused", 403);
  }
}

struct Arrival {
  const auth::ProviderSettings* settings = nullptr;
  auth::Named named;
  std::string back;
};

std::optional<Arrival> arrival(web::Context& context) {
  const auto token = context.request.cookie(visit_cookie_name(context.request.tls));
  if (token.empty()) return std::nullopt;
  auto& db = context.db();
  const auto rows = db.read("select provider, issuer, subject, claims_sealed, back from gt_provider_arrival where token_hash = :hash and expires_at > :now",
                            {{"hash", auth::token_hash(token)}, {"now", context.services.time.now(db)}});
  if (rows.empty()) return std::nullopt;
  auto* provider = context.services.providers.find(rows[0].text("provider"), context.request.face);
  if (provider == nullptr) return std::nullopt;
  const auto value = parse_json(context.services.sealing.open(k_claims_field, rows[0].text("claims_sealed")));
  const Json claims(value);
  return Arrival{&provider->settings(),
                 {rows[0].text("issuer"), rows[0].text("subject"), claims["name"].text(), claims["resident_id"].text(), claims["mobile"].text(), claims["second_factor"].boolean()},
                 rows[0].text("back")};
}

http::Response agree_page(web::Context& context, const Arrival& found, const auth::Faults& faults) {
  return form_page(context, "account/provider_agree.html", "provider.agree_title",
                   typed(context, {"name", "notice_read", "resident_id_consent"}), faults,
                   {{"provider", found.settings->title(context.scope.locale)}, {"name", mask_name(found.named.name)}, {"asks_name", found.named.name.empty()},
                    {"resident_id", mask_resident_id(found.named.resident_id)}, {"notice_version", k_notice_version}, {"points", context.url("/points")}});
}

http::Response show_agree(web::Context& context) {
  const auto found = arrival(context);
  return found ? agree_page(context, *found, {}) : trouble(context, "provider.too_late", 400);
}

http::Response agree(web::Context& context) {
  const auto found = arrival(context);
  if (!found) return trouble(context, "provider.too_late", 400);
  auth::Faults faults;
  if (context.form.text("notice_read") != "1") faults.push_back({"notice_read", {"register.notice_required", {}}});
  if (!found->named.resident_id.empty() && context.form.text("resident_id_consent") != "1") faults.push_back({"resident_id_consent", {"register.consent_required", {}}});
  auth::ProviderPerson person{found->named.name.empty() ? std::string(context.form.text("name")) : found->named.name, found->named.resident_id, found->named.mobile,
                              std::string(k_notice_version)};
  if (!faults.empty()) return agree_page(context, *found, faults);
  auto& db = context.db();
  const auto token = context.request.cookie(visit_cookie_name(context.request.tls));
  if (db.write("delete from gt_provider_arrival where token_hash = :hash", {{"hash", auth::token_hash(token)}}) == 0) return trouble(context, "provider.too_late", 400);
  const auto made = context.services.accounts.create_by_provider(db, context.scope, person);
  if (!made.ok()) {
    db.rollback();
    return agree_page(context, *found, made.faults);
  }
  link(context, *found->settings, found->named, made.account_id);
  context.cookies.push_back(visit_cookie(context.request.tls, "", 0));
  return signed_in(context, *found->settings, found->named, made.account_id, found->back);
}

}  // namespace

Fields provider_links(const web::Context& context, std::string_view back, bool linking) {
  List links;
  for (const auto* provider : context.services.providers.on(context.request.face)) {
    auto href = context.url("/signin/provider?name=" + provider->settings().name);
    if (linking) href += "&link=1";
    if (!back.empty()) href += "&back=" + http::url_encode(back);
    links.emplace_back(Fields{{"title", provider->settings().title(context.scope.locale)}, {"href", href}});
  }
  return {{"providers", std::move(links)}};
}

void add_provider_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/signin/provider", web::k_anyone, begin);
    site.get(face, "/signin/provider/return", web::k_anyone, come_back);
  }
  site.get(Face::portal, "/signin/provider/agree", web::k_anyone, show_agree);
  site.post(Face::portal, "/signin/provider/agree", web::k_anyone, agree, k_accounts_per_hour);
}

}  // namespace gongting::host::portal
