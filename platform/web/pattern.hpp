// A path pattern of a route: "/points/{id}". Segments are literal or a name in braces; nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongting::host::web {

using PathParams = std::vector<std::pair<std::string, std::string>>;

class Pattern {
 public:
  /// Throws Error{internal} for a pattern that is not of the form above: a mistake in a program or a manifest.
  explicit Pattern(std::string_view text);

  /// The values of the named segments, or nothing when the path is another one. "/a" and "/a/" are two paths.
  std::optional<PathParams> match(std::string_view path) const;
  const std::string& text() const { return text_; }
  /// Its first segment is a named one: any path may begin like it.
  bool begins_named() const { return !segments_.empty() && segments_.front().named; }
  /// Routes with more literal segments come first, so that "/points/new" wins over "/points/{id}".
  int literals() const { return literals_; }

 private:
  struct Segment {
    bool named;
    std::string text;
  };
  std::string text_;
  std::vector<Segment> segments_;
  int literals_ = 0;
};

}  // namespace gongting::host::web
