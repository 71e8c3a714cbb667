// How a request fails: throw Error. The SDK turns it into the C error at the plugin's edge, the host into a page.
#ifndef GONGTING_ERROR_HPP
#define GONGTING_ERROR_HPP

#include <stdexcept>
#include <string>

#include "gongting/abi/core.h"

namespace gongting {

/// The kinds of abi/core.h; the HTTP status of each stands there.
enum class Kind : std::int32_t {
  bad_input = GT_BAD_INPUT,
  forbidden = GT_FORBIDDEN,
  not_found = GT_NOT_FOUND,
  conflict = GT_CONFLICT,
  invalid = GT_INVALID,
  too_many = GT_TOO_MANY,
  unavailable = GT_UNAVAILABLE,
  internal = GT_INTERNAL,
};

/// HTTP status of a failure of this kind.
constexpr int http_status(Kind kind) {
  switch (kind) {
    case Kind::bad_input: return 400;
    case Kind::forbidden: return 403;
    case Kind::not_found: return 404;
    case Kind::conflict: return 409;
    case Kind::invalid: return 422;
    case Kind::too_many: return 429;
    case Kind::unavailable: return 503;
    case Kind::internal: return 500;
  }
  return 500;
}

/// This request failed. The text is a key of locale/*.json, which the page then shows in the reader's language, or English for
/// the log and for programs: what, which, and what to do. No SQL, no path, no personal data.
class Error : public std::runtime_error {
 public:
  Error(Kind kind, const std::string& text) : std::runtime_error(text), kind_(kind) {}
  Kind kind() const { return kind_; }
  int status() const { return http_status(kind_); }

 private:
  Kind kind_;
};

}  // namespace gongting

#endif
