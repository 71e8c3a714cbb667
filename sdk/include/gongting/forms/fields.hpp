// Reading one declared field from what was typed. Forms and workflows read their fields here, and nowhere else.
#ifndef GONGTING_FORMS_FIELDS_HPP
#define GONGTING_FORMS_FIELDS_HPP

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/case_number.hpp"
#include "gongting/form.hpp"
#include "gongting/forms/declaration.hpp"

namespace gongting::forms {

/// One who, or what, can be picked.
struct Option {
  std::string value, label;
  std::string note = {};   // a line below the label
  std::string group = {};  // of a point: the town's division code
};

/// What fields need beside what was typed, in one request.
class Source {
 public:
  virtual ~Source() = default;
  virtual std::string_view face() = 0;
  /// yyyy-mm-dd, in Shanghai.
  virtual std::string today() = 0;
  /// What can be picked, in the reader's language. `values`: what was read before.
  virtual std::vector<Option> options(const Field& field, const Fields& values) = 0;
  /// Towns of the site: code and name.
  virtual std::vector<Option> towns() = 0;
};

inline Form form_of(const Typed& typed) {
  Fields fields;
  for (const auto& [name, value] : typed) fields.emplace_back(name, value);
  const auto encoded = encode_fields(fields);
  return Form(ValueRef(encoded));
}

inline const Value* find(const Fields& values, std::string_view name) {
  for (const auto& [key, value] : values)
    if (key == name) return &value;
  return nullptr;
}
/// As it is compared with a condition: a text, a number, "1" for a tick.
inline std::string plain(const Value* value) {
  if (value == nullptr) return {};
  if (const auto* text = std::get_if<std::string>(&value->data())) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value->data())) return std::to_string(*number);
  if (const auto* tick = std::get_if<bool>(&value->data())) return *tick ? "1" : "0";
  return {};
}

/// How many rows of a table there are, blank ones counted.
inline std::size_t rows_of(const Field& table, const Form& typed) {
  std::size_t row = 0;
  const auto there = [&] {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) { return typed.has(cell_of(table, row, column)); });
  };
  while (there()) ++row;
  return row;
}

/// "today-30" as a day; what is a day already, as it is.
inline std::string day_of(const std::string& bound, const std::string& today) {
  if (!bound.starts_with("today")) return bound;
  std::int64_t days = 0;
  const auto rest = std::string_view(bound).substr(5);
  if (!rest.empty()) gongting::detail::read_integer(rest[0] == '+' ? rest.substr(1) : rest, days);
  return days_later(today, days);
}

/// Errors gather in the form, under the name of the input; what is not filled in is not among the values.
class FieldReader {
 public:
  FieldReader(Source& source, Form& form) : source_(source), form_(form) {}

  void read(const Field& field, bool required, Fields& values) const {
    if (field.type == "table") return read_table(field, required, values);
    if (field.picks()) return pick(field, required, values);
    if (field.type == "address") return read_address(field, required, values);
    if (field.parts.empty()) return read_one(field, field.name, field.name, required, values);
    for (const auto& part : field.parts) {
      auto one = field;
      one.type = "text", one.pattern = part.name == "name" ? std::string() : part.name;
      if (part.name != "name") one.error.clear(), one.min.reset(), one.max.reset();
      else if (!one.max) one.max = field.type == "person" ? 30 : 60;
      const auto name = field.name + "_" + part.name;
      read_one(one, name, name, required && part.required, values);
    }
  }

 private:
  void read_one(const Field& field, const std::string& input, const std::string& name, bool required, Fields& values) const {
    const auto before = form_.errors().size();
    if (field.type == "number") {
      NumberRule rule{.required = required, .message = field.error};
      if (field.min) rule.min = *field.min;
      if (field.max) rule.max = *field.max;
      const auto number = form_.integer(input, rule);
      keep(name, input, number, before, values);
    } else if (field.type == "money") {
      MoneyRule rule{.required = required, .message = field.error};
      if (field.min) rule.min = *field.min;
      if (field.max) rule.max = *field.max;
      const auto fen = form_.money_fen(input, rule);
      keep(name, input, fen, before, values);
    } else if (field.type == "date") {
      const auto today = source_.today();
      const auto day = form_.date(input, {day_of(field.earliest, today), day_of(field.latest, today), required, field.error});
      if (!day.empty() && !form_.has_error(input)) values.emplace_back(name, day);
    } else if (field.type == "tick") {
      const bool ticked = form_.check(input);
      form_.require(ticked || !required, input, {field.error.empty() ? "form.tick" : field.error, {}});
      values.emplace_back(name, ticked);
    } else {
      const auto text = read_text(field, input, required);
      if (!text.empty() && !form_.has_error(input)) values.emplace_back(name, text);
    }
  }
  void keep(const std::string& name, const std::string& input, std::int64_t number, std::size_t errors_before, Fields& values) const {
    if (form_.errors().size() == errors_before && !gongting::detail::trimmed(form_.raw(input)).empty()) values.emplace_back(name, number);
  }

  std::string read_text(const Field& field, const std::string& input, bool required) const {
    if (field.pattern == "mobile") return form_.mobile(input, {required, field.error});
    if (field.pattern == "resident_id") return form_.resident_id(input, {required, field.error});
    const auto least = field.min ? static_cast<std::size_t>(*field.min) : 0;
    const auto most = field.max ? static_cast<std::size_t>(*field.max) : field.type == "long_text" ? 2000 : 100;
    auto text = form_.text(input, {required ? std::max<std::size_t>(least, 1) : least, most, required, field.error});
    if (field.pattern.empty() || text.empty() || form_.has_error(input)) return text;
    text = field.pattern == "uscc" ? normalise_uscc(gongting::detail::half_width(text)) : gongting::detail::half_width(text);
    form_.require(fits(field.pattern, text), input, {field.error.empty() ? "form.not_a_" + field.pattern : field.error, {}});
    return text;
  }
  static bool fits(const std::string& pattern, const std::string& text) {
    const auto digits = [&](std::size_t from, std::size_t to) {
      return gongting::detail::all_digits(text) && text.size() >= from && text.size() <= to;
    };
    if (pattern == "uscc") return !valid_uscc(text);
    if (pattern == "case_number") return parse_case_number(text).has_value();
    if (pattern == "division") return !valid_division(text);
    if (pattern == "postcode") return digits(6, 6);
    if (pattern == "digits") return digits(1, 100);
    // A telephone: digits, with a hyphen before the number and one before the extension.
    const auto plain = gongting::detail::without(text, "- ");
    return pattern != "phone" || (gongting::detail::all_digits(plain) && plain.size() >= 5 && plain.size() <= 16);
  }

  void read_address(const Field& field, bool required, Fields& values) const {
    const auto town = field.name + "_division", words = field.name + "_words";
    const auto code = form_.raw(town);
    const auto towns = source_.towns();
    const bool known = std::any_of(towns.begin(), towns.end(), [&](const auto& one) { return one.value == code; });
    if (known) values.emplace_back(town, code);
    else if (required || !code.empty()) form_.require(false, town, {code.empty() ? "form.choose" : "form.not_a_choice", {}});
    auto rest = field;
    rest.type = "text";
    read_one(rest, words, words, required, values);
  }

  void pick(const Field& field, bool required, Fields& values) const {
    const auto chosen = form_.raw(field.name);
    if (chosen.empty() && !required) return;
    for (const auto& option : source_.options(field, values)) {
      if (option.value != chosen) continue;
      std::int64_t id = 0;
      const bool number = field.type != "choice" && gongting::detail::read_integer(chosen, id);
      values.emplace_back(field.name, number ? Value(id) : Value(chosen));
      values.emplace_back(field.name + ".label", option.label);
      return;
    }
    form_.require(false, field.name, {!field.error.empty() ? field.error : chosen.empty() ? "form.choose" : "form.not_a_choice", {}});
  }

  /// Rows in which nothing was typed are no rows.
  void read_table(const Field& field, bool required, Fields& values) const {
    List rows;
    const auto count = rows_of(field, form_);
    for (std::size_t row = 0; row < count; ++row) {
      const bool blank = std::all_of(field.columns.begin(), field.columns.end(), [&](const auto& column) {
        return gongting::detail::trimmed(form_.raw(cell_of(field, row, column))).empty();
      });
      if (blank) continue;
      Fields cells;
      for (const auto& column : field.columns) {
        const auto input = cell_of(field, row, column);
        if (column.type == "choice") {
          const auto chosen = form_.choice(input, column.values, {column.required, column.error});
          if (!chosen.empty()) cells.emplace_back(column.name, chosen);
        } else {
          read_one(column, input, column.name, column.required, cells);
        }
      }
      rows.emplace_back(std::move(cells));
    }
    const auto size = static_cast<std::int64_t>(rows.size());
    const auto least = std::max<std::int64_t>(field.min.value_or(0), required ? 1 : 0), most = field.max.value_or(50);
    const auto why = [&](const char* own, const char* limit, std::int64_t value) {
      return field.error.empty() ? Message{own, {{limit, value}}} : Message{field.error, {{limit, value}}};
    };
    if (size < least && (required || size > 0)) form_.require(false, field.name, why("form.too_few_rows", "min", least));
    if (size > most) form_.require(false, field.name, why("form.too_many_rows", "max", most));
    if (size > 0) values.emplace_back(field.name, std::move(rows));
  }

  Source& source_;
  Form& form_;
};

}  // namespace gongting::forms

#endif
