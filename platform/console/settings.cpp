// A module's settings at this site, drawn from what its manifest declares.
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "console/setting_form.hpp"
#include "sites/changes.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

/// Errors: not_found for a module without settings: no page leads there.
const plugin_host::Manifest& manifest_with_settings(web::Context& context) {
  const auto& manifest = plugin_named(context, context.param("plugin")).manifest();
  if (manifest.settings.empty()) throw Error{Kind::not_found, "the module has no settings"};
  return manifest;
}

http::Response form_page(web::Context& context, const plugin_host::Manifest& manifest, const EditForm& form, int status) {
  auto model = form.model();
  const auto action = context.url("/settings/" + manifest.name);
  bool changed = false;
  for (const auto& setting : manifest.settings) changed = changed || context.site->setting(manifest.name, setting.key) != nullptr;
  model.insert(model.end(), {{"title", manifest.title.in(context.scope.locale)},
                             {"mark", manifest.mark},
                             {"saved", status == 200 && context.query.text("saved") == "1"},
                             {"action", action},
                             {"reset_href", changed ? action + "/reset" : std::string()},
                             {"back_href", context.url("/modules")}});
  return show(context, "settings", std::move(model), "settings", "/modules", status);
}

}  // namespace

http::Response settings_page(web::Context& context) {
  const auto& manifest = manifest_with_settings(context);
  return form_page(context, manifest, setting_form(manifest, *context.site, context.scope.locale), 200);
}

http::Response settings_save(web::Context& context) {
  const auto& manifest = manifest_with_settings(context);
  auto form = setting_form(manifest, *context.site, context.scope.locale);
  const auto values = setting_values(manifest, context.form, form, context.scope.locale);
  if (!form.ok()) return form_page(context, manifest, form, 422);
  for (const auto& [key, value] : values) {
    // Who leaves the default as it is goes on following the plugin's default.
    const bool own = context.site->setting(manifest.name, key) != nullptr;
    if (!own && setting_text(value) == setting_text(manifest.setting(key)->otherwise)) continue;
    sites::set_setting(context.db(), context.scope, context.site->id, manifest.name, key, value);
  }
  return context.see_other(address(context, "/settings/" + manifest.name, {{"saved", "1"}}));
}

http::Response settings_reset_check(web::Context& context) {
  const auto& manifest = manifest_with_settings(context);
  const auto& locale = context.scope.locale;
  const Fields named{{"title", manifest.title.in(locale)}};
  Question question;
  question.title = {"console.settings.reset_title", named};
  question.lead = {"console.settings.reset_lead", named};
  for (const auto& setting : manifest.settings) {
    const auto* own = context.site->setting(manifest.name, setting.key);
    if (own == nullptr) continue;
    question.facts.emplace_back(Message{"console.settings.reset_label", {{"title", setting.title.in(locale)}}},
                                Message{"console.settings.reset_fact", {{"now", setting_words(setting, *own, locale)},
                                                                        {"otherwise", setting_words(setting, setting.otherwise, locale)}}});
  }
  question.cancel = context.url("/settings/" + manifest.name);
  question.action = question.cancel + "/reset";
  question.button = {"console.settings.reset_button", {}};
  question.bad = true;
  question.asks_reason = false;
  return ask(context, question, EditForm("console.settings", {}), "/modules", 200);
}

http::Response settings_reset(web::Context& context) {
  const auto& manifest = manifest_with_settings(context);
  for (const auto& setting : manifest.settings)
    sites::set_setting(context.db(), context.scope, context.site->id, manifest.name, setting.key, Value());
  return context.see_other(address(context, "/settings/" + manifest.name, {{"saved", "1"}}));
}

}  // namespace gongting::host::console
