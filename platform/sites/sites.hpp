// Sites (courts, the tenants) and points (法庭点), and what is switched on where.
// Divisions and courts are looked up in the database: see sites/divisions.hpp.
#ifndef GONGTING_SITES_SITES_HPP
#define GONGTING_SITES_SITES_HPP

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/value.hpp"
#include "sites/opening.hpp"

namespace gongting::host::store {
class Session;
}

namespace gongting::host::sites {

struct Site {
  std::int64_t id = 0;
  std::string slug;        // first path segment: linan
  std::string court_code;  // 浙0112
  std::string name;        // 杭州市临安区人民法院
  std::string short_name;  // 临安
  std::string division;    // 330112000000
  std::string host;        // linan.localhost; "" when the site has no name of its own
  std::string accent, seal;  // #rrggbb; "" for the default
  std::string phone, address;
  std::string password_policy = "asvs";  // or djbh3
  std::string status = "active";         // or closed
  std::int64_t version = 0;
  std::map<std::string, bool> modules;  // plugin name -> switched on
  std::map<std::pair<std::string, std::string>, Value> settings;  // (plugin, key) -> the site's own value

  bool active() const { return status == "active"; }
  bool module_enabled(const std::string& plugin) const {
    const auto found = modules.find(plugin);
    return found != modules.end() && found->second;
  }
  /// The site's own value, or null when it keeps the plugin's default.
  const Value* setting(const std::string& plugin, const std::string& key) const {
    const auto found = settings.find({plugin, key});
    return found == settings.end() ? nullptr : &found->second;
  }
};

enum class PointKind { village, town, special };
std::string_view kind_name(PointKind kind);  // VILLAGE, TOWN, SPECIAL
PointKind kind_named(std::string_view name);  // throws Error{invalid}

struct Point {
  std::int64_t id = 0, site_id = 0;
  std::string name;
  PointKind kind = PointKind::village;
  std::string division, address, phone;
  Opening opening;
  std::int64_t director_id = 0, judge_id = 0;  // accounts; 0 for none
  std::string director, judge;                 // their names; "" for none and for a disabled account. Only read
  std::string status = "active";               // or closed
  std::int64_t version = 0;
  std::set<std::string> modules_off;  // switched on for the site, but not here

  bool active() const { return status == "active"; }
};

/// All sites and points as they were at one moment. Never changes.
class Snapshot {
 public:
  const std::vector<Site>& sites() const { return sites_; }
  const Site* by_id(std::int64_t id) const;
  const Site* by_slug(std::string_view slug) const;
  /// The site with this Host name (no port, lower case).
  const Site* by_host(std::string_view host) const;
  /// The site whose division holds the given one: the nearest above it.
  const Site* by_division(std::string_view division) const;
  /// Of one site, by division, then id. Closed ones are among them.
  const std::vector<Point>& points(std::int64_t site_id) const;
  const Point* point(std::int64_t id) const;
  /// Switched on for the site and, when a point is given, not switched off there.
  bool module_enabled(std::int64_t site_id, const std::string& plugin, std::int64_t point_id = 0) const;
  /// code, name, level of the divisions one level below the site's own.
  const Rows& divisions(std::int64_t site_id) const;
  /// The days off and the working weekends by which this site counts: those that came with the program, then those of the
  /// installation, then the court's own.
  const clock::Calendar& calendar(std::int64_t site_id) const;
  std::int64_t epoch() const { return epoch_; }

 private:
  friend class Sites;
  std::int64_t epoch_ = 0, content_ = 0;
  std::vector<Site> sites_;
  std::map<std::int64_t, std::vector<Point>> points_;
  std::map<std::int64_t, std::pair<std::int64_t, std::size_t>> point_at_;
  std::map<std::int64_t, Rows> divisions_;
  std::shared_ptr<const clock::Calendar> calendar_;
  std::map<std::int64_t, std::shared_ptr<const clock::Calendar>> calendars_;  // of sites with rows of their own
};

class Sites {
 public:
  Sites() = default;
  /// `shipped`: the holidays that came with the program.
  explicit Sites(std::vector<clock::HolidayRow> shipped) : shipped_(std::move(shipped)) {}

  /// The snapshot that belongs to this epoch, read again only when sites have changed since. [any-thread]
  /// `db` is the session that the request already holds: a second lease could wait for ever in a full pool.
  std::shared_ptr<const Snapshot> snapshot(store::Session& db, std::int64_t epoch);

 private:
  std::shared_ptr<const Snapshot> load(store::Session& db, std::int64_t epoch, std::int64_t content);
  const std::vector<clock::HolidayRow> shipped_;
  std::mutex mutex_;
  std::shared_ptr<const Snapshot> cached_;
};

/// The value that every cache goes by. One who is signed in gets it with the session; this is for guests.
std::int64_t read_epoch(store::Session& db);
/// Makes every worker read its caches again after this transaction has committed.
void bump_epoch(store::Session& db);
/// The same if the account stands at a point, whose name is kept with the sites. To be called by whoever changes the name or
/// the status of an account.
void person_changed(store::Session& db, std::int64_t account_id);

}  // namespace gongting::host::sites

#endif
