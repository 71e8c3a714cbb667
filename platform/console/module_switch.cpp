// Switching a module on or off for this site: first a page that says what happens, then the deed, with a reason.
#include <set>

#include "auth/roles.hpp"
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "sites/changes.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

/// The people of this site whose roles open something in the module.
std::int64_t people_concerned(web::Context& context, const plugin_host::Manifest& manifest) {
  std::set<std::string> roles;
  for (const auto& permission : manifest.permissions)
    for (const auto& role : permission.roles)
      if (role != "CITIZEN") roles.insert(role);
  std::set<std::int64_t> people;
  for (const auto& role : roles)
    for (const auto row : auth::people(context.db(), context.site->id, role)) people.insert(row.integer("id"));
  return static_cast<std::int64_t>(people.size());
}

/// "我要调解、…", or nothing.
std::string joined(const auto& entries, const std::string& locale) {
  std::string text;
  for (const auto& entry : entries) text += (text.empty() ? "" : "、") + entry.title.in(locale);
  return text;
}

http::Response check_page(web::Context& context, const plugin_host::Plugin& plugin, bool on, const EditForm& form, int status) {
  const auto& manifest = plugin.manifest();
  const auto& locale = context.scope.locale;
  const Fields title{{"title", manifest.title.in(locale)}};
  const std::string end = on ? "on" : "off";
  Question question;
  question.title = {"modules.confirm_" + end, title};
  const bool already = context.site->module_enabled(plugin.name()) == on;
  question.lead = {already ? "console.switch.already_" + end : "modules.confirm_" + end + "_lead", title};
  const auto fact = [&](const char* name, Value value) { question.facts.emplace_back(Message{std::string("console.switch.") + name, {}}, std::move(value)); };
  if (const auto tasks = joined(manifest.tasks, locale); !tasks.empty()) fact("tasks", tasks);
  if (const auto menu = joined(manifest.portal_menu, locale); !menu.empty()) fact("portal_menu", menu);
  if (const auto menu = joined(manifest.console_menu, locale); !menu.empty()) fact("console_menu", menu);
  fact("people", Message{"console.switch.people_count", {{"count", people_concerned(context, manifest)}}});
  if (on) {
    question.happens.push_back({"modules.happens_on", title});
    if (!plugin.running()) question.happens.push_back({"console.switch.not_running", title});
  } else {
    question.happens = {{"modules.happens_portal", title}, {"modules.happens_console", title}};
    if (const auto open = open_work(context, plugin)) fact("open", Message{"console.switch.open_count", {{"count", *open}}});
    if (!manifest.work_path.empty()) question.happens.push_back({"console.switch.work", title});
    question.stays = {{"modules.stays_data", {}}, {"modules.stays_due", {}}};
  }
  question.stays.push_back({"modules.stays_others", {}});
  question.action = context.url("/modules/" + plugin.name() + "/switch");
  question.hidden = {{"to", end}};
  question.button = {"modules.button_" + end, {}};
  question.bad = !on;
  question.cancel = context.url("/modules");
  return ask(context, question, form, "/modules", status);
}

}  // namespace

http::Response module_switch_check(web::Context& context) {
  const auto& plugin = plugin_named(context, context.param("name"));
  return check_page(context, plugin, wanted_on(context.query.text("to")), reason_form(), 200);
}

http::Response module_switch(web::Context& context) {
  const auto& plugin = plugin_named(context, context.param("name"));
  const bool on = wanted_on(context.form.text("to"));
  auto form = reason_form();
  form.read(context.form);
  if (form.ok()) {
    try {
      sites::switch_module(context.db(), context.scope, context.site->id, plugin.name(), on, form.text("reason"));
      return context.see_other(address(context, "/modules", {{"done", plugin.name()}}));
    } catch (const Error& error) {
      context.db().rollback();
      if (!form.take(error)) throw;
    }
  }
  return check_page(context, plugin, on, form, 422);
}

}  // namespace gongting::host::console
