// 到期提醒: when this court is reminded of periods that run out, and who is told when one is over.
#include "auth/roles.hpp"
#include "base/json.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "sites/changes.hpp"
#include "store/database.hpp"
#include "web/clock_jobs.hpp"

namespace gongting::host::console {
namespace {

EditForm settings_form(const web::Context& context) {
  std::vector<Choice> roles;
  for (const auto& role : auth::all_roles())
    if (role.staff) roles.push_back({std::string(role.role), auth::role_title(role.role, context.scope.locale)});
  return EditForm("console.reminders",
                  {{.name = "days", .most = 30, .hint = Message{"console.reminders.days_hint", {}}},
                   {.name = "roles", .input = Input::checks, .least = 0, .hint = Message{"console.reminders.roles_hint", {}}, .choices = std::move(roles)},
                   {.name = "director", .input = Input::radio,
                    .choices = {{"yes", Message{"console.reminders.yes", {}}}, {"no", Message{"console.reminders.no", {}}}}}});
}

http::Response form_page(web::Context& context, const EditForm& form, int status) {
  auto model = form.model();
  model.insert(model.end(), {{"saved", status == 200 && context.query.text("saved") == "1"},
                             {"action", context.url("/calendar/reminders")},
                             {"back_href", context.url("/calendar")}});
  return show(context, "reminders", std::move(model), "reminders", "/calendar", status);
}

std::string joined(const auto& items) {
  std::string text;
  for (const auto& item : items) {
    text += text.empty() ? "" : ",";
    if constexpr (std::is_same_v<std::decay_t<decltype(item)>, int>) text += std::to_string(item);
    else text += item;
  }
  return text;
}

}  // namespace

http::Response reminder_settings(web::Context& context) {
  auto form = settings_form(context);
  const auto plan = web::reminder_plan(*context.site);
  form.put("days", joined(plan.days));
  form.put_all("roles", plan.over_roles);
  form.put("director", plan.over_director ? "yes" : "no");
  return form_page(context, form, 200);
}

http::Response reminder_settings_save(web::Context& context) {
  auto form = settings_form(context);
  form.read(context.form);
  const auto days = web::reminder_days(form.text("days"));
  if (form.ok() && !days) form.fault("days");
  if (!form.ok()) return form_page(context, form, 422);
  const auto set = [&](const char* key, Value value) { sites::set_setting(context.db(), context.scope, context.site->id, "core", key, value); };
  set(web::k_reminder_days, joined(*days));
  set(web::k_reminder_roles, joined(form.all("roles")));
  set(web::k_reminder_director, form.text("director") == "yes");
  return context.see_other(address(context, "/calendar/reminders", {{"saved", "1"}}));
}

}  // namespace gongting::host::console
