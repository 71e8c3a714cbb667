#include "web/reminder_pages.hpp"

#include "base/clock.hpp"
#include "periods/reminders.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"
#include "web/matter_names.hpp"
#include "web/router.hpp"

namespace gongting::host::web {
namespace {

Fields row(const Context& context, const periods::Reminder& reminder, const MatterName& matter) {
  const auto days = days_from_date(reminder.due.substr(0, 10)) - days_from_date(today());
  const std::string state = days < 0 || reminder.step == "over" ? "over" : days == 0 ? "today" : "left";
  const auto* plugin = context.services.plugins.find(reminder.plugin);
  return {{"title", reminder.title},
          {"module", plugin == nullptr ? reminder.plugin : plugin->manifest().title.in(context.scope.locale)},
          {"about", reminder.about},
          {"text", Message{"reminder." + state, {{"days", days < 0 ? -days : days}}}},
          {"date", reminder.due},
          {"class", state == "over" ? " gt-due--over" : state == "today" || days <= 1 ? " gt-due--today" : " gt-due--soon"},
          {"href", matter.href},
          {"number", matter.number},
          {"matter", matter.title},
          {"dismiss", context.url("/reminders/" + std::to_string(reminder.period) + "/dismiss")}};
}

http::Response dismiss(Context& context) {
  periods::dismiss(context.db(), context.scope, context.id("period"));
  return context.see_other(context.url(context.request.face == Face::console ? "/" : "/me"));
}

}  // namespace

List reminder_rows(Context& context) {
  const auto reminders = periods::reminders(context.db(), context.scope);
  std::vector<MatterRef> refs;
  for (const auto& reminder : reminders) refs.push_back({reminder.plugin, reminder.type, reminder.record});
  const auto names = matter_names(context, refs);
  List rows;
  for (const auto& reminder : reminders) {
    const auto found = names.find({reminder.plugin, reminder.type, reminder.record});
    rows.emplace_back(row(context, reminder, found == names.end() ? MatterName() : found->second));
  }
  return rows;
}

void add_reminder_routes(Router& site, Router&) {
  for (const auto face : {Face::portal, Face::console}) site.post(face, "/reminders/{period}/dismiss", k_signed_in, dismiss);
}

}  // namespace gongting::host::web
