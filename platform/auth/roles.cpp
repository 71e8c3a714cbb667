#include "auth/roles.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/text.hpp"
#include "sites/divisions.hpp"
#include "sites/transaction.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::size_t k_most_known = 20'000;

[[noreturn]] void refuse(const std::string& field, const std::string& reason) {
  throw Error{Kind::invalid, field + ": " + reason};
}

bool is_administrator(std::string_view role) {
  return role == "SYS_ADMIN" || role == "SEC_ADMIN" || role == "AUDIT_ADMIN";
}

/// Areas are stored as the prefixes that a scope compares with, separated by commas.
std::string stored_areas(const std::vector<std::string>& areas) {
  std::string text;
  for (const auto& area : areas) {
    if (!text.empty()) text.push_back(',');
    text += sites::division_prefix(area);
  }
  return text;
}

constexpr const char* k_valid_today = "g.from_date <= :today and (g.to_date is null or g.to_date >= :today)";

void check_dates(const Grant& grant) {
  if (days_from_date(grant.from_date) < 0) refuse("from_date", "must be a date, yyyy-mm-dd");
  if (grant.to_date.empty()) return;
  if (days_from_date(grant.to_date) < 0) refuse("to_date", "must be a date, yyyy-mm-dd");
  if (grant.to_date < grant.from_date) refuse("to_date", "lies before the first day");
}

void check_place(store::Session& db, const Grant& grant) {
  if (grant.site_id == 0) {
    if (!is_administrator(grant.role)) refuse("site", "only an administrator's office can be for all sites");
    if (grant.point_id != 0 || !grant.areas.empty()) refuse("site", "an office for all sites has no point and no area");
    return;
  }
  const auto sites = db.read("select division from gt_site where id = :id", {{"id", grant.site_id}});
  if (sites.empty()) refuse("site", "there is no such site");
  for (const auto& area : grant.areas) {
    const auto full = area + std::string(area.size() < 12 ? 12 - area.size() : 0, '0');
    if (!sites::division(db, full)) refuse("area", "there is no division " + inert(area));
    if (!sites::lies_in(full, sites[0]["division"].text()))
      refuse("area", area + " does not lie in the site's own division");
  }
  if (grant.role == "COURT_DIRECTOR" && grant.point_id == 0) refuse("point", "a 庭务主任 is one of a point");
  if (grant.point_id == 0) return;
  const auto points = db.read("select id from gt_point where id = :id and site_id = :site",
                              {{"id", grant.point_id}, {"site", grant.site_id}});
  if (points.empty()) refuse("point", "the site has no such point");
  // A scope has one point; which of two would it be?
  const auto others = db.read(
      "select point_id from gt_role_grant where account_id = :account and site_id = :site and point_id <> :point "
      "and (to_date is null or to_date >= :from)",
      {{"account", grant.account_id}, {"site", grant.site_id}, {"point", grant.point_id}, {"from", grant.from_date}});
  if (!others.empty()) refuse("point", "the person is bound to another point of this site; end that first");
}

/// Other workers read the roles again, and the person signs in again: a session never outlives a change of what it may
/// do, so a token that was taken before is worth nothing after (R6).
void privileges_changed(store::Session& db, std::int64_t account_id) {
  db.write("update gt_epoch set value = value + 1 where id = 1");
  db.write("delete from gt_session where account_id = :account", {{"account", account_id}});
}

/// 系统管理员、安全管理员、审计管理员 are three persons (GB/T 22239-2019, 8.1.5), and the first reads no case.
void check_separation(store::Session& db, const Grant& grant) {
  const auto held =
      db.read("select role from gt_role_grant where account_id = :account and (to_date is null or to_date >= :from)",
              {{"account", grant.account_id}, {"from", grant.from_date}});
  for (const auto row : held) {
    const auto other = row.text("role");
    if (other == grant.role) continue;
    if (is_administrator(grant.role) && is_administrator(other))
      refuse("role", role_title(grant.role) + " and " + role_title(other) + " must be different persons");
    if ((grant.role == "SYS_ADMIN" && !is_administrator(other)) ||
        (other == "SYS_ADMIN" && !is_administrator(grant.role)))
      refuse("role", "a 系统管理员 reads no case and holds no other office");
  }
}

}  // namespace

const std::vector<RoleName>& all_roles() {
  static const std::vector<RoleName> roles = {
      {"CITIZEN", "群众", "Citizen", false},
      {"LEGAL_ENTITY_USER", "单位用户", "Organisation user", false},
      {"LAWYER", "律师", "Lawyer", false},
      {"MEDIATOR", "调解员", "Mediator", true},
      {"COURT_DIRECTOR", "庭务主任", "Director of a point", true},
      {"LIAISON_JUDGE", "联系法官", "Liaison judge", true},
      {"FILING_CLERK", "立案人员", "Filing clerk", true},
      {"JUDGE", "法官", "Judge", true},
      {"EXEC_OFFICER", "执行员", "Enforcement officer", true},
      {"PRESIDENT", "院长", "President", true},
      {"DIVISION_CHIEF", "庭长", "Division chief", true},
      {"COMMITTEE_SECRETARY", "审委会秘书", "Judicial committee secretary", true},
      {"GRID_WORKER", "网格员", "Grid worker", true},
      {"GRID_JUDGE", "网格法官", "Grid judge", true},
      {"UNIT_LIAISON", "单位联络员", "Unit liaison", true},
      {"COORD_OFFICE", "联动办公室", "Coordination office", true},
      {"SUPERVISOR", "监督人员", "Supervisor", true},
      {"CONTENT_EDITOR", "内容编辑", "Content editor", true},
      {"FIRST_REVIEWER", "初审人员", "First reviewer", true},
      {"FINAL_REVIEWER", "终审人员", "Final reviewer", true},
      {"SYS_ADMIN", "系统管理员", "System administrator", true},
      {"SEC_ADMIN", "安全管理员", "Security administrator", true},
      {"AUDIT_ADMIN", "审计管理员", "Audit administrator", true},
  };
  return roles;
}

const RoleName* role_named(std::string_view role) {
  for (const auto& known : all_roles())
    if (known.role == role) return &known;
  return nullptr;
}

std::string role_title(std::string_view role, std::string_view locale) {
  const auto* known = role_named(role);
  return std::string(known == nullptr ? role : locale == "en" ? known->en : known->zh);
}

bool Identity::has_role(std::string_view role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

std::shared_ptr<const Identity> Roles::identity(store::Session& db, std::int64_t account_id, std::int64_t site_id,
                                                std::int64_t epoch) {
  const auto day = today();
  const auto key = std::pair(account_id, site_id);
  {
    const std::lock_guard lock(mutex_);
    if (epoch_ == epoch && day_ == day)
      if (const auto found = known_.find(key); found != known_.end()) return found->second;
  }
  auto made = std::make_shared<Identity>();
  made->account_id = account_id;
  made->roles.emplace_back("CITIZEN");
  const auto names = db.read("select name from gt_account where id = :id", {{"id", account_id}});
  if (!names.empty()) made->account_name = names[0].text("name");
  const auto rows =
      db.read(std::string("select g.role, g.point_id, g.area from gt_role_grant g where g.account_id = :account "
                          "and g.site_id in (0, :site) and ") +
                  k_valid_today + " order by g.id",
              {{"account", account_id}, {"site", site_id}, {"today", day}});
  for (const auto row : rows) {
    const auto role = row.text("role");
    if (!made->has_role(role)) made->roles.push_back(role);
    const auto* known = role_named(role);
    if (known != nullptr && known->staff) made->staff = true;
    if (made->point_id == 0) made->point_id = row.integer("point_id");
    for (auto& area : split(row["area"].text(), ','))
      if (std::find(made->areas.begin(), made->areas.end(), area) == made->areas.end())
        made->areas.push_back(std::move(area));
  }
  const std::lock_guard lock(mutex_);
  if (epoch_ > epoch) return made;  // this request began before a change that others have seen already
  if (epoch_ != epoch || day_ != day || known_.size() >= k_most_known) known_.clear();
  epoch_ = epoch;
  day_ = day;
  known_[key] = made;
  return made;
}

void apply(const Identity& identity, Scope& scope) {
  scope.account_id = identity.account_id;
  scope.account_name = identity.account_name;
  scope.roles = identity.roles;
  scope.areas = identity.areas;
  scope.point_id = identity.point_id;
}

std::int64_t grant(store::Session& db, const Scope& scope, const Grant& given) {
  sites::in_transaction(db);
  auto wanted = given;
  if (wanted.from_date.empty()) wanted.from_date = today();
  if (role_named(wanted.role) == nullptr) refuse("role", "there is no role " + inert(wanted.role));
  if (wanted.role == "CITIZEN") refuse("role", "everybody is a citizen; it is not granted");
  // Changed first, so that two grants to one person at the same moment cannot pass each other's check.
  if (db.write("update gt_account set version = version + 1 where id = :id", {{"id", wanted.account_id}}) == 0)
    throw Error{Kind::not_found, "there is no such account"};
  check_dates(wanted);
  check_place(db, wanted);
  check_separation(db, wanted);
  wanted.id = new_id();
  const auto areas = stored_areas(wanted.areas);
  db.write(
      "insert into gt_role_grant (id, account_id, site_id, point_id, role, area, from_date, to_date, granted_by, "
      "created_at) "
      "values (:id, :account, :site, :point, :role, :area, :from, :to, :by, :now)",
      {{"id", wanted.id},
       {"account", wanted.account_id},
       {"site", wanted.site_id},
       {"point", wanted.point_id == 0 ? Value() : Value(wanted.point_id)},
       {"role", wanted.role},
       {"area", areas},
       {"from", wanted.from_date},
       {"to", wanted.to_date.empty() ? Value() : Value(wanted.to_date)},
       {"by", scope.account_id},
       {"now", now_ms()}});
  audit::record(db, scope,
                {"role.grant",
                 "account",
                 wanted.account_id,
                 "ok",
                 {{"role", wanted.role},
                  {"site", wanted.site_id},
                  {"point", wanted.point_id},
                  {"area", areas},
                  {"from", wanted.from_date},
                  {"to", wanted.to_date}}});
  privileges_changed(db, wanted.account_id);
  return wanted.id;
}

void revoke(store::Session& db, const Scope& scope, std::int64_t grant_id) {
  sites::in_transaction(db);
  const auto rows = db.read("select account_id, site_id, role from gt_role_grant where id = :id", {{"id", grant_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such grant"};
  // The last one who can manage accounts would take that with him.
  if (rows[0]["role"].text() == "SYS_ADMIN" && rows[0].integer("site_id") == 0 &&
      db.read("select id from gt_role_grant where role = 'SYS_ADMIN' and site_id = 0 and id <> :id limit 1",
              {{"id", grant_id}})
          .empty())
    refuse("role", "this is the last 系统管理员 of the installation; grant the office to somebody else first");
  db.write("delete from gt_role_grant where id = :id", {{"id", grant_id}});
  audit::record(db, scope,
                {"role.revoke",
                 "account",
                 rows[0].integer("account_id"),
                 "ok",
                 {{"role", rows[0].text("role")}, {"site", rows[0].integer("site_id")}}});
  privileges_changed(db, rows[0].integer("account_id"));
}

Rows grants_of(store::Session& db, std::int64_t account_id, std::int64_t site_id) {
  return db.read(
      // The column first: PostgreSQL takes the type of a parameter from where it first stands, and 0 is no bigint to it.
      "select id, site_id, point_id, role, area, from_date, to_date from gt_role_grant "
      "where account_id = :account and (site_id = :site or :site = 0) order by site_id, id",
      {{"account", account_id}, {"site", site_id}});
}

bool staff_anywhere(store::Session& db, std::int64_t account_id) {
  const auto rows = db.read(
      std::string("select distinct g.role from gt_role_grant g where g.account_id = :account and ") + k_valid_today,
      {{"account", account_id}, {"today", today()}});
  for (const auto row : rows)
    if (const auto* known = role_named(row["role"].text()); known != nullptr && known->staff) return true;
  return false;
}

Rows people(store::Session& db, std::int64_t site_id, std::string_view role) {
  return db.read(std::string("select distinct a.id, a.name, case a.kind when 'citizen' then a.mobile_masked else "
                             "a.login end as login, g.point_id, p.name as point_name from gt_role_grant g "
                             "join gt_account a on a.id = g.account_id left join gt_point p on p.id = g.point_id "
                             "where g.site_id = :site and g.role = :role and a.status = 'active' and ") +
                     k_valid_today + " order by a.name, a.id",
                 {{"site", site_id}, {"role", role}, {"today", today()}});
}

}  // namespace gongting::host::auth
