// What the host's own pages ask for. Plugins declare theirs in plugin.json; both are held by roles.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gongting::host::web {

/// Whom a route lets in, besides the holders of a permission.
inline constexpr std::string_view k_anyone = "";
inline constexpr std::string_view k_signed_in = "*";

struct CorePermission {
  std::string_view id;  // its title is the text permission.<id>
  std::vector<std::string_view> roles;
  bool installation = false;  // only who holds the role for all sites
};

/// Every permission of the host's own pages.
const std::vector<CorePermission>& core_permissions();
/// Null for an id that is not the host's.
const CorePermission* core_permission(std::string_view id);

}  // namespace gongting::host::web
