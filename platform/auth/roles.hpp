// Roles: granted to an account for one site, with a point, areas and dates. Each request asks for those of its site.
#ifndef GONGTING_AUTH_ROLES_HPP
#define GONGTING_AUTH_ROLES_HPP

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/scope.hpp"
#include "gongting/value.hpp"

namespace gongting::host::store {
class Session;
}

namespace gongting::host::auth {

struct RoleName {
  std::string_view role, zh, en;
  bool staff;  // opens the console
};
/// All roles there are, in the order in which they are shown.
const std::vector<RoleName>& all_roles();
const RoleName* role_named(std::string_view role);
/// In the given locale; the role itself when it is unknown.
std::string role_title(std::string_view role, std::string_view locale = "zh-CN");

struct Grant {
  std::int64_t id = 0, account_id = 0;
  std::int64_t site_id = 0;   // 0: every site, for the three administrators only
  std::int64_t point_id = 0;  // 0: not bound to a point
  std::string role;
  std::vector<std::string> areas;  // division codes; none: the whole site
  std::string from_date, to_date;  // yyyy-mm-dd, both days included; to_date "" for no end
};

/// What an account is at one site today.
struct Identity {
  std::int64_t account_id = 0, point_id = 0;
  std::string account_name;
  std::vector<std::string> roles;  // CITIZEN first, always
  /// Every area that some role is limited to. A role without area does not widen one that has it.
  std::vector<std::string> areas;
  bool staff = false;

  bool has_role(std::string_view role) const;
};

class Roles {
 public:
  /// Kept until the epoch or the day changes. [any-thread] `epoch` is the one that came with the session.
  std::shared_ptr<const Identity> identity(store::Session& db, std::int64_t account_id, std::int64_t site_id,
                                           std::int64_t epoch);

 private:
  std::mutex mutex_;
  std::int64_t epoch_ = -1;
  std::string day_;
  std::map<std::pair<std::int64_t, std::int64_t>, std::shared_ptr<const Identity>> known_;
};

/// Puts what the identity holds into the scope of a request.
void apply(const Identity& identity, Scope& scope);

/// Errors: invalid, with the reason: an unknown role, site, point or area, dates in the wrong order, CITIZEN (everybody
/// is one), a second point at the same site, or two of the offices that must be different persons: SYS_ADMIN, SEC_ADMIN
/// and AUDIT_ADMIN exclude each other, and SYS_ADMIN, who reads no case, excludes every role at a case.
/// Both end the sessions of the account: whoever is given or loses an office signs in anew.
std::int64_t grant(store::Session& db, const Scope& scope, const Grant& grant);
void revoke(store::Session& db, const Scope& scope, std::int64_t grant_id);

/// id, site_id, point_id, role, area, from_date, to_date of one account; all sites when site_id is 0.
Rows grants_of(store::Session& db, std::int64_t account_id, std::int64_t site_id = 0);
/// Whether the account holds a staff role anywhere today.
bool staff_anywhere(store::Session& db, std::int64_t account_id);
/// id, name, login, point_id, point_name: active accounts that hold the role at the site today.
Rows people(store::Session& db, std::int64_t site_id, std::string_view role);

}  // namespace gongting::host::auth

#endif
