#include "forms/declaration_file.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"

namespace gongting::host::forms {

using gongting::forms::inputs_of;

namespace {

class Reader {
 public:
  Reader(FormFile& file, Json root, const plugin_host::Manifest& manifest, const Knows& role)
      : file_(file), root_(root), manifest_(manifest), role_(role) {}

  void check() {
    file_.only(root_, "", {"form", "path", "texts", "about", "draft_days", "open", "steps", "rules"});
    if (!is_word(file_.text(root_, "", "form"), false)) file_.refuse("form", "must be snake_case");
    const auto path = file_.text(root_, "", "path");
    if (path[0] != '/' || path.size() < 2 || path.find_first_of(" ?#\\{}") != path.npos || path.ends_with("/"))
      file_.refuse("path", "must be the address of the form's pages below the plugin's, such as /apply");
    if (root_["texts"].exists() && !std::holds_alternative<std::string>(root_["texts"].value()->data())) file_.refuse("texts", "must be a text");
    file_.number(root_, "", "draft_days", 1, 365);
    check_open();
    check_steps();
    check_rules();
    if (const auto about = file_.text(root_, "", "about", false); !about.empty() && !inputs_.contains(about))
      file_.refuse("about", "there is no input " + inert(about));
  }

 private:
  void check_open() const {
    const auto open = root_["open"];
    file_.only(open, "open", {"portal", "console", "api"});
    if (open.fields().empty()) file_.refuse("open", "names no face on which the form is opened, and with which permission");
    for (const auto& [face, value] : open.fields())
      if (const auto id = file_.text(open, "open", face); manifest_.permission(id) == nullptr)
        file_.refuse("open." + face, "plugin.json declares no permission " + inert(id));
  }

  void check_steps() {
    const auto& steps = root_["steps"].items();
    if (steps.empty() || steps.size() > 9) file_.refuse("steps", "there must be one to nine of them");
    std::set<std::string> ids;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const auto path = "steps[" + std::to_string(i) + "]";
      const Json step(steps[i]);
      file_.only(step, path, {"id", "review", "fields"});
      const auto id = file_.text(step, path, "id");
      if (!is_word(id, false)) file_.refuse(path + ".id", "must be snake_case: " + inert(id));
      if (!ids.insert(id).second) file_.refuse(path + ".id", "there is a step " + id + " already");
      file_.boolean(step, path, "review");
      if (step["review"].boolean() && (i == 0 || i + 1 < steps.size())) file_.refuse(path + ".review", "only the last step shows what was filled in before");
      const auto& fields = step["fields"].items();
      if (fields.empty() && !step["review"].boolean()) file_.refuse(path, "has no \"fields\"");
      for (std::size_t k = 0; k < fields.size(); ++k) check_field(Json(fields[k]), path + ".fields[" + std::to_string(k) + "]");
    }
  }

  void check_field(Json field, const std::string& path) {
    const auto name = file_.text(field, path, "name");
    if (!is_word(name, false)) file_.refuse(path + ".name", "must be snake_case: " + inert(name));
    if (one_of(name, {"version", "save_only", "by_itself", "show", "add", "remove"})) file_.refuse(path + ".name", "is a name that the host's form uses itself");
    forms::check_field(file_, field, path, role_, FieldPlace::form);
    const auto encoded = field.value()->encode();
    const auto read = gongting::forms::read_field(ValueRef(encoded));
    for (const auto& input : inputs_of(read))
      if (!inputs_.insert(input).second) file_.refuse(path + ".name", "there is an input " + input + " already");
    check_condition(field["when"], path + ".when");
    fields_.push_back(read);
  }

  /// The field it hangs on stands before it and can have these values.
  void check_condition(Json when, const std::string& path) const {
    if (!when.exists()) return;
    if (!std::holds_alternative<Fields>(when.value()->data()) || when.fields().size() != 1)
      file_.refuse(path, "must name one field and its values: {\"kind\": \"person\"}");
    const auto& name = when.fields()[0].first;
    const auto other = std::find_if(fields_.begin(), fields_.end(), [&](const auto& one) { return one.name == name; });
    if (other == fields_.end()) file_.refuse(path, "there is no field " + inert(name) + " before this one");
    if (other->type != "choice" && other->type != "tick") file_.refuse(path, "a field hangs on a choice or a tick; " + name + " is of type " + other->type);
    const auto values = file_.texts(when, path, name);
    for (const auto& [at, value] : values) {
      const bool known = other->type == "tick" ? one_of(value, {"0", "1"})
                                               : other->values.empty() || std::find(other->values.begin(), other->values.end(), value) != other->values.end();
      if (!known) file_.refuse(at, name + " never has the value " + inert(value));
    }
  }

  void check_rules() const {
    const auto& rules = root_["rules"].items();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const auto path = "rules[" + std::to_string(i) + "]";
      const Json rule(rules[i]);
      file_.only(rule, path, {"rule", "fields", "error"});
      const auto name = file_.text(rule, path, "rule");
      if (!one_of(name, {"one_of", "differ", "same", "ordered"})) file_.refuse(path + ".rule", "must be one_of, differ, same or ordered, not " + inert(name));
      const auto fields = file_.texts(rule, path, "fields");
      if (fields.size() < 2) file_.refuse(path + ".fields", "a rule holds between two fields or more");
      for (const auto& [at, input] : fields)
        if (!inputs_.contains(input)) file_.refuse(at, "there is no input " + inert(input));
      file_.text(rule, path, "error");
    }
  }

  FormFile& file_;
  Json root_;
  const plugin_host::Manifest& manifest_;
  const Knows& role_;
  std::set<std::string, std::less<>> inputs_;
  std::vector<gongting::forms::Field> fields_;
};

}  // namespace

FormFile parse_form(std::string_view text, const std::string& file, const plugin_host::Manifest& manifest, const Knows& role) {
  FormFile read;
  const auto parsed = CheckedFile::read(text, file, read);
  const auto encoded = parsed.encode();
  read.declared = gongting::forms::read_declaration(ValueRef(encoded));
  Reader(read, Json(parsed), manifest, role).check();
  return read;
}

void check_names(const FormFile& file, const plugin_host::FormNames* names) {
  const auto& declared = file.declared;
  if (names == nullptr || !names->submit) file.refuse("form", "the plugin's code has no submit() for " + declared.form + "; register it in setup()");
  for (const auto& id : names->checks)
    if (std::none_of(declared.steps.begin(), declared.steps.end(), [&](const auto& step) { return step.id == id; }))
      file.refuse("steps", "the plugin has a check for " + id + ", which is no step here");
  const auto has_options = [&](const std::string& field) { return std::find(names->options.begin(), names->options.end(), field) != names->options.end(); };
  for (const auto& name : names->options) {
    const auto* field = declared.field(name);
    if (field == nullptr || (field->type != "choice" && field->type != "account") || !field->values.empty())
      file.refuse("steps", "the plugin has options for " + name + ", which is no choice without values here");
  }
  for (std::size_t step = 0; step < declared.steps.size(); ++step)
    for (std::size_t i = 0; i < declared.steps[step].fields.size(); ++i) {
      const auto& field = declared.steps[step].fields[i];
      if (field.type == "choice" && field.values.empty() && !has_options(field.name))
        file.refuse("steps[" + std::to_string(step) + "].fields[" + std::to_string(i) + "]",
                    "has no \"values\", and the plugin has no options for " + field.name);
    }
}

void check_texts(FormFile& file, const Knows& text) {
  auto& declared = file.declared;
  const auto need = [&](const std::string& path, const std::string& key) {
    if (!text(key)) file.refuse(path, "there is no text " + key + " in zh-CN.json");
  };
  need("form", declared.key("title"));
  file.lead = text(declared.key("lead")), file.after = text(declared.key("after"));
  for (int i = 1; text(declared.key("prepare", std::to_string(i))); ++i) file.prepare.push_back(declared.key("prepare", std::to_string(i)));
  const gongting::forms::TextKeys keys{declared.key("field") + "."};
  for (std::size_t number = 0; number < declared.steps.size(); ++number) {
    auto& step = declared.steps[number];
    const auto path = "steps[" + std::to_string(number) + "]";
    need(path, declared.key("step", step.id));
    for (std::size_t i = 0; i < step.fields.size(); ++i) {
      auto& field = step.fields[i];
      need_texts(field, keys, false, [&](const std::string& key) { need(path + ".fields[" + std::to_string(i) + "]", key); });
      field.hint = text(keys.hint(field.name).key);
      field.example = text(keys.prefix + field.name + ".example");
    }
  }
  for (std::size_t i = 0; i < declared.rules.size(); ++i) need("rules[" + std::to_string(i) + "].error", declared.rules[i].error);
}

}  // namespace gongting::host::forms
