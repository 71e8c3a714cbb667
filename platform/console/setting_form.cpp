#include "console/setting_form.hpp"

#include "base/text.hpp"

namespace gongting::host::console {
namespace {

using plugin_host::Setting;
using plugin_host::SettingType;

constexpr std::size_t k_longest_text = 2000;
constexpr std::size_t k_radio_choices = 5;  // more are drawn as a list

FieldSpec spec(const Setting& setting, const std::string& locale) {
  FieldSpec field;
  field.name = setting.key;
  field.label = setting.title.in(locale);
  if (!setting.hint.empty()) field.hint = setting.hint.in(locale);
  switch (setting.type) {
    case SettingType::text:
      field.least = setting.min && *setting.min > 0 ? static_cast<std::size_t>(*setting.min) : 0;
      field.most = setting.max && *setting.max > 0 ? static_cast<std::size_t>(*setting.max) : k_longest_text;
      field.wide = field.most > 20;
      if (field.most > 120) field.input = Input::area;
      break;
    case SettingType::integer:
      field.most = 20;
      field.mode = "numeric";
      break;
    case SettingType::boolean:
      field.input = Input::radio;
      field.choices = {{"yes", Message{"console.yes", {}}}, {"no", Message{"console.no", {}}}};
      break;
    case SettingType::choice:
      field.input = setting.choices.size() <= k_radio_choices ? Input::radio : Input::select;
      for (const auto& choice : setting.choices) field.choices.push_back({choice.value, choice.title.in(locale)});
  }
  return field;
}

Value integer_value(const Setting& setting, EditForm& form, const std::string& locale) {
  long long number = 0;
  if (!parse_integer(form.text(setting.key), number)) {
    form.fault(setting.key, {"console.fault.number", {{"label", setting.title.in(locale)}}});
    return {};
  }
  const bool low = setting.min && number < *setting.min, high = setting.max && number > *setting.max;
  if (!low && !high) return number;
  if (setting.min && setting.max)
    form.fault(setting.key, {"console.fault.between", {{"label", setting.title.in(locale)}, {"min", *setting.min}, {"max", *setting.max}}});
  else if (low)
    form.fault(setting.key, {"console.fault.least", {{"label", setting.title.in(locale)}, {"min", *setting.min}}});
  else
    form.fault(setting.key, {"console.fault.most", {{"label", setting.title.in(locale)}, {"max", *setting.max}}});
  return {};
}

}  // namespace

std::string setting_text(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data())) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&value.data())) return std::to_string(*number);
  if (const auto* yes = std::get_if<bool>(&value.data())) return *yes ? "yes" : "no";
  return {};
}

Value setting_words(const Setting& setting, const Value& value, const std::string& locale) {
  const auto text = setting_text(value);
  if (setting.type == SettingType::boolean) return Message{text == "yes" ? "console.yes" : "console.no", {}};
  for (const auto& choice : setting.choices)
    if (choice.value == text) return choice.title.in(locale);
  return text.empty() ? Value(Message{"console.empty", {}}) : Value(text);
}

EditForm setting_form(const plugin_host::Manifest& manifest, const sites::Site& site, const std::string& locale) {
  std::vector<FieldSpec> fields;
  for (const auto& setting : manifest.settings) fields.push_back(spec(setting, locale));
  EditForm form("console.setting", std::move(fields));
  for (const auto& setting : manifest.settings) {
    const auto* own = site.setting(manifest.name, setting.key);
    form.put(setting.key, setting_text(own != nullptr ? *own : setting.otherwise));
  }
  return form;
}

std::vector<std::pair<std::string, Value>> setting_values(const plugin_host::Manifest& manifest, const http::Form& typed,
                                                          EditForm& form, const std::string& locale) {
  form.read(typed);
  std::vector<std::pair<std::string, Value>> values;
  for (const auto& setting : manifest.settings) {
    const auto text = form.text(setting.key);
    switch (setting.type) {
      case SettingType::integer:
        if (!text.empty()) values.emplace_back(setting.key, integer_value(setting, form, locale));
        break;
      case SettingType::boolean: values.emplace_back(setting.key, text == "yes"); break;
      default: values.emplace_back(setting.key, text);
    }
  }
  return values;
}

}  // namespace gongting::host::console
