// What a person typed, checked field by field. Each reader returns the clean value, and notes what is wrong with it;
// the handler asks ok() once at the end and shows the page again with values() and errors().
// Error texts are messages of the core ("form.required", …: sdk/README.md lists them); an option replaces each.
#ifndef GONGTING_FORM_HPP
#define GONGTING_FORM_HPP

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/detail/check.hpp"
#include "gongting/identifiers.hpp"
#include "gongting/format.hpp"
#include "gongting/value.hpp"

namespace gongting {

struct TextRule {
  std::size_t min = 0, max = 1000;  // characters, not bytes
  bool required = true;
  std::string message = {};  // key of the plugin's own text for whatever is wrong
};
struct NumberRule {
  std::int64_t min = std::numeric_limits<std::int64_t>::min(), max = std::numeric_limits<std::int64_t>::max();
  bool required = true;
  std::string message = {};
};
struct MoneyRule {
  std::int64_t min = 0, max = 100'000'000'000'000;  // fen
  bool required = true;
  std::string message = {};
};
struct DateRule {
  std::string min = {}, max = {};  // yyyy-mm-dd
  bool required = true;
  std::string message = {};
};
struct FieldRule {
  bool required = true;
  std::string message = {};
};

/// Thread: [request]. Lifetime: a copy stays good; the request's own one ends with it.
class Form {
 public:
  Form() = default;
  /// From the map of a request: text, or list of text for a field that was sent several times.
  explicit Form(ValueRef fields) {
    fields.for_each([&](std::string_view name, ValueRef value) {
      if (value.tag() == Tag::list)
        value.for_each([&](std::string_view, ValueRef item) { return add(name, item.text()), true; });
      else add(name, value.text());
      return true;
    });
  }

  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// As typed, unchecked; empty when it was not sent.
  std::string raw(std::string_view name) const {
    const auto* found = find(name);
    return found == nullptr ? std::string() : *found;
  }
  /// All values of a field that may be sent several times, unchecked.
  std::vector<std::string> all(std::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [key, value] : fields_)
      if (key == name) values.push_back(value);
    return values;
  }

  /// Text without outer blanks; lines end with \n. Control characters are refused.
  std::string text(std::string_view name, const TextRule& rule = {}) {
    std::string typed = detail::trimmed(detail::unix_lines(raw(name)));
    if (!present(name, typed, rule.required, rule.message)) return typed;
    const auto size = detail::count_characters(typed);
    if (detail::has_control(typed)) fail(name, rule.message, {"form.control_characters", {}});
    else if (size < rule.min) fail(name, rule.message, {"form.too_short", {{"min", rule.min}, {"size", size}}});
    else if (size > rule.max) fail(name, rule.message, {"form.too_long", {{"max", rule.max}, {"size", size}}});
    return typed;
  }
  /// 0 when it is empty or not a number.
  std::int64_t integer(std::string_view name, const NumberRule& rule = {}) {
    const std::string typed = detail::trimmed(detail::half_width(raw(name)));
    if (!present(name, typed, rule.required, rule.message)) return 0;
    std::int64_t value = 0;
    if (!detail::read_integer(typed, value)) return fail(name, rule.message, {"form.not_a_number", {}}), 0;
    if (value < rule.min) fail(name, rule.message, {"form.too_small", {{"min", rule.min}}});
    else if (value > rule.max) fail(name, rule.message, {"form.too_large", {{"max", rule.max}}});
    return value;
  }
  /// Fen: "48000.50", "48,000.50" and "¥48000.5" are 4800050.
  std::int64_t money_fen(std::string_view name, const MoneyRule& rule = {}) {
    const std::string typed = detail::trimmed(detail::half_width(raw(name)));
    if (!present(name, typed, rule.required, rule.message)) return 0;
    std::int64_t fen = 0;
    if (!detail::read_money(typed, fen)) return fail(name, rule.message, {"form.not_an_amount", {}}), 0;
    if (fen < rule.min) fail(name, rule.message, {"form.amount_too_small", {{"min", yuan(rule.min)}}});
    else if (fen > rule.max) fail(name, rule.message, {"form.amount_too_large", {{"max", yuan(rule.max)}}});
    return fen;
  }
  /// yyyy-mm-dd, from one field or from name-y, name-m and name-d; empty when it is not a day that exists.
  std::string date(std::string_view name, const DateRule& rule = {}) {
    std::string typed = detail::trimmed(detail::half_width(raw(name)));
    const std::string prefix(name);
    if (has(prefix + "-y") || has(prefix + "-m") || has(prefix + "-d")) {
      const auto part = [&](const char* suffix) { return detail::trimmed(detail::half_width(raw(prefix + suffix))); };
      const auto year = part("-y"), month = part("-m"), day = part("-d");
      typed = year.empty() && month.empty() && day.empty() ? std::string()
                                                           : detail::padded(year, 4) + '-' + detail::padded(month, 2) +
                                                                 '-' + detail::padded(day, 2);
    }
    if (!present(name, typed, rule.required, rule.message)) return {};
    if (!is_date(typed)) return fail(name, rule.message, {"form.not_a_date", {}}), std::string();
    if (!rule.min.empty() && typed < rule.min) fail(name, rule.message, {"form.date_too_early", {{"min", rule.min}}});
    if (!rule.max.empty() && typed > rule.max) fail(name, rule.message, {"form.date_too_late", {{"max", rule.max}}});
    return typed;
  }
  /// One of the values; empty when nothing, or something else, was chosen.
  std::string choice(std::string_view name, const std::vector<std::string>& values, const FieldRule& rule = {}) {
    std::string chosen = raw(name);
    if (chosen.empty()) {
      if (rule.required) fail(name, rule.message, {"form.choose", {}});
      return {};
    }
    for (const auto& value : values)
      if (value == chosen) return chosen;
    return fail(name, rule.message, {"form.not_a_choice", {}}), std::string();
  }
  /// Whether a box was ticked.
  bool check(std::string_view name) const {
    const auto value = raw(name);
    return !value.empty() && value != "0" && value != "false";
  }
  /// A mainland mobile number, digits only.
  std::string mobile(std::string_view name, const FieldRule& rule = {}) {
    std::string typed = detail::trimmed(detail::half_width(raw(name)));
    if (!present(name, typed, rule.required, rule.message)) return typed;
    std::string number = normalise_mobile(typed);
    if (valid_mobile(number)) return number;
    return fail(name, rule.message, {"form.not_a_mobile", {}}), typed;
  }
  /// A resident identity number (GB 11643: 18 places, a birthday that exists, the check digit), X in capitals.
  std::string resident_id(std::string_view name, const FieldRule& rule = {}) {
    std::string number = normalise_resident_id(detail::half_width(raw(name)));
    if (!present(name, number, rule.required, rule.message)) return number;
    if (valid_resident_id(number)) fail(name, rule.message, {"form.not_a_resident_id", {}});
    return number;
  }

  /// Notes this message against the field unless the condition holds.
  void require(bool condition, std::string_view field, Message message) {
    if (!condition) fail(field, {}, std::move(message));
  }

  bool ok() const { return errors_.empty(); }
  /// For the page model: [{field, text}], in the order they were found, one a field.
  List errors() const {
    List list;
    for (const auto& [field, message] : errors_) list.push_back(Fields{{"field", field}, {"text", message}});
    return list;
  }
  bool has_error(std::string_view field) const {
    for (const auto& error : errors_)
      if (error.first == field) return true;
    return false;
  }
  /// What was typed, for filling the page again; a field sent several times is a list.
  Fields values() const {
    Fields values;
    for (const auto& [name, value] : fields_) {
      bool seen = false;
      for (const auto& known : values) seen = seen || known.first == name;
      if (seen) continue;
      const auto same = all(name);
      if (same.size() == 1) values.emplace_back(name, value);
      else values.emplace_back(name, List(same.begin(), same.end()));
    }
    return values;
  }

 private:
  void add(std::string_view name, std::string_view value) { fields_.emplace_back(name, value); }
  const std::string* find(std::string_view name) const {
    for (const auto& [key, value] : fields_)
      if (key == name) return &value;
    return nullptr;
  }
  bool present(std::string_view name, const std::string& typed, bool required, const std::string& message) {
    if (!typed.empty()) return true;
    if (required) fail(name, message, {"form.required", {}});
    return false;
  }
  void fail(std::string_view field, const std::string& own, Message message) {
    if (has_error(field)) return;
    if (!own.empty()) message.key = own;
    errors_.emplace_back(std::string(field), std::move(message));
  }

  std::vector<std::pair<std::string, std::string>> fields_;
  std::vector<std::pair<std::string, Message>> errors_;
};

/// The entries of a select or of radio buttons: [{value, text, selected}], each text the message `prefix` + value.
inline List choices(const std::vector<std::string>& values, std::string_view selected, const std::string& prefix) {
  List list;
  for (const auto& value : values)
    list.push_back(Fields{{"value", value}, {"text", Message{prefix + value, {}}}, {"selected", value == selected}});
  return list;
}

}  // namespace gongting

#endif
