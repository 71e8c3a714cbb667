// Which of many patterns a path may match, told by its first segment: to compare with all of them is to read all of them.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "web/pattern.hpp"

namespace gongting::host::web {

class SegmentIndex {
 public:
  void add(const Pattern& pattern, std::size_t position) {
    if (pattern.begins_named()) any_.push_back(position);
    else by_first_[std::string(first_segment(pattern.text()))].push_back(position);
  }
  /// Calls `take(position)` for each whose pattern may match.
  template <class Take>
  void for_each(std::string_view path, Take&& take) const {
    if (const auto found = by_first_.find(first_segment(path)); found != by_first_.end())
      for (const auto position : found->second) take(position);
    for (const auto position : any_) take(position);
  }

 private:
  /// "points" of "/points/7".
  static std::string_view first_segment(std::string_view path) {
    if (path.empty()) return path;
    path.remove_prefix(1);
    return path.substr(0, path.find('/'));
  }
  std::map<std::string, std::vector<std::size_t>, std::less<>> by_first_;
  std::vector<std::size_t> any_;
};

}  // namespace gongting::host::web
