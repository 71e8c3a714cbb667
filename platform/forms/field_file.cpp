#include "forms/field_file.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "gongting/format.hpp"

namespace gongting::host::forms {

namespace {

constexpr std::int64_t k_most = 100'000'000'000'000;

/// Checks one field; its members say what each type takes.
class FieldCheck {
 public:
  FieldCheck(const CheckedFile& file, Json field, const std::string& path, const Knows& role, FieldPlace place)
      : file_(file), field_(field), path_(path), role_(role), place_(place), type_(file.text(field, path, "type")) {}

  void run() {
    check_keys();
    check_type();
    for (const char* key : {"error", "autocomplete", "labels"}) file_.text(field_, path_, key, false);
    file_.boolean(field_, path_, "required");
    check_one("face", {"portal", "console"});
    check_one("begun", {"portal", "console"});
    check_one("always", {"portal", "console"});
    check_one("kept", {"public", "staff"});
    if (field_["kept"].exists() && type_ != "long_text" && type_ != "text") refuse("kept", "belongs to a text");
    only_of("pattern", type_ == "text");
    check_one("pattern", {"mobile", "resident_id", "uscc", "division", "case_number", "phone", "postcode", "digits"});
    check_role();
    check_bounds();
    check_days();
    check_choice();
    check_parts();
    check_columns();
    only_of("lines", type_ == "long_text");
    file_.number(field_, path_, "lines", 1, 40);
  }

 private:
  [[noreturn]] void refuse(const std::string& key, const std::string& reason) const { file_.refuse(path_ + "." + key, reason); }
  void only_of(const std::string& key, bool fits) const {
    if (field_[key].exists() && !fits) refuse(key, "does not belong to a field of type " + type_);
  }
  void check_one(const std::string& key, std::initializer_list<std::string_view> words) const {
    const auto word = file_.text(field_, path_, key, false);
    if (word.empty() || one_of(word, words)) return;
    std::string all;
    for (const auto known : words) all += (all.empty() ? "" : ", ") + std::string(known);
    refuse(key, "must be one of " + all + ", not " + inert(word));
  }

  void check_keys() const {
    if (place_ == FieldPlace::workflow)
      return file_.only(field_, path_, {"type", "min", "max", "earliest", "latest", "pattern", "values", "labels", "parts", "columns", "role", "error",
                                        "kept", "always", "autocomplete", "lines", "kinds"});
    if (place_ == FieldPlace::column)
      return file_.only(field_, path_, {"name", "type", "required", "min", "max", "earliest", "latest", "pattern", "values", "error"});
    file_.only(field_, path_, {"name", "type", "required", "min", "max", "earliest", "latest", "pattern", "values", "labels", "parts", "columns", "role", "when",
                               "face", "begun", "error", "autocomplete", "lines", "kinds"});
  }
  void check_type() const {
    if (place_ == FieldPlace::column && !one_of(type_, {"text", "number", "money", "date", "choice"}))
      refuse("type", "a column is a text, number, money, date or choice, not " + inert(type_));
    if (!one_of(type_, {"text", "long_text", "number", "money", "date", "choice", "tick", "person", "organisation", "address", "point", "account", "file", "table"}))
      refuse("type", inert(type_) + " is no type of a field: text, long_text, number, money, date, choice, tick, person, organisation, address, point, "
                                    "account, file or table");
    if (type_ == "file") refuse("type", "this platform keeps no files for forms yet");
    if (type_ == "tick" && place_ == FieldPlace::workflow) refuse("type", "a way of a workflow is confirmed by itself; it takes no tick");
  }
  void check_bounds() const {
    const bool signed_number = type_ == "number";
    for (const char* key : {"min", "max"}) {
      only_of(key, one_of(type_, {"text", "long_text", "number", "money", "table", "person", "organisation", "address"}));
      file_.number(field_, path_, key, signed_number ? -k_most : 0, type_ == "table" ? 200 : type_ == "text" || type_ == "long_text" ? 100'000 : k_most);
    }
    if (field_["min"].exists() && field_["max"].exists() && field_["min"].integer() > field_["max"].integer()) refuse("min", "is more than the max");
  }
  void check_days() const {
    for (const char* key : {"earliest", "latest"}) {
      only_of(key, type_ == "date");
      const auto day = file_.text(field_, path_, key, false);
      if (day.empty() || is_date(day) || day == "today") continue;
      const auto rest = std::string_view(day).substr(std::min<std::size_t>(day.size(), 6));
      const bool counted = (day.starts_with("today-") || day.starts_with("today+")) && !rest.empty() && rest.size() <= 5 &&
                           std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (!counted) refuse(key, "must be a day as 2026-03-05, today, or today-30: " + inert(day));
    }
  }
  void check_choice() const {
    only_of("values", type_ == "choice");
    only_of("labels", type_ == "choice");
    const auto values = file_.texts(field_, path_, "values");
    for (const auto& [at, value] : values)
      if (!is_word(value, false)) file_.refuse(at, "must be snake_case: " + inert(value));
    if (type_ == "choice" && values.empty() && (place_ != FieldPlace::form || field_["values"].exists()))
      file_.refuse(path_, "a choice needs its \"values\"");
  }
  void check_role() const {
    only_of("role", type_ == "account");
    const auto role = file_.text(field_, path_, "role", type_ == "account");
    if (!role.empty() && !role_(role)) refuse("role", "there is no role " + inert(role));
  }
  void check_parts() const {
    only_of("parts", type_ == "person" || type_ == "organisation");
    bool named = !field_["parts"].exists();
    for (const auto& [at, part] : file_.texts(field_, path_, "parts")) {
      const auto plain = part.ends_with("?") ? part.substr(0, part.size() - 1) : part;
      const bool known = type_ == "person" ? one_of(plain, {"name", "resident_id", "mobile"}) : one_of(plain, {"name", "uscc"});
      if (!known) file_.refuse(at, inert(part) + " is no part of " + (type_ == "person" ? "a person: name, resident_id, mobile" : "an organisation: name, uscc") +
                                       "; one that may be left empty ends with \"?\"");
      named = named || plain == "name";
    }
    if (!named) refuse("parts", "needs the name");
  }
  void check_columns() const {
    only_of("columns", type_ == "table");
    only_of("kinds", type_ == "file");
    if (type_ != "table") return;
    const auto& columns = field_["columns"].items();
    if (columns.empty()) file_.refuse(path_, "a table needs its \"columns\"");
    if (columns.size() > 8) refuse("columns", "more than 8 fit on no page");
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto at = path_ + ".columns[" + std::to_string(i) + "]";
      if (!is_word(file_.text(Json(columns[i]), at, "name"), false)) file_.refuse(at + ".name", "must be snake_case");
      check_field(file_, Json(columns[i]), at, role_, FieldPlace::column);
    }
  }

  const CheckedFile& file_;
  Json field_;
  const std::string& path_;
  const Knows& role_;
  FieldPlace place_;
  std::string type_;
};

}  // namespace

void check_field(const CheckedFile& file, Json field, const std::string& path, const Knows& role, FieldPlace place) {
  FieldCheck(file, field, path, role, place).run();
}

void need_texts(const gongting::forms::Field& field, const gongting::forms::TextKeys& keys, bool hints,
                const std::function<void(const std::string& key)>& need) {
  for (const auto& input : gongting::forms::inputs_of(field)) need(keys.label(input).key);
  if (!field.parts.empty()) need(keys.label(field.name).key);
  if (hints && field.parts.empty()) need(keys.hint(field.name).key);
  if (!field.error.empty()) need(field.error);
  for (const auto& value : field.values) need(keys.value(field, value).key);
  for (const auto& column : field.columns) {
    auto named = column;
    named.name = field.name + "." + column.name;
    need(keys.label(named.name).key);
    if (!column.error.empty()) need(column.error);
    for (const auto& value : column.values) need(keys.value(named, value).key);
  }
}

}  // namespace gongting::host::forms
