#include "sites/changes.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "sites/divisions.hpp"
#include "sites/transaction.hpp"
#include "store/database.hpp"

namespace gongting::host::sites {
namespace {

[[noreturn]] void refuse(const std::string& field, const std::string& reason) {
  throw Error{Kind::invalid, field + ": " + reason};
}

/// Text that a person wrote for others to read: there, well-formed, not endless, one line.
void check_text(const char* field, std::string& text, std::size_t least, std::size_t most) {
  text = trim(text);
  if (inert(text) != text) refuse(field, "holds characters that cannot be shown");
  const auto size = characters(text);
  if (size < least) refuse(field, "is missing");
  if (size > most) refuse(field, "is longer than " + std::to_string(most) + " characters");
}

bool name_form(std::string_view text, std::size_t most) {
  if (text.empty() || text.size() > most || text.front() < 'a' || text.front() > 'z') return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

void check_plugin(const std::string& plugin) {
  if (!name_form(plugin, 40)) refuse("plugin", "is no name of a plugin");
}

/// Words that are first segments of the host's own addresses.
constexpr std::string_view k_taken_slugs[] = {"assets",   "healthz", "readyz", "api",     "signin", "signout",
                                              "register", "me",      "points", "modules", "people", "settings",
                                              "audit",    "sites",   "robots", "favicon"};

void check_slug(const std::string& slug) {
  if (slug.size() < 2 || !name_form(slug, 32) || slug.find('_') != std::string::npos)
    refuse("slug", "needs 2 to 32 of a-z, 0-9 and -, beginning with a letter");
  if (std::find(std::begin(k_taken_slugs), std::end(k_taken_slugs), slug) != std::end(k_taken_slugs))
    refuse("slug", "\"" + slug + "\" is an address of the platform itself");
}

void check_host(std::string& host) {
  for (auto& c : host)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (host.empty()) return;
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; };
  if (host.size() > 253 || !std::all_of(host.begin(), host.end(), letter) || host.front() == '.' ||
      host.back() == '.' || host.find("..") != std::string::npos)
    refuse("host", "is no host name");
}

void check_colours(const Site& site) {
  if (!site.accent.empty())
    if (const auto fault = accent_fault(site.accent)) {
      if (*fault == "site.accent_contrast") refuse("accent", "has less than 7:1 contrast with white");
      if (*fault == "site.accent_red") refuse("accent", "is too near to the red that means error");
      refuse("accent", "must be written #rrggbb");
    }
  if (!site.seal.empty() && accent_fault(site.seal) == "site.accent_form") refuse("seal", "must be written #rrggbb");
}

void check_site(store::Session& db, Site& site) {
  const auto of_court = court(db, site.court_code);
  if (!of_court) refuse("court_code", "there is no court " + inert(site.court_code) + "; import the courts first");
  if (site.division.empty()) site.division = of_court->division;
  if (site.name.empty()) site.name = of_court->name;
  if (!division(db, site.division)) refuse("division", "there is no division " + inert(site.division));
  check_text("name", site.name, 2, 60);
  if (site.short_name.empty()) site.short_name = site.name;
  check_text("short_name", site.short_name, 1, 30);
  check_text("phone", site.phone, 0, 40);
  check_text("address", site.address, 0, 120);
  check_host(site.host);
  check_colours(site);
  if (site.password_policy != "asvs" && site.password_policy != "djbh3") refuse("password_policy", "is asvs or djbh3");
  if (site.status != "active" && site.status != "closed") refuse("status", "is active or closed");
}

Value or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value or_null(std::int64_t id) { return id == 0 ? Value() : Value(id); }

/// Says which of the unique values is taken, instead of leaving it to the database's error.
void check_taken(store::Session& db, const Site& site) {
  const auto rows = db.read(
      "select slug, court_code, host from gt_site where id <> :id and (slug = :slug or court_code = :court or host = "
      ":host)",
      {{"id", site.id}, {"slug", site.slug}, {"court", site.court_code}, {"host", site.host}});
  for (const auto row : rows) {
    if (row["slug"].text() == site.slug) throw Error{Kind::conflict, "slug: another site is called " + site.slug};
    if (row["court_code"].text() == site.court_code)
      throw Error{Kind::conflict, "court_code: " + site.court_code + " has a site already"};
    if (!site.host.empty() && row["host"].text() == site.host)
      throw Error{Kind::conflict, "host: another site has the name " + site.host};
  }
}

void check_reason(std::string& reason) { check_text("reason", reason, 2, 200); }

void check_point(store::Session& db, Point& point) {
  const auto rows = db.read("select division from gt_site where id = :id", {{"id", point.site_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such site"};
  check_text("name", point.name, 2, 60);
  check_text("address", point.address, 0, 120);
  check_text("phone", point.phone, 0, 40);
  if (!division(db, point.division)) refuse("division", "there is no division " + inert(point.division));
  if (!lies_in(point.division, rows[0]["division"].text()))
    refuse("division", point.division + " does not lie in the site's own division");
  for (const auto account : {point.director_id, point.judge_id})
    if (account != 0 && db.read("select id from gt_account where id = :id", {{"id", account}}).empty())
      refuse(account == point.director_id ? "director" : "judge", "there is no such account");
  if (point.status != "active" && point.status != "closed") refuse("status", "is active or closed");
  const auto same =
      db.read("select id from gt_point where site_id = :site and division = :division and name = :name and id <> :id",
              {{"site", point.site_id}, {"division", point.division}, {"name", point.name}, {"id", point.id}});
  if (!same.empty()) throw Error{Kind::conflict, "name: there is a point of this name in this division already"};
}

}  // namespace

std::int64_t add_site(store::Session& db, const Scope& scope, Site site) {
  in_transaction(db);
  site.id = 0;
  check_slug(site.slug);
  check_site(db, site);
  check_taken(db, site);
  site.id = new_id();
  db.write(
      "insert into gt_site (id, slug, court_code, name, short_name, division, host, accent, seal, phone, address, "
      "password_policy, status, version, created_at) values (:id, :slug, :court, :name, :short, :division, :host, "
      ":accent, "
      ":seal, :phone, :address, :policy, :status, 1, :now)",
      {{"id", site.id},
       {"slug", site.slug},
       {"court", site.court_code},
       {"name", site.name},
       {"short", site.short_name},
       {"division", site.division},
       {"host", or_null(site.host)},
       {"accent", or_null(site.accent)},
       {"seal", or_null(site.seal)},
       {"phone", site.phone},
       {"address", site.address},
       {"policy", site.password_policy},
       {"status", site.status},
       {"now", now_ms()}});
  audit::record(db, scope, {"site.add", "site", site.id, "ok", {{"slug", site.slug}, {"court", site.court_code}}});
  bump_epoch(db);
  return site.id;
}

void update_site(store::Session& db, const Scope& scope, const Site& given) {
  in_transaction(db);
  auto site = given;
  const auto rows = db.read(
      "select slug, name, short_name, division, host, accent, seal, phone, address, password_policy, status from "
      "gt_site "
      "where id = :id",
      {{"id", site.id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such site"};
  site.slug = rows[0].text("slug");
  check_site(db, site);
  check_taken(db, site);
  const auto changed = db.write(
      "update gt_site set court_code = :court, name = :name, short_name = :short, division = :division, host = :host, "
      "accent = :accent, seal = :seal, phone = :phone, address = :address, password_policy = :policy, status = "
      ":status, "
      "version = version + 1 where id = :id and version = :version",
      {{"court", site.court_code},
       {"name", site.name},
       {"short", site.short_name},
       {"division", site.division},
       {"host", or_null(site.host)},
       {"accent", or_null(site.accent)},
       {"seal", or_null(site.seal)},
       {"phone", site.phone},
       {"address", site.address},
       {"policy", site.password_policy},
       {"status", site.status},
       {"id", site.id},
       {"version", site.version}});
  if (changed == 0) throw Error{Kind::conflict, "the site was changed by somebody else meanwhile"};
  Fields detail{{"slug", site.slug}};
  const auto note = [&](const char* field, const std::string& now) {
    if (const auto before = rows[0].text(field); before != now)
      detail.emplace_back(field, Fields{{"from", before}, {"to", now}});
  };
  note("name", site.name), note("short_name", site.short_name), note("division", site.division),
      note("host", site.host);
  note("accent", site.accent), note("seal", site.seal), note("phone", site.phone), note("address", site.address);
  note("password_policy", site.password_policy), note("status", site.status);
  audit::record(db, scope, {"site.update", "site", site.id, "ok", detail});
  bump_epoch(db);
}

void switch_module(store::Session& db, const Scope& scope, std::int64_t site_id, const std::string& plugin,
                   bool enabled, const std::string& reason) {
  in_transaction(db);
  auto why = reason;
  check_plugin(plugin);
  check_reason(why);
  if (db.read("select id from gt_site where id = :id", {{"id", site_id}}).empty())
    throw Error{Kind::not_found, "there is no such site"};
  const Fields row{{"site", site_id}, {"plugin", plugin},        {"enabled", enabled ? 1 : 0},
                   {"now", now_ms()}, {"who", scope.account_id}, {"reason", why}};
  if (db.write("update gt_module set enabled = :enabled, changed_at = :now, changed_by = :who, reason = :reason "
               "where site_id = :site and plugin = :plugin",
               row) == 0)
    db.write(
        "insert into gt_module (site_id, plugin, enabled, changed_at, changed_by, reason) "
        "values (:site, :plugin, :enabled, :now, :who, :reason)",
        row);
  audit::record(
      db, scope,
      {enabled ? "module.enable" : "module.disable", "site", site_id, "ok", {{"plugin", plugin}, {"reason", why}}});
  bump_epoch(db);
}

void switch_point_module(store::Session& db, const Scope& scope, std::int64_t point_id, const std::string& plugin,
                         bool enabled, const std::string& reason) {
  in_transaction(db);
  auto why = reason;
  check_plugin(plugin);
  check_reason(why);
  if (db.read("select id from gt_point where id = :id", {{"id", point_id}}).empty())
    throw Error{Kind::not_found, "there is no such point"};
  const Fields row{{"point", point_id},
                   {"plugin", plugin},
                   {"enabled", enabled ? 1 : 0},
                   {"now", now_ms()},
                   {"who", scope.account_id}};
  if (db.write("update gt_point_module set enabled = :enabled, changed_at = :now, changed_by = :who "
               "where point_id = :point and plugin = :plugin",
               row) == 0)
    db.write(
        "insert into gt_point_module (point_id, plugin, enabled, changed_at, changed_by) "
        "values (:point, :plugin, :enabled, :now, :who)",
        row);
  audit::record(
      db, scope,
      {enabled ? "module.enable" : "module.disable", "point", point_id, "ok", {{"plugin", plugin}, {"reason", why}}});
  bump_epoch(db);
}

void set_setting(store::Session& db, const Scope& scope, std::int64_t site_id, const std::string& plugin,
                 const std::string& key, const Value& value) {
  in_transaction(db);
  check_plugin(plugin);
  if (!name_form(key, 60)) refuse("key", "is no name of a setting");
  if (db.read("select id from gt_site where id = :id", {{"id", site_id}}).empty())
    throw Error{Kind::not_found, "there is no such site"};
  const Fields which{{"site", site_id}, {"plugin", plugin}, {"key", key}};
  const auto before =
      db.read("select value from gt_setting where site_id = :site and plugin = :plugin and key = :key", which);
  const auto text = to_json(value);
  if (value.is_null() ? before.empty() : !before.empty() && before[0]["value"].text() == text) return;
  db.write("delete from gt_setting where site_id = :site and plugin = :plugin and key = :key", which);
  if (!value.is_null())
    db.write(
        "insert into gt_setting (site_id, plugin, key, value, changed_at, changed_by) "
        "values (:site, :plugin, :key, :value, :now, :who)",
        {{"site", site_id},
         {"plugin", plugin},
         {"key", key},
         {"value", text},
         {"now", now_ms()},
         {"who", scope.account_id}});
  audit::record(db, scope,
                {"setting.change",
                 "site",
                 site_id,
                 "ok",
                 {{"plugin", plugin},
                  {"key", key},
                  {"from", before.empty() ? std::string() : before[0].text("value")},
                  {"to", value.is_null() ? std::string() : text}}});
  bump_epoch(db);
}

std::int64_t add_point(store::Session& db, const Scope& scope, Point point) {
  in_transaction(db);
  point.id = 0;
  check_point(db, point);
  point.id = new_id();
  db.write(
      "insert into gt_point (id, site_id, name, kind, division, address, phone, opening, director_id, judge_id, "
      "status, "
      "version, created_at) values (:id, :site, :name, :kind, :division, :address, :phone, :opening, :director, "
      ":judge, "
      ":status, 1, :now)",
      {{"id", point.id},
       {"site", point.site_id},
       {"name", point.name},
       {"kind", kind_name(point.kind)},
       {"division", point.division},
       {"address", point.address},
       {"phone", point.phone},
       {"opening", point.opening.json()},
       {"director", or_null(point.director_id)},
       {"judge", or_null(point.judge_id)},
       {"status", point.status},
       {"now", now_ms()}});
  audit::record(db, scope,
                {"point.add", "point", point.id, "ok", {{"name", point.name}, {"division", point.division}}});
  bump_epoch(db);
  return point.id;
}

void update_point(store::Session& db, const Scope& scope, const Point& given) {
  in_transaction(db);
  auto point = given;
  const auto rows = db.read(
      "select site_id, name, kind, division, address, phone, opening, director_id, judge_id, status from gt_point "
      "where id = :id",
      {{"id", point.id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such point"};
  point.site_id = rows[0].integer("site_id");
  check_point(db, point);
  const auto changed = db.write(
      "update gt_point set name = :name, kind = :kind, division = :division, address = :address, phone = :phone, "
      "opening = :opening, director_id = :director, judge_id = :judge, status = :status, version = version + 1 "
      "where id = :id and version = :version",
      {{"name", point.name},
       {"kind", kind_name(point.kind)},
       {"division", point.division},
       {"address", point.address},
       {"phone", point.phone},
       {"opening", point.opening.json()},
       {"director", or_null(point.director_id)},
       {"judge", or_null(point.judge_id)},
       {"status", point.status},
       {"id", point.id},
       {"version", point.version}});
  if (changed == 0) throw Error{Kind::conflict, "the point was changed by somebody else meanwhile"};
  Fields detail;
  const auto note = [&](const char* field, const std::string& before, const std::string& now) {
    if (before != now) detail.emplace_back(field, Fields{{"from", before}, {"to", now}});
  };
  const auto row = rows[0];
  note("name", row.text("name"), point.name), note("kind", row.text("kind"), std::string(kind_name(point.kind)));
  note("division", row.text("division"), point.division), note("address", row.text("address"), point.address);
  note("phone", row.text("phone"), point.phone), note("opening", row.text("opening"), point.opening.json());
  note("director", std::to_string(row.integer("director_id")), std::to_string(point.director_id));
  note("judge", std::to_string(row.integer("judge_id")), std::to_string(point.judge_id));
  note("status", row.text("status"), point.status);
  audit::record(db, scope, {"point.update", "point", point.id, "ok", detail});
  bump_epoch(db);
}

}  // namespace gongting::host::sites
