// Form fields and query parameters: decoded, bounded, and valid UTF-8 or refused.
#ifndef GONGTING_HTTP_FORM_HPP
#define GONGTING_HTTP_FORM_HPP

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongting::host::http {

struct Request;

inline constexpr std::size_t k_form_fields = 1000;
inline constexpr std::size_t k_field_name = 200;  // bytes

/// Fields in the order sent; a name may occur more than once.
class Form {
 public:
  using Field = std::pair<std::string, std::string>;

  Form() = default;
  explicit Form(std::vector<Field> fields) : fields_(std::move(fields)) {}

  /// The first value of this name, "" when there is none.
  std::string_view text(std::string_view name) const;
  std::vector<std::string_view> all(std::string_view name) const;
  bool has(std::string_view name) const;
  const std::vector<Field>& fields() const { return fields_; }
  bool empty() const { return fields_.empty(); }

 private:
  std::vector<Field> fields_;
};

/// application/x-www-form-urlencoded. Throws Error{bad_input} for a bad escape, invalid UTF-8, NUL, a name that is too
/// long, or too many fields. Line ends become LF.
Form parse_form(std::string_view body);
/// The part of a target after '?'. The same rules.
Form parse_query(std::string_view raw_query);
/// The fields of a POST, whichever of the two encodings was sent; empty for any other content type.
Form form_of(const Request& request);

/// Whether the content type is application/json, with whatever parameters.
bool is_json(const Request& request);

/// Escaped for a query or a path segment: everything but A-Z a-z 0-9 - . _ ~.
std::string url_encode(std::string_view text);
/// Undoes percent escapes ('+' is a blank when `plus`). False for a bad escape.
bool url_decode(std::string_view text, bool plus, std::string& out);

}  // namespace gongting::host::http

#endif
