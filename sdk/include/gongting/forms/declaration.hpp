// A form as a plugin declares it in forms/<name>.json, and the fields that workflows ask for: one declaration for page, API,
// import and export. The host reads it after checking each word of it, and the fake host of unit tests reads the same file:
// both go by it with the one engine of engine.hpp. Plugin authors meet a form through Setup::form() and Answers.
#ifndef GONGTING_FORMS_DECLARATION_HPP
#define GONGTING_FORMS_DECLARATION_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"

namespace gongting::forms {

/// What was typed, by the name of the input. Kept as it is, checked or not.
using Typed = std::map<std::string, std::string, std::less<>>;

/// A field is there when the other one has one of these values.
struct Condition {
  std::string field;
  std::vector<std::string> values;
};

/// A piece of a field that is typed by itself: the name of a person, the words of an address.
struct Part {
  std::string name;
  bool required = true;
};

struct Field {
  std::string name;
  /// text | long_text | number | money | date | choice | tick | person | organisation | address | point | account | file | table
  std::string type;
  bool required = true;
  /// Characters of a text, fen, a number, rows of a table, files.
  std::optional<std::int64_t> min, max;
  std::string earliest, latest;     // of a date: yyyy-mm-dd, or "today" with so many days before or after it: "today-30"
  std::string pattern;              // of a text: mobile | resident_id | uscc | division | case_number | phone | postcode | digits
  std::vector<std::string> values;  // of a choice; none: the plugin says them
  std::string labels;               // what the keys of their texts begin with, when not the field's own
  std::vector<Part> parts;          // of a person or organisation
  std::vector<Field> columns;       // of a table
  std::vector<std::string> kinds;   // of a file: pdf, jpg, png, …
  std::string role;                 // of an account: who holds it
  std::optional<Condition> when;
  std::string face;    // taken on this face only: portal | console
  std::string begun;   // taken only in a draft that was begun on this face
  std::string error;   // key of the text for whatever is wrong; "" for the host's own
  std::string kept;    // in a workflow's history: "public" for the parties, "staff" for staff only
  std::string always;  // a face on which every way of a workflow takes it, unasked
  std::string autocomplete;
  int lines = 0;       // of a long text, as it is drawn
  /// Whether there is such a text; the host looks when it reads the texts.
  bool hint = true, example = false;

  bool picks() const { return type == "choice" || type == "account" || type == "point"; }
  bool is_text() const { return type == "text" || type == "long_text"; }
};

/// What holds between fields: one_of (one at least is filled in), differ, same, ordered (none is before the one named before it).
struct Rule {
  std::string rule, error;
  std::vector<std::string> fields;
};

struct StepOfForm {
  std::string id;
  bool review = false;  // shows all that was filled in before
  std::vector<Field> fields;
};

struct Declaration {
  std::string form, path, texts;
  std::string about;  // the input whose words tell one draft from another in a list
  int draft_days = 30;
  std::string portal, console, api;  // the permission with which it is opened there; "" for not there
  std::vector<StepOfForm> steps;
  std::vector<Rule> rules;

  std::string key(std::string_view group, std::string_view name = {}, std::string_view rest = {}) const {
    std::string key = texts;
    key.append(group);
    if (!name.empty()) key.append(".").append(name);
    return key.append(rest);
  }
  const Field* field(std::string_view name) const {
    for (const auto& step : steps)
      for (const auto& field : step.fields)
        if (field.name == name) return &field;
    return nullptr;
  }
  /// The step in which the field stands; the number of steps when there is none.
  std::size_t step_of(std::string_view name) const {
    for (std::size_t step = 0; step < steps.size(); ++step)
      for (const auto& field : steps[step].fields)
        if (field.name == name) return step;
    return steps.size();
  }
};

namespace detail {

inline std::string text_of(ValueRef value) { return std::string(value.text()); }

/// A text, or a list of texts.
inline std::vector<std::string> texts_of(ValueRef value) {
  std::vector<std::string> texts;
  if (value.tag() == Tag::text) texts.push_back(text_of(value));
  else value.for_each([&](std::string_view, ValueRef item) { return texts.push_back(text_of(item)), true; });
  return texts;
}

inline std::vector<Part> parts_of(const std::string& type, ValueRef value) {
  std::vector<Part> parts;
  for (auto& name : texts_of(value)) {
    const bool optional = name.ends_with("?");
    if (optional) name.pop_back();
    parts.push_back({name, !optional});
  }
  if (!parts.empty()) return parts;
  if (type == "person") return {{"name"}, {"resident_id"}, {"mobile"}};
  if (type == "organisation") return {{"name"}, {"uscc"}};
  if (type == "address") return {{"division"}, {"words"}};
  return parts;
}

inline std::optional<std::int64_t> bound_of(ValueRef value) {
  return value.is_null() ? std::nullopt : std::optional<std::int64_t>(value.integer());
}

}  // namespace detail

/// Reads a field that was checked; what is missing or misspelt is passed over.
inline Field read_field(ValueRef value, std::string name = {}) {
  using detail::text_of;
  Field field;
  field.name = name.empty() ? text_of(value["name"]) : std::move(name);
  field.type = text_of(value["type"]);
  field.required = value["required"].is_null() || value["required"].boolean();
  field.min = detail::bound_of(value["min"]), field.max = detail::bound_of(value["max"]);
  field.earliest = text_of(value["earliest"]), field.latest = text_of(value["latest"]);
  field.pattern = text_of(value["pattern"]), field.values = detail::texts_of(value["values"]);
  field.labels = text_of(value["labels"]), field.parts = detail::parts_of(field.type, value["parts"]);
  value["columns"].for_each([&](std::string_view, ValueRef column) { return field.columns.push_back(read_field(column)), true; });
  field.kinds = detail::texts_of(value["kinds"]), field.role = text_of(value["role"]);
  value["when"].for_each([&](std::string_view other, ValueRef values) {
    field.when = Condition{std::string(other), detail::texts_of(values)};
    return true;
  });
  field.face = text_of(value["face"]), field.begun = text_of(value["begun"]), field.error = text_of(value["error"]);
  field.kept = text_of(value["kept"]), field.always = text_of(value["always"]);
  field.autocomplete = text_of(value["autocomplete"]), field.lines = static_cast<int>(value["lines"].integer(0));
  return field;
}

/// Reads a declaration that was checked.
inline Declaration read_declaration(ValueRef file) {
  using detail::text_of;
  Declaration declared;
  declared.form = text_of(file["form"]), declared.path = text_of(file["path"]);
  declared.texts = file["texts"].is_null() ? declared.form + "." : text_of(file["texts"]);
  declared.about = text_of(file["about"]);
  declared.draft_days = static_cast<int>(file["draft_days"].integer(30));
  const auto open = file["open"];
  declared.portal = text_of(open["portal"]), declared.console = text_of(open["console"]), declared.api = text_of(open["api"]);
  file["steps"].for_each([&](std::string_view, ValueRef value) {
    StepOfForm step{text_of(value["id"]), value["review"].boolean(), {}};
    value["fields"].for_each([&](std::string_view, ValueRef field) { return step.fields.push_back(read_field(field)), true; });
    return declared.steps.push_back(std::move(step)), true;
  });
  file["rules"].for_each([&](std::string_view, ValueRef value) {
    return declared.rules.push_back({text_of(value["rule"]), text_of(value["error"]), detail::texts_of(value["fields"])}), true;
  });
  return declared;
}

/// The names under which a field is typed. Of a table only its columns' own: rows are numbered, "heirs-0-name".
inline std::vector<std::string> inputs_of(const Field& field) {
  if (field.parts.empty()) return {field.name};
  std::vector<std::string> names;
  for (const auto& part : field.parts) names.push_back(field.name + "_" + part.name);
  return names;
}
inline std::string cell_of(const Field& table, std::size_t row, const Field& column) {
  return table.name + "-" + std::to_string(row) + "-" + column.name;
}

}  // namespace gongting::forms

#endif
