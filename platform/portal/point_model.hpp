// A point (法庭点) as the portal's pages show it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"
#include "sites/sites.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {

/// As templates/partials/point.html shows it.
Fields point_model(const web::Context& context, const sites::Point& point);
List point_models(const web::Context& context, const std::vector<const sites::Point*>& points, std::size_t from,
                  std::size_t count);

/// The towns (乡镇、街道) of the site, for a choice: {value, text, selected}.
List town_choices(const web::Context& context, std::string_view chosen);
/// "" for what is none of them.
std::string town_name(const web::Context& context, std::string_view code);

struct PointFilter {
  std::string words, town, kind;
};
/// What can be done on this site (at this point, when one is given): the tasks of the modules that are switched on; only
/// those that answer what is asked for, when something is.
List task_models(const web::Context& context, std::int64_t point_id = 0, std::string_view asked = {});

/// Open points of the site that fit, in the order of divisions. The words may be a name, an address or a person there.
std::vector<const sites::Point*> find_points(const web::Context& context, const PointFilter& filter);

}  // namespace gongting::host::portal
