#include "web/pattern.hpp"

#include "gongting/error.hpp"

namespace gongting::host::web {
namespace {

/// Cuts the next segment off `rest`, which begins with '/'.
std::string_view next_segment(std::string_view& rest) {
  rest.remove_prefix(1);
  const auto segment = rest.substr(0, rest.find('/'));
  rest.remove_prefix(segment.size());
  return segment;
}

}  // namespace

Pattern::Pattern(std::string_view text) : text_(text) {
  if (text.empty() || text.front() != '/') throw Error{Kind::internal, "the route " + text_ + " does not begin with /"};
  for (auto rest = text; !rest.empty();) {
    const auto segment = next_segment(rest);
    const bool named = segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
    if (!named && segment.find_first_of("{}") != std::string_view::npos)
      throw Error{Kind::internal, "the route " + text_ + " has a brace inside a segment"};
    segments_.push_back({named, std::string(named ? segment.substr(1, segment.size() - 2) : segment)});
    literals_ += named ? 0 : 1;
  }
}

std::optional<PathParams> Pattern::match(std::string_view path) const {
  PathParams params;
  auto rest = path;
  for (const auto& segment : segments_) {
    if (rest.empty() || rest.front() != '/') return std::nullopt;
    const auto value = next_segment(rest);
    if (segment.named) {
      if (value.empty()) return std::nullopt;
      params.emplace_back(segment.text, value);
    } else if (value != segment.text) {
      return std::nullopt;
    }
  }
  if (!rest.empty()) return std::nullopt;
  return params;
}

}  // namespace gongting::host::web
