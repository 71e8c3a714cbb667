// What the views read of a scope, written as both databases take it.
#ifndef GONGTING_STORE_SCOPE_VALUES_HPP
#define GONGTING_STORE_SCOPE_VALUES_HPP

#include <string>
#include <string_view>
#include <vector>

namespace gongting::host::store {

/// The codes from the smallest to just above the largest of a scope's areas: lets an index find where to begin and end.
struct AreaRange {
  std::string from, to;  // from <= code < to
};

/// No areas: the whole site.
AreaRange range_of(const std::vector<std::string>& areas);
/// Whether a division code lies at or below one of the areas.
bool in_areas(const std::vector<std::string>& areas, std::string_view code);
/// A division code: digits, at most twelve.
bool is_division_code(std::string_view code);

}  // namespace gongting::host::store

#endif
