#include "store/scope_values.hpp"

#include <algorithm>

namespace gongting::host::store {

namespace {

// Sorts behind every digit, in the C locale and in those of languages.
constexpr const char* k_behind_all = "a";

/// The first code that does not begin with this one.
std::string behind(std::string code) {
  while (!code.empty() && code.back() == '9') code.pop_back();
  if (code.empty()) return k_behind_all;
  ++code.back();
  return code;
}

}  // namespace

AreaRange range_of(const std::vector<std::string>& areas) {
  AreaRange range{"", k_behind_all};
  bool first = true;
  for (const auto& area : areas) {
    const auto end = behind(area);
    range.from = first ? area : std::min(range.from, area);
    range.to = first ? end : std::max(range.to, end);
    first = false;
  }
  return range;
}

bool in_areas(const std::vector<std::string>& areas, std::string_view code) {
  return areas.empty() ||
         std::any_of(areas.begin(), areas.end(), [&](const std::string& area) { return code.starts_with(area); });
}

bool is_division_code(std::string_view code) {
  return code.size() <= 12 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace gongting::host::store
