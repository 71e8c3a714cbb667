// What pages show of declared fields: the model of the host's partial form-fields, and what was filled in, as it is read once more.
#ifndef GONGTING_FORMS_PAGES_HPP
#define GONGTING_FORMS_PAGES_HPP

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "gongting/forms/engine.hpp"

namespace gongting::forms {

/// What stands before and after the name in the keys of a field's texts: <prefix><name><suffix>, <prefix><name>.hint<suffix>.
struct TextKeys {
  std::string prefix, suffix = {};
  Message label(std::string_view name) const { return {prefix + std::string(name) + suffix, {}}; }
  Message hint(std::string_view name) const { return {prefix + std::string(name) + ".hint" + suffix, {}}; }
  /// Of one value of a choice.
  Message value(const Field& field, std::string_view chosen) const {
    return {(field.labels.empty() ? prefix + field.name + "." : field.labels) + std::string(chosen), {}};
  }
};

/// How a field stands among the others.
struct Standing {
  bool required = true;
  bool hidden = false;  // what it hangs on was chosen otherwise
  bool open = false;    // what it hangs on was not chosen yet
  const Field* depends = nullptr;
};

class FieldPages {
 public:
  FieldPages(Source& source, TextKeys keys) : source_(source), keys_(std::move(keys)) {}

  /// One entry for each input: {kind, name, label, hint, problem, described, value, …}; those of a person, an organisation or an
  /// address stand between one with `opens` and one with `closes`.
  void add(const Field& field, const Standing& standing, const Form& typed, const Fields& values, List& models) const {
    if (field.parts.empty()) {
      auto model = one(field, field.name, field.hint && field.type != "account", standing.required, typed);
      add_standing(field, standing, model);
      if (field.picks()) add_options(field, typed, values, model);
      if (field.type == "table") add_rows(field, typed, model);
      models.emplace_back(std::move(model));
      return;
    }
    Fields head{{"kind", "none"}, {"opens", true}, {"name", field.name}, {"label", keys_.label(field.name)}, {"optional", !standing.required},
                {"hint", field.hint ? Value(keys_.hint(field.name)) : Value()}};
    add_standing(field, standing, head);
    models.emplace_back(std::move(head));
    for (const auto& part : field.parts) {
      auto model = one(part_of(field, part), field.name + "_" + part.name, false, standing.required && part.required, typed);
      if (part.name == "division") {
        List towns;
        for (const auto& town : source_.towns()) towns.push_back(option(town, typed.raw(field.name + "_division")));
        model.emplace_back("options", std::move(towns));
      }
      models.emplace_back(std::move(model));
    }
    models.emplace_back(Fields{{"kind", "none"}, {"closes", true}});
  }

  /// How a value is read: an amount with its sign, the label of what was chosen, the rows of a table as lines.
  Value shown(const Field& field, const std::string& name, const Fields& values) const {
    const auto* value = find(values, name);
    if (value == nullptr) return {};
    if (const auto* label = find(values, name + ".label")) return *label;
    if (field.type == "money") return Message{"form.amount", {{"yuan", yuan(std::get<std::int64_t>(value->data()))}}};
    if (field.type == "tick") return Message{std::get<bool>(value->data()) ? "form.yes" : "form.no", {}};
    if (name.ends_with("_division"))
      for (const auto& town : source_.towns())
        if (town.value == plain(value)) return town.label;
    return *value;
  }
  /// {label, value, lines} for each input with something in it.
  List summary(const Field& field, const Fields& values) const {
    List list;
    for (const auto& name : inputs_of(field)) {
      auto value = shown(field, name, values);
      if (value.is_null()) continue;
      Fields line{{"name", name}, {"label", keys_.label(name)}};
      if (const auto* rows = std::get_if<List>(&value.data())) line.emplace_back("rows", shown_rows(field, *rows));
      else line.emplace_back("value", std::move(value));
      list.push_back(std::move(line));
    }
    return list;
  }

  const TextKeys& keys() const { return keys_; }

 private:
  static Field part_of(const Field& field, const Part& part) {
    auto one = field;
    one.type = part.name == "division" ? "choice" : "text", one.pattern = part.name == "name" || part.name == "words" ? "" : part.name;
    one.parts.clear(), one.values.clear();
    if (one.autocomplete.empty() && part.name == "words") one.autocomplete = "off";
    return one;
  }
  static std::string kind_of(const Field& field, bool portal) {
    if (field.type == "choice") return field.values.size() > 0 && field.values.size() <= 6 ? "radio" : "select";
    if (field.type == "account") return "radio";
    if (field.type == "date") return portal ? "day" : "date";
    if (field.type == "text" || field.type == "number") return "line";
    return field.type == "long_text" ? "words" : field.type;  // money, tick, point, table, file
  }

  Fields one(const Field& field, const std::string& name, bool hint, bool required, const Form& typed) const {
    const auto problem = problem_of(name, typed);
    std::string described = hint ? name + "-h" : "";
    if (!problem.is_null()) described += (described.empty() ? "" : " ") + name + "-e";
    const bool portal = source_.face() == "portal";
    const auto kind = kind_of(field, portal);
    const bool number = field.type == "number" || field.pattern == "digits" || field.pattern == "postcode";
    Fields model{{"kind", kind}, {"name", name}, {"label", keys_.label(name)}, {"hint", hint ? Value(keys_.hint(name)) : Value()},
                 {"problem", problem}, {"described", described}, {"optional", !required}, {"value", typed.raw(name)},
                 {"inputmode", field.type == "money" ? "decimal" : number ? "numeric" : field.pattern == "mobile" || field.pattern == "phone" ? "tel" : ""},
                 {"autocomplete", field.autocomplete.empty() ? "off" : field.autocomplete},
                 {"narrow", !field.is_text() || !field.pattern.empty() || field.max.value_or(100) <= 60},
                 {"lines", field.lines > 0 ? field.lines : portal ? 3 : 2}};
    if (kind == "tick") model.emplace_back("ticked", typed.check(name));
    if (kind == "day") add_day(name, typed, model);
    if (field.example) model.emplace_back("example", Message{keys_.prefix + name + ".example" + keys_.suffix, {}});
    return model;
  }
  /// Year, month and day by themselves, as they are typed by citizens.
  static void add_day(const std::string& name, const Form& typed, Fields& model) {
    const auto whole = typed.raw(name);
    const bool parts = !is_date(whole);
    model.emplace_back("year", parts ? typed.raw(name + "-y") : whole.substr(0, 4));
    model.emplace_back("month", parts ? typed.raw(name + "-m") : whole.substr(5, 2));
    model.emplace_back("day", parts ? typed.raw(name + "-d") : whole.substr(8, 2));
  }
  void add_standing(const Field& field, const Standing& standing, Fields& model) const {
    if (!field.when || standing.depends == nullptr) return;
    std::string values;
    for (const auto& value : field.when->values) values += (values.empty() ? "" : " ") + value;
    model.insert(model.end(), {{"when", field.when->field}, {"is", values}, {"hidden", standing.hidden}});
    if (standing.open && standing.depends->type == "choice" && field.when->values.size() == 1)
      model.emplace_back("only", Message{"form.only_when", {{"choice", keys_.value(*standing.depends, field.when->values[0])}}});
  }
  static Fields option(const Option& option, const std::string& chosen) {
    return {{"value", option.value}, {"label", option.label}, {"note", option.note}, {"chosen", option.value == chosen}};
  }
  void add_options(const Field& field, const Form& typed, const Fields& values, Fields& model) const {
    const auto chosen = typed.raw(field.name);
    auto town = typed.raw(field.name + "_town");
    const auto all = source_.options(field, values);
    if (field.type == "account" && field.hint) model.emplace_back("none", keys_.hint(field.name));
    List options, towns;
    if (field.type == "point" && source_.face() == "portal") {
      for (const auto& one : all)
        if (town.empty() && one.value == chosen) town = one.group;
      for (const auto& one : source_.towns()) towns.push_back(FieldPages::option(one, town));
    }
    for (const auto& one : all)
      if (towns.empty() || (!town.empty() && one.group == town)) options.push_back(FieldPages::option(one, all.size() == 1 && field.type == "point" ? one.value : chosen));
    model.insert(model.end(), {{"options", std::move(options)}, {"towns", std::move(towns)}, {"town_chosen", !town.empty()}});
  }
  void add_rows(const Field& table, const Form& typed, Fields& model) const {
    List heads, rows;
    for (const auto& column : table.columns) heads.push_back(Fields{{"label", keys_.label(table.name + "." + column.name)}});
    const auto count = std::max({rows_of(table, typed), static_cast<std::size_t>(table.min.value_or(1)), std::size_t{1}});
    for (std::size_t row = 0; row < count; ++row) {
      List cells;
      for (const auto& column : table.columns) {
        const auto name = cell_of(table, row, column);
        auto cell = one(column, name, false, column.required, typed);
        for (auto& [key, value] : cell)
          if (key == "label") value = keys_.label(table.name + "." + column.name);
          else if (key == "kind") value = column.type == "choice" ? "select" : column.type == "date" ? "date" : "line";
        List options;
        for (const auto& value : column.values) {
          auto named = column;
          named.name = table.name + "." + column.name;
          options.push_back(Fields{{"value", value}, {"label", keys_.value(named, value)}, {"chosen", value == typed.raw(name)}});
        }
        cell.insert(cell.end(), {{"options", std::move(options)}, {"row", static_cast<std::int64_t>(row + 1)}});
        cells.push_back(std::move(cell));
      }
      rows.push_back(Fields{{"number", static_cast<std::int64_t>(row + 1)}, {"index", static_cast<std::int64_t>(row)}, {"cells", std::move(cells)}});
    }
    model.insert(model.end(), {{"heads", std::move(heads)}, {"rows", std::move(rows)}, {"more", static_cast<std::int64_t>(count) < table.max.value_or(50)}});
  }
  List shown_rows(const Field& table, const List& rows) const {
    List shown_rows;
    for (const auto& row : rows) {
      const auto* cells = std::get_if<Fields>(&row.data());
      if (cells == nullptr) continue;
      List line;
      for (const auto& column : table.columns) {
        auto value = shown(column, column.name, *cells);
        if (value.is_null()) continue;
        auto named = column;
        named.name = table.name + "." + column.name;
        if (column.type == "choice") value = keys_.value(named, plain(&value));
        line.push_back(Fields{{"label", keys_.label(table.name + "." + column.name)}, {"value", std::move(value)}});
      }
      shown_rows.push_back(Fields{{"cells", std::move(line)}});
    }
    return shown_rows;
  }
  static Value problem_of(const std::string& name, const Form& typed) {
    for (const auto& error : typed.errors())
      if (const auto* entry = std::get_if<Fields>(&error.data()); entry != nullptr && plain(&(*entry)[0].second) == name) return (*entry)[1].second;
    return {};
  }

  Source& source_;
  TextKeys keys_;
};

/// The pages of a form with its steps.
class Pages {
 public:
  explicit Pages(const Engine& engine) : engine_(engine), fields_(engine.ground(), TextKeys{engine.declared().key("field") + "."}) {}

  /// The model of the partial form-fields for one step. `typed` holds what was typed and what is wrong with it.
  List fields(std::size_t number, const Form& typed, const Typed& all) const {
    // Of this step too, as far as it is filled in: fields hang on others beside them.
    auto values = engine_.before(number + 1, all);
    List models;
    for (const auto& field : engine_.step(number).fields) {
      if (!engine_.taken(field)) continue;
      const bool open = engine_.open(field, values);
      const auto* depends = field.when ? engine_.declared().field(field.when->field) : nullptr;
      const bool beside = depends != nullptr && engine_.declared().step_of(field.when->field) == number;
      if (!engine_.holds(field, values) && !beside) continue;
      fields_.add(field, {field.required, !open && !engine_.holds(field, values), open, beside ? depends : nullptr}, typed, values, models);
    }
    return models;
  }

  /// The address of a step.
  using Href = std::function<std::string(std::size_t number)>;

  /// What the steps before `end` hold: {number, title, href, lines [{label, value | rows}]}.
  List summary(std::size_t end, const Fields& values, const Href& href) const {
    List steps;
    for (std::size_t number = 0; number < end; ++number) {
      List lines;
      for (const auto& field : engine_.step(number).fields) {
        if (!engine_.taken(field) || !engine_.holds(field, values)) continue;
        for (auto& line : fields_.summary(field, values)) lines.push_back(std::move(line));
      }
      steps.push_back(Fields{{"number", static_cast<std::int64_t>(number + 1)}, {"title", title(number)}, {"href", href(number)}, {"lines", std::move(lines)}});
    }
    return steps;
  }

  Message title(std::size_t number) const { return {engine_.declared().key("step", engine_.step(number).id), {}}; }

  /// The progress line: {label, number, href, done, current}.
  List stages(std::size_t current, std::size_t reached, const Href& href) const {
    List list;
    for (std::size_t number = 0; number < engine_.steps(); ++number)
      list.push_back(Fields{{"label", title(number)}, {"number", static_cast<std::int64_t>(number + 1)}, {"href", href(number)},
                            {"done", number < reached && number != current}, {"current", number == current}});
    return list;
  }

 private:
  const Engine& engine_;
  FieldPages fields_;
};

}  // namespace gongting::forms

#endif
