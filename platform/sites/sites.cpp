#include "sites/sites.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/log.hpp"
#include "sites/divisions.hpp"
#include "sites/holidays.hpp"
#include "store/database.hpp"

namespace gongting::host::sites {
namespace {

constexpr std::int64_t k_epoch_row = 1, k_content_row = 2;

std::int64_t read_row(store::Session& db, std::int64_t id) {
  const auto rows = db.read("select value from gt_epoch where id = :id", {{"id", id}});
  return rows.empty() ? 0 : rows[0].integer("value");
}

/// Opening times were checked when they were stored. If somebody changed the database by hand, one point without times
/// is better than no site at all.
Opening stored_opening(const Row& row) {
  try {
    return Opening::parse(row["opening"].text());
  } catch (const Error& error) {
    log(Level::warning, "a point's opening times cannot be read; it is shown as by appointment",
        {{"point", row.integer("id")}, {"reason", error.what()}});
    return {};
  }
}

Value stored_setting(const Row& row) {
  try {
    return parse_json(row["value"].text());
  } catch (const Error& error) {
    log(Level::warning, "a setting cannot be read; the plugin's default is used",
        {{"plugin", row.text("plugin")}, {"key", row.text("key")}, {"reason", error.what()}});
    return {};
  }
}

/// Whoever stands for a point, by account. A disabled account stands for nothing.
std::map<std::int64_t, std::string> people_at_points(store::Session& db) {
  std::map<std::int64_t, std::string> people;
  const auto rows = db.read(
      "select id, name from gt_account where status = 'active' and id in "
      "(select director_id from gt_point union select judge_id from gt_point)");
  for (const auto row : rows) people.emplace(row.integer("id"), row.text("name"));
  return people;
}

}  // namespace

std::string_view kind_name(PointKind kind) {
  switch (kind) {
    case PointKind::village: return "VILLAGE";
    case PointKind::town: return "TOWN";
    case PointKind::special: return "SPECIAL";
  }
  return "VILLAGE";
}

PointKind kind_named(std::string_view name) {
  for (const auto kind : {PointKind::village, PointKind::town, PointKind::special})
    if (kind_name(kind) == name) return kind;
  throw Error{Kind::invalid, "kind: a point is VILLAGE, TOWN or SPECIAL"};
}

const Site* Snapshot::by_id(std::int64_t id) const {
  const auto found = std::find_if(sites_.begin(), sites_.end(), [&](const Site& site) { return site.id == id; });
  return found == sites_.end() ? nullptr : &*found;
}

const Site* Snapshot::by_slug(std::string_view slug) const {
  const auto found = std::find_if(sites_.begin(), sites_.end(), [&](const Site& site) { return site.slug == slug; });
  return found == sites_.end() ? nullptr : &*found;
}

const Site* Snapshot::by_host(std::string_view host) const {
  if (host.empty()) return nullptr;
  const auto found = std::find_if(sites_.begin(), sites_.end(), [&](const Site& site) { return site.host == host; });
  return found == sites_.end() ? nullptr : &*found;
}

const Site* Snapshot::by_division(std::string_view division) const {
  const Site* nearest = nullptr;
  std::size_t length = 0;
  for (const auto& site : sites_) {
    const auto prefix = division_prefix(site.division);
    if (site.active() && prefix.size() > length && division.starts_with(prefix))
      nearest = &site, length = prefix.size();
  }
  return nearest;
}

const std::vector<Point>& Snapshot::points(std::int64_t site_id) const {
  static const std::vector<Point> none;
  const auto found = points_.find(site_id);
  return found == points_.end() ? none : found->second;
}

const Rows& Snapshot::divisions(std::int64_t site_id) const {
  static const Rows none;
  const auto found = divisions_.find(site_id);
  return found == divisions_.end() ? none : found->second;
}

const Point* Snapshot::point(std::int64_t id) const {
  const auto found = point_at_.find(id);
  return found == point_at_.end() ? nullptr : &points_.at(found->second.first)[found->second.second];
}

bool Snapshot::module_enabled(std::int64_t site_id, const std::string& plugin, std::int64_t point_id) const {
  const auto* site = by_id(site_id);
  if (site == nullptr || !site->module_enabled(plugin)) return false;
  if (point_id == 0) return true;
  const auto* here = point(point_id);
  return here != nullptr && here->site_id == site_id && !here->modules_off.contains(plugin);
}

const clock::Calendar& Snapshot::calendar(std::int64_t site_id) const {
  static const clock::Calendar none;
  const auto own = calendars_.find(site_id);
  if (own != calendars_.end()) return *own->second;
  return calendar_ ? *calendar_ : none;
}

std::shared_ptr<const Snapshot> Sites::snapshot(store::Session& db, std::int64_t epoch) {
  std::shared_ptr<const Snapshot> known;
  {
    const std::lock_guard lock(mutex_);
    known = cached_;
  }
  // Another thread may have read a newer one while this request carried an older epoch: newer is never wrong.
  if (known && epoch <= known->epoch()) return known;

  const auto content = read_row(db, k_content_row);
  std::shared_ptr<const Snapshot> fresh;
  if (known && known->content_ == content) {
    auto copy = std::make_shared<Snapshot>(*known);
    copy->epoch_ = epoch;
    fresh = std::move(copy);
  } else {
    fresh = load(db, epoch, content);
  }
  const std::lock_guard lock(mutex_);
  if (!cached_ || cached_->epoch() < fresh->epoch()) cached_ = fresh;
  return cached_;
}

std::shared_ptr<const Snapshot> Sites::load(store::Session& db, std::int64_t epoch, std::int64_t content) {
  // The epochs were read before the rows: rows that change meanwhile are read again at the next request.
  auto made = std::make_shared<Snapshot>();
  made->epoch_ = epoch;
  made->content_ = content;

  std::map<std::int64_t, std::size_t> at;
  const auto site_rows = db.read(
      "select id, slug, court_code, name, short_name, division, host, accent, seal, phone, address, password_policy, "
      "status, version from gt_site order by division, id");
  for (const auto row : site_rows) {
    at[row.integer("id")] = made->sites_.size();
    auto& site = made->sites_.emplace_back();
    site.id = row.integer("id");
    site.slug = row.text("slug");
    site.court_code = row.text("court_code");
    site.name = row.text("name");
    site.short_name = row.text("short_name");
    site.division = row.text("division");
    site.host = row.text("host");
    site.accent = row.text("accent");
    site.seal = row.text("seal");
    site.phone = row.text("phone");
    site.address = row.text("address");
    site.password_policy = row.text("password_policy");
    site.status = row.text("status");
    site.version = row.integer("version");
  }
  const auto module_rows = db.read("select site_id, plugin, enabled from gt_module");
  for (const auto row : module_rows)
    if (const auto found = at.find(row.integer("site_id")); found != at.end())
      made->sites_[found->second].modules[row.text("plugin")] = row.integer("enabled") != 0;
  const auto setting_rows = db.read("select site_id, plugin, key, value from gt_setting");
  for (const auto row : setting_rows)
    if (const auto found = at.find(row.integer("site_id")); found != at.end())
      made->sites_[found->second].settings[{row.text("plugin"), row.text("key")}] = stored_setting(row);

  const auto point_rows = db.read(
      "select id, site_id, name, kind, division, address, phone, opening, director_id, judge_id, status, version "
      "from gt_point order by site_id, division, id");
  const auto people = people_at_points(db);
  const auto name_of = [&](std::int64_t account) {
    const auto found = people.find(account);
    return found == people.end() ? std::string() : found->second;
  };
  for (const auto row : point_rows) {
    auto& points = made->points_[row.integer("site_id")];
    made->point_at_[row.integer("id")] = {row.integer("site_id"), points.size()};
    auto& point = points.emplace_back();
    point.id = row.integer("id");
    point.site_id = row.integer("site_id");
    point.name = row.text("name");
    point.kind = kind_named(row["kind"].text());
    point.division = row.text("division");
    point.address = row.text("address");
    point.phone = row.text("phone");
    point.opening = stored_opening(row);
    point.director_id = row.integer("director_id");
    point.judge_id = row.integer("judge_id");
    point.director = name_of(point.director_id);
    point.judge = name_of(point.judge_id);
    point.status = row.text("status");
    point.version = row.integer("version");
  }
  for (const auto& site : made->sites_) made->divisions_.emplace(site.id, divisions_below(db, site.division));
  const auto off_rows = db.read("select point_id, plugin from gt_point_module where enabled = 0");
  for (const auto row : off_rows)
    if (const auto found = made->point_at_.find(row.integer("point_id")); found != made->point_at_.end())
      made->points_[found->second.first][found->second.second].modules_off.insert(row.text("plugin"));
  auto own = own_holidays(db);
  auto everywhere = shipped_;
  everywhere.insert(everywhere.end(), own[0].begin(), own[0].end());
  made->calendar_ = std::make_shared<const clock::Calendar>(everywhere);
  own.erase(0);
  for (const auto& [site_id, rows] : own) {
    auto all = everywhere;
    all.insert(all.end(), rows.begin(), rows.end());
    made->calendars_.emplace(site_id, std::make_shared<const clock::Calendar>(all));
  }
  return made;
}

std::int64_t read_epoch(store::Session& db) { return read_row(db, k_epoch_row); }

void bump_epoch(store::Session& db) {
  db.write("update gt_epoch set value = value + 1 where id in (:epoch, :content)",
           {{"epoch", k_epoch_row}, {"content", k_content_row}});
}

void person_changed(store::Session& db, std::int64_t account_id) {
  const auto rows = db.read("select id from gt_point where director_id = :account or judge_id = :account limit 1",
                            {{"account", account_id}});
  if (!rows.empty()) bump_epoch(db);
}

}  // namespace gongting::host::sites
