#include "web/permissions.hpp"

#include <algorithm>

namespace gongting::host::web {

const std::vector<CorePermission>& core_permissions() {
  // Three administrators, three persons (等保三级): the system's runs modules, points and settings, security's runs
  // accounts and roles, audit's reads the log and changes nothing.
  static const std::vector<CorePermission> list = {
      {"core.modules", "管理模块", {"SYS_ADMIN"}},
      {"core.settings", "管理设置", {"SYS_ADMIN"}},
      {"core.points", "管理法庭点", {"SYS_ADMIN"}},
      {"core.sites", "管理站点", {"SYS_ADMIN"}, true},
      {"core.people", "管理人员账号", {"SYS_ADMIN", "SEC_ADMIN"}},
      {"core.roles", "授予角色", {"SEC_ADMIN"}},
      {"core.audit", "查看审计日志", {"AUDIT_ADMIN"}},
      {"core.assist", "帮群众找回密码", {"COURT_DIRECTOR"}},
  };
  return list;
}

const CorePermission* core_permission(std::string_view id) {
  const auto& list = core_permissions();
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& entry) { return entry.id == id; });
  return found == list.end() ? nullptr : &*found;
}

}  // namespace gongting::host::web
