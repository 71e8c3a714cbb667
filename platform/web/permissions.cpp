#include "web/permissions.hpp"

#include <algorithm>

namespace gongting::host::web {

const std::vector<CorePermission>& core_permissions() {
  // Three administrators, three persons (等保三级): the system's runs modules, points and settings, security's runs
  // accounts and roles, audit's reads the log and changes nothing.
  static const std::vector<CorePermission> list = {
      {"core.modules", {"SYS_ADMIN"}},
      {"core.settings", {"SYS_ADMIN"}},
      {"core.points", {"SYS_ADMIN"}},
      {"core.sites", {"SYS_ADMIN"}, true},
      {"core.jobs", {"SYS_ADMIN"}, true},
      {"core.people", {"SYS_ADMIN", "SEC_ADMIN"}},
      {"core.roles", {"SEC_ADMIN"}},
      {"core.audit", {"AUDIT_ADMIN"}},
      {"core.rules", {"PRESIDENT"}},
      {"core.assist", {"COURT_DIRECTOR"}},
  };
  return list;
}

const CorePermission* core_permission(std::string_view id) {
  const auto& list = core_permissions();
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace gongting::host::web
