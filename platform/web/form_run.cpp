#include "web/form_run.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "view/view.hpp"
#include "web/plugin_pages.hpp"

namespace gongting::host::web {

using gongting::forms::Option;

namespace {

constexpr std::size_t k_town = 9;  // digits of a town's division code

Message message_of(ValueRef value) {
  if (value.tag() != Tag::message) return {std::string(value.text()), {}};
  Message message{std::string(value.message_key()), {}};
  value.message_params().for_each([&](std::string_view key, ValueRef param) { return message.params.emplace_back(key, param.value()), true; });
  return message;
}

}  // namespace

std::string draft_label(const gongting::forms::Declaration& declared, const gongting::forms::Typed& typed) {
  const auto found = typed.find(declared.about);
  return found == typed.end() ? std::string() : found->second;
}

std::vector<Option> point_options(const Context& context, PluginBackend& backend) {
  std::vector<Option> options;
  for (const auto row : backend.points()) {
    if (context.scope.face == Face::console && row.integer("id") != context.scope.point_id) continue;
    const auto phone = row.text("phone");
    options.push_back({std::to_string(row.integer("id")), row.text("name"), row.text("address") + (phone.empty() ? "" : " · " + phone),
                       row.text("division").substr(0, k_town)});
  }
  return options;
}

std::vector<Option> town_options(PluginBackend& backend) {
  std::vector<Option> towns;
  for (const auto row : backend.divisions({})) towns.push_back({row.text("code").substr(0, k_town), row.text("name")});
  return towns;
}

std::string FormGround::today() { return host::today(); }

const plugin_host::FormNames* FormGround::names() const {
  for (const auto& names : plugin_.form_names())
    if (names.form == file_.declared.form) return &names;
  return nullptr;
}

std::string FormGround::ask(plugin_host::FormRulesCall what, Fields asked) {
  asked.insert(asked.begin(), {{"form", file_.declared.form}, {"begun", begun_}});
  context_.scope.plugin = plugin_.name();
  plugin_host::CallContext call{context_.scope, backend_};
  return context_.services.plugins.ask(plugin_, what, call, plugin_request(context_, plugin_, {"declared", &asked}));
}

std::vector<Option> FormGround::options(const gongting::forms::Field& field, const Fields& values) {
  if (field.type == "point") return point_options(context_, backend_);
  std::vector<Option> options;
  const gongting::forms::TextKeys keys{file_.declared.key("field") + "."};
  for (const auto& value : field.values) {
    const auto key = keys.value(field, value).key, note = key + ".note";
    const bool noted = context_.services.views.knows(plugin_.name(), note);
    options.push_back({value, backend_.message(key, ValueRef()), noted ? backend_.message(note, ValueRef()) : std::string()});
  }
  if (!options.empty()) return options;
  const auto* own = names();
  if (own != nullptr && std::find(own->options.begin(), own->options.end(), field.name) != own->options.end()) {
    const auto answer = ask(plugin_host::FormRulesCall::options, {{"field", field.name}, {"values", Value(values)}});
    ValueRef(answer)["options"].for_each([&](std::string_view, ValueRef option) {
      const auto text = [&](std::string_view key) { return std::string(option[key].text()); };
      return options.push_back({text("value"), text("label"), text("note")}), true;
    });
  } else if (field.type == "account") {
    for (const auto row : backend_.people(field.role))
      options.push_back({std::to_string(row.integer("id")), row.text("name"), row.text("point_name")});
  }
  return options;
}

std::vector<Option> FormGround::towns() { return town_options(backend_); }

void FormGround::check(const std::string& step, const Fields& values, Form& form) {
  const auto* own = names();
  if (own == nullptr || std::find(own->checks.begin(), own->checks.end(), step) == own->checks.end()) return;
  const auto answer = ask(plugin_host::FormRulesCall::check, {{"step", step}, {"values", Value(values)}});
  ValueRef(answer)["errors"].for_each([&](std::string_view, ValueRef error) {
    form.require(false, error["field"].text(), message_of(error["text"]));
    return true;
  });
}

gongting::forms::Typed FormRun::prefilled() {
  gongting::forms::Typed typed;
  const auto answer = ground_.ask(plugin_host::FormRulesCall::prefill, {});
  ValueRef(answer)["typed"].for_each([&](std::string_view name, ValueRef value) { return typed.emplace(name, value.text()), true; });
  return typed;
}

FormRun::Taken FormRun::submit(const Fields& values, std::int64_t owner_id, std::string_view owner_name) {
  const auto answer = ground_.ask(plugin_host::FormRulesCall::submit,
                                  {{"owner", Fields{{"id", owner_id}, {"name", owner_name}}}, {"values", Value(values)}});
  return {std::string(ValueRef(answer)["location"].text()), ValueRef(answer)["record"].integer()};
}

}  // namespace gongting::host::web
