// Filling in a declared form: which fields are asked for, what is wrong with what was typed, and what it means. It stands on a
// Ground, which the host makes of site, clock and plugin, and the fake host of what it keeps in memory.
#ifndef GONGTING_FORMS_ENGINE_HPP
#define GONGTING_FORMS_ENGINE_HPP

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/forms/fields.hpp"

namespace gongting::forms {

class Ground : public Source {
 public:
  /// What the plugin's code has against this step; it notes that in the form.
  virtual void check(const std::string& step, const Fields& values, Form& form) = 0;
};

class Engine {
 public:
  /// `begun`: the face on which the draft was begun.
  Engine(const Declaration& declared, Ground& ground, std::string begun)
      : declared_(declared), ground_(ground), begun_(std::move(begun)) {}

  const Declaration& declared() const { return declared_; }
  Ground& ground() const { return ground_; }
  std::size_t steps() const { return declared_.steps.size(); }
  const StepOfForm& step(std::size_t number) const { return declared_.steps[number]; }

  /// Whether the field is filled in here at all, whatever the other fields hold.
  bool taken(const Field& field) const {
    return (field.face.empty() || field.face == ground_.face()) && (field.begun.empty() || field.begun == begun_);
  }
  bool holds(const Field& field, const Fields& values) const {
    if (!field.when) return true;
    const auto value = plain(find(values, field.when->field));
    return std::find(field.when->values.begin(), field.when->values.end(), value) != field.when->values.end();
  }
  /// Nothing was chosen yet that the field hangs on.
  bool open(const Field& field, const Fields& values) const { return field.when && find(values, field.when->field) == nullptr; }

  /// Checks a step; `values` holds what the steps before it gave, and gets what this one gives.
  void read(std::size_t number, Form& form, Fields& values) const {
    const FieldReader reader(ground_, form);
    for (const auto& field : step(number).fields)
      if (taken(field) && holds(field, values)) reader.read(field, field.required, values);
    for (const auto& rule : declared_.rules)
      if (last_step(rule) == number) check(rule, values, form);
    if (form.ok()) ground_.check(step(number).id, values, form);
  }
  /// What the steps before this one give, as far as they are in order.
  Fields before(std::size_t number, const Typed& typed) const {
    Fields values;
    auto form = form_of(typed);
    const FieldReader reader(ground_, form);
    for (std::size_t earlier = 0; earlier < number; ++earlier)
      for (const auto& field : step(earlier).fields)
        if (taken(field) && holds(field, values)) reader.read(field, field.required, values);
    return values;
  }
  /// Checks all steps that come before `end`; answers the first that is not in order, with its errors in the form, or `end`.
  std::size_t read_all(const Typed& typed, std::size_t end, Fields& values, Form& form) const {
    for (std::size_t number = 0; number < end; ++number) {
      form = form_of(typed);
      read(number, form, values);
      if (!form.ok()) return number;
    }
    form = form_of(typed);
    return end;
  }

  /// Puts what was sent with a step over what was typed before. Other inputs than those of the step's fields are not looked at.
  void merge(std::size_t number, const Form& sent, Typed& typed) const {
    for (const auto& field : step(number).fields) {
      if (!taken(field)) continue;
      if (field.type == "table") merge_table(field, sent, typed);
      else if (field.type == "date") merge_date(field.name, sent, typed);
      for (const auto& input : inputs_of(field)) {
        // Of radio buttons and ticks nothing is sent when none is chosen.
        if (sent.has(input) || field.type == "tick") typed[input] = kept(field, sent.raw(input));
      }
    }
  }

  /// What a program sends, as if it had been typed: money in fen, a table as a list of objects, a person as an object or by parts.
  Typed typed_of(ValueRef sent) const {
    Typed typed;
    for (const auto& step : declared_.steps)
      for (const auto& field : step.fields) {
        const auto value = sent[field.name];
        if (field.type == "table") {
          std::size_t row = 0;
          value.for_each([&](std::string_view, ValueRef cells) {
            for (const auto& column : field.columns) put(column, cell_of(field, row, column), cells[column.name], typed);
            return ++row, true;
          });
        } else if (!field.parts.empty()) {
          for (const auto& part : field.parts) {
            const auto input = field.name + "_" + part.name;
            put(field, input, value.tag() == Tag::map ? value[part.name] : sent[input], typed);
          }
        } else {
          put(field, field.name, value, typed);
        }
      }
    return typed;
  }

 private:
  /// The field of an input, and in which step it stands.
  std::pair<const Field*, std::size_t> owner_of(const std::string& name) const {
    for (std::size_t number = 0; number < steps(); ++number)
      for (const auto& field : step(number).fields)
        for (const auto& input : inputs_of(field))
          if (input == name) return {&field, number};
    return {nullptr, steps()};
  }
  std::size_t last_step(const Rule& rule) const {
    std::size_t last = 0;
    for (const auto& name : rule.fields) last = std::max(last, owner_of(name).second);
    return last;
  }

  void check(const Rule& rule, const Fields& values, Form& form) const {
    std::vector<const Value*> given;
    bool asked = false;
    for (const auto& name : rule.fields) {
      const auto* field = owner_of(name).first;
      asked = asked || (field != nullptr && taken(*field) && holds(*field, values));
      if (form.has_error(name)) return;
      if (const auto* value = find(values, name)) given.push_back(value);
    }
    const Message why{rule.error, {}};
    if (rule.rule == "one_of") return form.require(!asked || !given.empty(), rule.fields.front(), why);
    for (std::size_t i = 1; i < given.size(); ++i) {
      const bool same = given[i]->encode() == given[0]->encode();
      if (rule.rule == "same") form.require(same, rule.fields.back(), why);
      if (rule.rule == "differ")
        for (std::size_t j = 0; j < i; ++j) form.require(given[i]->encode() != given[j]->encode(), rule.fields.back(), why);
      if (rule.rule == "ordered") form.require(!less(*given[i], *given[i - 1]), rule.fields.back(), why);
    }
  }
  static bool less(const Value& one, const Value& other) {
    const auto* a = std::get_if<std::int64_t>(&one.data());
    const auto* b = std::get_if<std::int64_t>(&other.data());
    return a != nullptr && b != nullptr ? *a < *b : plain(&one) < plain(&other);
  }

  /// A half-typed text is kept up to a size well above what is allowed, whole characters only.
  static std::string kept(const Field& field, std::string text) {
    const auto limit = std::max<std::size_t>(8000, static_cast<std::size_t>(field.is_text() ? field.max.value_or(0) : 0) * 8);
    if (text.size() <= limit) return text;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text.resize(end);
    return text;
  }
  static void merge_date(const std::string& name, const Form& sent, Typed& typed) {
    const bool in_parts = sent.has(name + "-y") || sent.has(name + "-m") || sent.has(name + "-d");
    for (const char* part : {"-y", "-m", "-d"}) {
      if (in_parts) typed[name + part] = sent.raw(name + part).substr(0, 20);
      else if (sent.has(name)) typed.erase(name + part);
    }
    if (in_parts) typed.erase(name);
  }
  void merge_table(const Field& table, const Form& sent, Typed& typed) const {
    const auto rows = std::min<std::size_t>(rows_of(table, sent), static_cast<std::size_t>(table.max.value_or(50)) + 1);
    if (rows == 0) return;
    const auto prefix = table.name + "-";
    for (auto at = typed.lower_bound(prefix); at != typed.end() && at->first.starts_with(prefix);) at = typed.erase(at);
    for (std::size_t row = 0; row < rows; ++row)
      for (const auto& column : table.columns) {
        const auto input = cell_of(table, row, column);
        typed[input] = kept(column, sent.raw(input));
      }
  }
  static void put(const Field& field, const std::string& input, ValueRef value, Typed& typed) {
    if (value.is_null()) return;
    if (value.tag() == Tag::integer) typed[input] = field.type == "money" ? yuan(value.integer()) : std::to_string(value.integer());
    else if (value.tag() == Tag::yes || value.tag() == Tag::no) typed[input] = value.boolean() ? "1" : "0";
    else typed[input] = std::string(value.text());
  }

  const Declaration& declared_;
  Ground& ground_;
  std::string begun_;
};

}  // namespace gongting::forms

#endif
