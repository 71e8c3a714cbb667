// JSON in and out, as the values of gongting/value.hpp.
#ifndef GONGTING_BASE_JSON_HPP
#define GONGTING_BASE_JSON_HPP

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "gongting/value.hpp"

namespace gongting::host {

/// Reads one JSON text; objects become Fields, whole numbers integers, other numbers reals.
/// Errors: bad_input with the line, for what is not JSON, a key given twice, anything after the end, or more than
/// `max_depth` levels.
Value parse_json(std::string_view text, std::size_t max_depth = 32);

/// On which line each value of a file begins, or its key, by its path: "states.APPLIED", "transitions[3].who".
using JsonLines = std::map<std::string, std::size_t, std::less<>>;
/// The same, for files whose readers say where something is wrong.
Value parse_json(std::string_view text, JsonLines& lines);

/// One line, UTF-8 kept. Safe inside a <script type="application/json">: < and the line separators are escaped.
/// Bytes are written in base64; a table as a list of objects; a message as {"message": key, "params": {…}}.
std::string to_json(const Value& value);
std::string to_json(const Fields& fields);

/// Reads in a parsed value without caring whether it is there: what is missing or of another type is empty.
class Json {
 public:
  Json(const Value& value) : value_(&value) {}
  Json() = default;
  Json(Value&&) = delete;  // borrows

  bool exists() const { return value_ != nullptr && !value_->is_null(); }
  Json operator[](std::string_view key) const;
  std::string text(std::string_view otherwise = {}) const;
  std::int64_t integer(std::int64_t otherwise = 0) const;
  double real(double otherwise = 0) const;
  bool boolean(bool otherwise = false) const;
  /// The items of a list; none for anything else.
  const List& items() const;
  /// The members of an object in their order; none for anything else.
  const Fields& fields() const;
  const Value* value() const { return value_; }

 private:
  const Value* value_ = nullptr;
};

}  // namespace gongting::host

#endif
