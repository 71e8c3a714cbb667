// A point (法庭点) as the portal's pages show it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"
#include "sites/sites.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {

Fields open_model(const sites::OpenState& state);
Fields point_model(web::Context& context, const sites::Point& point);

/// The towns (乡镇、街道) of the site, for a choice: {value, text, selected}.
List town_choices(web::Context& context, std::string_view chosen);

struct PointFilter {
  std::string words, town, kind;
};
/// Open points of the site that fit, in the order of divisions.
std::vector<const sites::Point*> find_points(const web::Context& context, const PointFilter& filter);

}  // namespace gongting::host::portal
