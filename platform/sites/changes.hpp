// Changes to sites, points, modules and settings. Each is checked, audited and seen by all workers, in the caller's
// transaction. Whether the user may do it is the caller's question.
#ifndef GONGTING_SITES_CHANGES_HPP
#define GONGTING_SITES_CHANGES_HPP

#include <cstdint>
#include <optional>
#include <string>

#include "base/scope.hpp"
#include "sites/sites.hpp"

namespace gongting::host::sites {

/// Errors of all of these: invalid with the field and the reason, conflict for a stale version or a slug, host or court
/// that another site has, not_found.

/// `site.id`, `version`, `modules` and `settings` are not looked at. An empty name is taken from the court.
std::int64_t add_site(store::Session& db, const Scope& scope, Site site);
/// Replaces everything but slug and id; `site.version` is the one that was read.
void update_site(store::Session& db, const Scope& scope, const Site& site);

void switch_module(store::Session& db, const Scope& scope, std::int64_t site_id, const std::string& plugin, bool enabled,
                   const std::string& reason);
/// A point only narrows what its site has switched on.
void switch_point_module(store::Session& db, const Scope& scope, std::int64_t point_id, const std::string& plugin,
                         bool enabled, const std::string& reason);

/// Stores the site's own value; null goes back to the plugin's default. The value was checked against the plugin's
/// declaration by the caller.
void set_setting(store::Session& db, const Scope& scope, std::int64_t site_id, const std::string& plugin,
                 const std::string& key, const Value& value);

std::int64_t add_point(store::Session& db, const Scope& scope, Point point);
void update_point(store::Session& db, const Scope& scope, const Point& point);

/// Why this colour cannot be a site's accent, as a message key, or nothing: contrast with white under 7:1
/// (site.accent_contrast), a hue too near the red of errors (site.accent_red), not #rrggbb (site.accent_form).
std::optional<std::string> accent_fault(std::string_view colour);

}  // namespace gongting::host::sites

#endif
