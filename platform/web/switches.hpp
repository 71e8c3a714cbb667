// How this browser wants its pages: language, large text, contrast, dark. Kept in one cookie, changed by plain links.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gongting/value.hpp"
#include "http/message.hpp"

namespace gongting::host::web {

struct Switches {
  std::string locale = "zh-CN";
  bool elder = false;
  bool contrast = false;
  std::string scheme = "light";  // light, dark, auto

  /// From the cookie; without one the language of Accept-Language, when it asks for English before Chinese.
  static Switches read(const http::Request& request);
  /// The cookie's value; also the part of a page-cache key that these choices are.
  std::string cookie() const;
  /// What templates see under `view`.
  Fields model() const;
};

/// For "?view=elder", "?contrast=more", "?lang=en", "?scheme=dark": stores the choice and leads back to the same page
/// without the parameter. Nothing for any other request.
std::optional<http::Response> switch_view(const http::Request& request);

}  // namespace gongting::host::web
