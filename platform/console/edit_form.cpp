#include "console/edit_form.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "base/text.hpp"

namespace gongting::host::console {
namespace {

bool has_choice(const FieldSpec& field, const std::string& value) {
  return std::any_of(field.choices.begin(), field.choices.end(),
                     [&](const Choice& choice) { return choice.value == value; });
}

bool picks(const FieldSpec& field) {
  return field.input == Input::select || field.input == Input::radio || field.input == Input::checks;
}

}  // namespace

std::string field_of(std::string_view text) {
  const auto colon = text.find(": ");
  if (colon == std::string_view::npos || colon == 0 || colon > 40) return {};
  const auto name = text.substr(0, colon);
  const bool word = std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return word ? std::string(name) : std::string();
}

const FieldSpec* EditForm::find(std::string_view name) const {
  const auto found = std::find_if(fields_.begin(), fields_.end(), [&](const FieldSpec& field) { return field.name == name; });
  return found == fields_.end() ? nullptr : &*found;
}

Value EditForm::label(const FieldSpec& field) const {
  return field.label.is_null() ? Value(Message{texts_ + "." + field.name, {}}) : field.label;
}

void EditForm::read(const http::Form& form) {
  for (const auto& field : fields_) {
    auto& values = values_[field.name];
    values.clear();
    for (const auto value : form.all(field.name)) {
      auto typed = trim(value);
      if (field.input == Input::checks) {
        if (!typed.empty()) values.push_back(std::move(typed));
        continue;
      }
      values.push_back(std::move(typed));
      break;
    }
    check(field);
  }
}

void EditForm::check(const FieldSpec& field) {
  const auto& values = values_[field.name];
  const bool empty = values.empty() || values.front().empty();
  if (empty) {
    if (field.least > 0)
      fault(field.name, {picks(field) ? "console.fault.choose" : "console.fault.missing", {{"label", label(field)}}});
    return;
  }
  if (picks(field)) {
    for (const auto& value : values)
      if (!has_choice(field, value)) return fault(field.name, {"console.fault.choose", {{"label", label(field)}}});
    return;
  }
  const auto& value = values.front();
  if (field.input == Input::date && days_from_date(value) < 0)
    return fault(field.name, {"console.fault.date", {{"label", label(field)}}});
  const auto size = characters(value);
  if (size < field.least) fault(field.name, {"console.fault.short", {{"label", label(field)}, {"least", field.least}}});
  if (size > field.most) fault(field.name, {"console.fault.long", {{"label", label(field)}, {"most", field.most}}});
  auto lines = value;
  if (field.input == Input::area) std::replace(lines.begin(), lines.end(), '\n', ' ');
  if (inert(lines) != lines) fault(field.name, {"console.fault.signs", {{"label", label(field)}}});
}

std::string EditForm::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() || found->second.empty() ? std::string() : found->second.front();
}

std::vector<std::string> EditForm::all(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

std::int64_t EditForm::integer(std::string_view name) const {
  long long number = 0;
  return parse_integer(text(name), number) ? number : 0;
}

void EditForm::fault(std::string_view field, Message text) {
  const auto same = [&](const auth::Fault& known) { return known.field == field; };
  if (std::none_of(faults_.begin(), faults_.end(), same)) faults_.push_back({std::string(field), std::move(text)});
}

void EditForm::fault(std::string_view field) { fault(field, {texts_ + "." + std::string(field) + "_fault", {}}); }

void EditForm::take(const auth::Faults& faults) {
  for (const auto& known : faults) fault(known.field, known.text);
}

bool EditForm::take(const Error& error) {
  if (error.kind() != Kind::invalid && error.kind() != Kind::conflict) return false;
  const auto field = field_of(error.what());
  if (field.empty()) return false;
  fault(field);
  return true;
}

Fields EditForm::draw(const FieldSpec& field) const {
  const auto known = std::find_if(faults_.begin(), faults_.end(), [&](const auth::Fault& entry) { return entry.field == field.name; });
  const bool bad = known != faults_.end();
  const auto values = all(field.name);
  List choices;
  for (std::size_t i = 0; i < field.choices.size(); ++i) {
    const auto& choice = field.choices[i];
    const bool starts = !choice.group.empty() && (i == 0 || field.choices[i - 1].group != choice.group);
    const bool ends = !choice.group.empty() && (i + 1 == field.choices.size() || field.choices[i + 1].group != choice.group);
    choices.emplace_back(Fields{{"value", choice.value},
                                {"title", choice.title},
                                // The summary of errors leads to the first one.
                                {"choice_id", i == 0 ? field.name : field.name + "-" + std::to_string(i)},
                                {"chosen", std::find(values.begin(), values.end(), choice.value) != values.end()},
                                {"group", choice.group},
                                {"group_start", starts},
                                {"group_end", ends}});
  }
  std::string described;
  if (!field.hint.is_null()) described = field.name + "-h";
  if (bad) described += (described.empty() ? "" : " ") + field.name + "-e";
  return {{"name", field.name},
          {"label", label(field)},
          {"hint", field.hint},
          {"error", bad ? Value(known->text) : Value()},
          {"value", text(field.name)},
          {"described", described},
          {"optional", field.least == 0 && !picks(field)},
          {"grouped", field.input == Input::radio || field.input == Input::checks},
          {"area", field.input == Input::area},
          {"select", field.input == Input::select},
          {"line", field.input == Input::text || field.input == Input::date},
          {"type", field.input == Input::date     ? "date"
                   : field.input == Input::checks ? "checkbox"
                   : field.input == Input::radio  ? "radio"
                                                  : "text"},
          {"mode", field.mode},
          {"autocomplete", field.autocomplete},
          {"wide", field.wide},
          {"choices", std::move(choices)}};
}

Fields EditForm::model() const {
  List fields, errors;
  for (const auto& field : fields_) fields.emplace_back(draw(field));
  for (const auto& known : faults_) {
    // A fault of something that the form does not ask for leads to its first field.
    const auto target = find(known.field) != nullptr || known.field == "opening" ? known.field
                        : fields_.empty()                                       ? std::string()
                                                                                : fields_.front().name;
    errors.emplace_back(Fields{{"field", target}, {"text", known.text}});
  }
  return {{"fields", std::move(fields)}, {"errors", std::move(errors)}};
}

}  // namespace gongting::host::console
