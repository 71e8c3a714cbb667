// 人员与权限: who holds a role at this site, and one person's page.
#include "auth/accounts.hpp"
#include "audit/audit.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "console/people_access.hpp"
#include "gongting/identifiers.hpp"
#include "sites/divisions.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

constexpr std::int64_t k_page = 20;

/// The roles of one account at this site (and for all sites, when this administrator may know), in words.
std::string role_words(web::Context& context, std::int64_t account, bool installation) {
  std::string words;
  const auto day = today();
  const auto grants = auth::grants_of(context.db(), account);
  for (const auto grant : grants) {
    const auto site = grant.integer("site_id");
    if (site != context.site->id && !(site == 0 && installation)) continue;
    const auto to = grant.text("to_date");
    if (!to.empty() && to < day) continue;
    const auto title = auth::role_title(grant.text("role"), context.scope.locale);
    if (words.find(title) == std::string::npos) words += (words.empty() ? "" : "、") + title;
  }
  return words;
}

Fields row(web::Context& context, const Row& account, bool installation, bool named) {
  const auto id = account.integer("id");
  const bool active = account.text("status") == "active";
  auto roles = role_words(context, id, installation);
  const auto login = account.text("login");
  const auto href = context.url("/people/" + std::to_string(id));
  return {{"title", named && roles.empty() ? mask_name(account.text("name")) : account.text("name")},
          {"login", login},
          {"roles", std::move(roles)},
          {"active", active},
          {"seen", account.is_null("last_seen_at") ? std::string() : local_time(account.integer("last_seen_at"))},
          {"href", named ? href + "?login=" + http::url_encode(login) : href}};
}

List role_choices(const std::string& chosen) {
  List list;
  for (const auto& role : auth::all_roles())
    if (role.role != "CITIZEN")
      list.emplace_back(Fields{{"value", role.role}, {"title", role.zh}, {"chosen", role.role == chosen}});
  return list;
}

std::string area_words(PlaceNames& places, const std::string& areas) {
  std::string words;
  for (auto& area : split(areas, ',')) {
    if (area.empty()) continue;
    area.resize(12, '0');
    const auto name = places.name(area);
    words += (words.empty() ? "" : "、") + (name.empty() ? area : name);
  }
  return words;
}

List grant_rows(web::Context& context, std::int64_t account, bool may_revoke, bool installation) {
  List list;
  PlaceNames places(context);
  const auto day = today();
  const auto grants = auth::grants_of(context.db(), account);
  for (const auto grant : grants) {
    const auto site = grant.integer("site_id");
    const bool for_all = site == 0;
    if (site != context.site->id && !(for_all && installation)) continue;
    const auto* point = context.snapshot->point(grant.integer("point_id"));
    const auto from = grant.text("from_date"), to = grant.text("to_date");
    const std::string_view state = !to.empty() && to < day ? "ended" : from > day ? "later" : "valid";
    list.emplace_back(Fields{{"title", auth::role_title(grant.text("role"), context.scope.locale)},
                             {"everywhere", for_all},
                             {"point", point == nullptr ? std::string() : point->name},
                             {"area", area_words(places, grant.text("area"))},
                             {"from", from},
                             {"to", to},
                             {"state", Message{"console.grant.state_" + std::string(state), {}}},
                             {"valid", state == "valid"},
                             {"revoke_href", may_revoke ? context.url("/people/" + std::to_string(account) + "/grants/" +
                                                                      std::to_string(grant.integer("id")) + "/revoke")
                                                        : std::string()}});
  }
  return list;
}

}  // namespace

http::Response people_list(web::Context& context) {
  const auto who = administrator_of(context);
  const auto words = trim(context.query.text("q"));
  const auto role = std::string(auth::role_named(context.query.text("role")) == nullptr ? "" : context.query.text("role"));
  long long before = 0;
  if (!parse_integer(context.query.text("before"), before) || before < 0) before = 0;

  // An administrator of all sites also finds those who hold an office for all sites.
  std::string where = "exists (select 1 from gt_role_grant g where g.account_id = a.id and g.site_id in (:site, :all)";
  Fields params{{"site", context.site->id}, {"all", who.installation ? std::int64_t{0} : context.site->id}};
  if (!role.empty()) where += " and g.role = :role", params.emplace_back("role", role);
  where += ")";
  if (!words.empty()) {
    where += " and (a.name like :like escape '!' or a.login like :like escape '!')";
    params.emplace_back("like", like_pattern(words));
  }
  if (before > 0) where += " and a.id < :before", params.emplace_back("before", before);
  params.emplace_back("most", k_page + 1);
  auto& db = context.db();
  const auto found = db.read("select a.id, a.login, a.name, a.status, a.last_seen_at from gt_account a where " + where +
                                 " order by a.id desc limit :most",
                             params);
  List rows;
  std::int64_t last = 0;
  bool named_is_listed = false;
  const auto exact = words.empty() ? std::int64_t{0} : context.services.accounts.find_login(db, words);
  for (const auto account : found) {
    if (rows.size() == static_cast<std::size_t>(k_page)) break;
    last = account.integer("id");
    named_is_listed = named_is_listed || last == exact;
    rows.emplace_back(row(context, account, who.installation, false));
  }
  // Somebody without a role here, a new account above all, is found by who knows the login.
  if (exact != 0 && !named_is_listed && before == 0) {
    const auto named = db.read("select id, login, name, status, last_seen_at from gt_account where id = :id", {{"id", exact}});
    rows.emplace_back(row(context, named[0], who.installation, true));
  }
  if (!words.empty()) {
    audit::record(db, context.scope, {"person.search", "account", 0, "ok", {{"words", words}, {"found", static_cast<std::int64_t>(rows.size())}}});
  }
  const bool more = found.size() > static_cast<std::size_t>(k_page);
  const auto link = [&](std::int64_t id) {
    return address(context, "/people", {{"q", words}, {"role", role}, {"before", id == 0 ? std::string() : std::to_string(id)}});
  };
  return show(context, "people",
              {{"rows", std::move(rows)},
               {"q", words},
               {"roles", role_choices(role)},
               {"filtered", !words.empty() || !role.empty()},
               {"first_href", before > 0 ? link(0) : std::string()},
               {"next_href", more ? link(last) : std::string()},
               {"paged", before > 0 || more},
               {"new_href", context.url("/people/new")},
               {"sign_in_href", context.can("core.roles") ? context.url("/people/sign-in") : std::string()}},
              "people", "/people");
}

http::Response person_page(web::Context& context) {
  const auto id = context.id();
  const auto who = administrator_of(context);
  const auto whom = subject_of(context, id);
  auto& db = context.db();
  const auto accounts = db.read(
      "select login, name, kind, status, mobile_masked, must_change, created_at, last_seen_at, second_factor, identity_level from gt_account where id = :id",
      {{"id", id}});
  const auto account = accounts[0];
  const auto login = account.text("login");
  const auto named_login = context.query.text("login");
  const bool named = !named_login.empty() && context.services.accounts.find_login(db, named_login) == id;
  if (!may_see(who, whom, named)) throw Error{Kind::not_found, "there is no such person"};
  audit::record(db, context.scope, {"person.open", "account", id, "ok", {}});

  const bool active = account.text("status") == "active";
  const bool roles = context.can("core.roles");
  const auto control = may_control(who, whom);
  const auto granting = may_grant(who, whom);
  const auto base = context.url("/people/" + std::to_string(id));
  const auto suffix = whom.here ? std::string() : "?login=" + http::url_encode(login);
  // Nobody switches off, or lets himself into, the account of somebody who has nothing to do with this site.
  const bool ours = whom.here || (who.installation && whom.elsewhere);
  const auto why = control == Hindrance::none ? Value() : Value(Message{"console.hindrance." + std::string(hindrance_name(control)), {}});
  return show(context, "person",
              {{"title", whom.here || who.installation ? account.text("name") : mask_name(account.text("name"))},
               {"login", login},
               {"kind", Message{"console.person.kind_" + account.text("kind"), {}}},
               {"active", active},
               {"mobile", account.text("mobile_masked")},
               {"must_change", account.integer("must_change") != 0},
               {"created", local_time(account.integer("created_at"))},
               {"seen", account.is_null("last_seen_at") ? std::string() : local_time(account.integer("last_seen_at"))},
               {"grants", grant_rows(context, id, roles && granting == Hindrance::none, who.installation)},
               {"elsewhere", whom.elsewhere && !who.installation},
               {"why_not", ours ? why : Value()},
               {"state_href", ours && control == Hindrance::none ? base + "/state?to=" + (active ? "off" : "on") : std::string()},
               {"code_href", ours && active && roles && control == Hindrance::none ? base + "/code" : std::string()},
               {"level", Message{"console.person.level_" + std::to_string(account.integer("identity_level")), {}}},
               {"factor", account.integer("second_factor") != 0},
               {"factor_href", ours && account.integer("second_factor") != 0 && roles && control == Hindrance::none ? base + "/second-factor" : std::string()},
               {"grant_href", active && roles && granting == Hindrance::none ? base + "/grants/new" + suffix : std::string()},
               {"done", Message{"console.done." + std::string(context.query.text("done")), {}}},
               {"is_done", context.query.text("done") == "granted" || context.query.text("done") == "revoked" ||
                               context.query.text("done") == "off" || context.query.text("done") == "factor" || context.query.text("done") == "on"},
               {"back_href", context.url("/people")}},
              "person", "/people");
}

}  // namespace gongting::host::console
