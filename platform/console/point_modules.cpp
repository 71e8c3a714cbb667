// Narrowing at one point what the site has switched on.
#include "console/common.hpp"
#include "console/confirm.hpp"
#include "console/pages.hpp"
#include "sites/changes.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

http::Response check_page(web::Context& context, const sites::Point& point, const plugin_host::Plugin& plugin, bool on,
                          const EditForm& form, int status) {
  const std::string end = on ? "on" : "off";
  const Fields named{{"title", plugin.manifest().title.in(context.scope.locale)}, {"point", point.name}};
  Question question;
  question.title = {"console.point_switch.title_" + end, named};
  question.lead = {"modules.confirm_" + end + "_lead", named};
  if (!context.site->module_enabled(plugin.name())) question.lead = {"console.point_switch.site_off", named};
  question.happens = {{"console.point_switch.happens_" + end, named}};
  question.stays = {{"console.point_switch.stays", named}};
  if (const auto open = on ? std::nullopt : open_work(context, plugin, point.id))
    question.facts.emplace_back(Message{"console.switch.open", {}}, Message{"console.switch.open_count", {{"count", *open}}});
  if (!on) question.stays.push_back({"modules.stays_data", {}});
  question.cancel = context.url("/points/" + std::to_string(point.id));
  question.action = question.cancel + "/modules/" + plugin.name();
  question.hidden = {{"to", end}};
  question.button = {"modules.button_" + end, {}};
  question.bad = !on;
  return ask(context, question, form, "/points", status);
}

}  // namespace

http::Response point_switch_check(web::Context& context) {
  const auto& point = point_of(context, context.id());
  const auto& plugin = plugin_named(context, context.param("name"));
  return check_page(context, point, plugin, wanted_on(context.query.text("to")), reason_form(), 200);
}

http::Response point_switch(web::Context& context) {
  const auto& point = point_of(context, context.id());
  const auto& plugin = plugin_named(context, context.param("name"));
  const bool on = wanted_on(context.form.text("to"));
  auto form = reason_form();
  form.read(context.form);
  if (form.ok()) {
    try {
      sites::switch_point_module(context.db(), context.scope, point.id, plugin.name(), on, form.text("reason"));
      return context.see_other(context.url("/points/" + std::to_string(point.id)));
    } catch (const Error& error) {
      context.db().rollback();
      if (!form.take(error)) throw;
    }
  }
  return check_page(context, point, plugin, on, form, 422);
}

}  // namespace gongting::host::console
