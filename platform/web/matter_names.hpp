// What the records of modules are called, for pages of the host that list them: as this reader may know them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "web/context.hpp"

namespace gongting::host::web {

struct MatterRef {
  std::string plugin, type;
  std::int64_t id = 0;
  bool operator<(const MatterRef& other) const { return std::tie(plugin, type, id) < std::tie(other.plugin, other.type, other.id); }
};
struct MatterName {
  std::string number, title, href;  // number and title: where the type has a workflow that says which columns they are
};
/// Those that the reader sees, by one query for each record type.
std::map<MatterRef, MatterName> matter_names(Context& context, const std::vector<MatterRef>& refs);

/// "mediation.dispute" and an id.
MatterRef matter_ref(const std::string& type, std::int64_t id);

}  // namespace gongting::host::web
