// Which site an address means: by Host name, or by the first segment of the path (architecture: agreed meanings, hosts).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sites/sites.hpp"

namespace gongting::host::web {

struct Place {
  bool known_host = false;           // false: 421
  const sites::Site* site = nullptr;  // null on the front page, and for a first segment that is no site
  std::string prefix;                // what links of the site begin with
  std::string path;                  // the rest, beginning with '/'
};

/// `host` is lower case without the port; `hosts` are those that serve sites by path.
Place locate(const sites::Snapshot& snapshot, const std::vector<std::string>& hosts, std::string_view host,
             std::string_view path);

}  // namespace gongting::host::web
