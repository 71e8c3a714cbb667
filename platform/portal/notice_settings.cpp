// 消息设置: by which ways one is told, when not, and whether papers may be served electronically.
#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "notify/choices.hpp"
#include "notify/notices.hpp"
#include "notify/service.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"

namespace gongting::host::portal {
namespace {

constexpr int k_hours = 24;

List hours(int minutes) {
  List list;
  for (int hour = 0; hour < k_hours; ++hour) {
    const auto text = (hour < 10 ? "0" : "") + std::to_string(hour) + ":00";
    list.emplace_back(Fields{{"value", std::to_string(hour)}, {"title", text}, {"chosen", minutes == hour * 60}});
  }
  return list;
}

Fields consent_model(web::Context& context) {
  const auto consent = notify::consent_of(context.db(), context.site->id, context.scope.account_id);
  return {{"given", consent.has_value()}, {"since", consent ? local_time(consent->given_at) : std::string()},
          {"action", context.url("/me/service-consent")}};
}

http::Response settings(web::Context& context, Fields form, const auth::Faults& faults) {
  const auto reach = notify::reach(context.db(), context.scope.account_id).value_or(notify::Reach());
  const auto ways = notify::ways_of(context.services.config);
  return form_page(context, "account/notice_settings.html", "notice.settings.title", std::move(form), faults,
                   {{"can_mail", ways.mail},
                    {"can_sms", ways.sms && reach.has_mobile},
                    {"mobile", reach.mobile_masked},
                    {"mail_now", reach.mail_masked},
                    {"mail", reach.mail},
                    {"sms", reach.sms},
                    {"has_quiet", reach.quiet_from != reach.quiet_to},
                    {"from", hours(reach.quiet_from)},
                    {"to", hours(reach.quiet_to)},
                    {"saved", faults.empty() && context.query.text("saved") == "1"},
                    {"consent", context.request.face == Face::portal ? Value(consent_model(context)) : Value()},
                    {"action", context.url("/me/notices")},
                    {"back", context.url("/notices")}});
}

http::Response show(web::Context& context) { return settings(context, {{"address", ""}}, {}); }

int minutes_of(const web::Context& context, std::string_view field, int otherwise) {
  long long hour = 0;
  if (!parse_integer(context.form.text(field), hour) || hour < 0 || hour >= k_hours) return otherwise;
  return static_cast<int>(hour) * 60;
}

http::Response save(web::Context& context) {
  const auto address = trim(context.form.text("address"));
  const bool remove = !context.form.text("remove_address").empty();
  if (!address.empty() && !notify::valid_mail_address(address))
    return settings(context, {{"address", address}}, {{"address", {"notice.settings.address_fault", {}}}});
  notify::Choice choice;
  choice.mail_address = remove ? std::string() : address;
  choice.mail = !context.form.text("mail").empty(), choice.sms = !context.form.text("sms").empty();
  if (!context.form.text("quiet").empty())
    choice.quiet_from = minutes_of(context, "from", notify::k_quiet_from), choice.quiet_to = minutes_of(context, "to", notify::k_quiet_to);
  else
    choice.quiet_from = choice.quiet_to = 0;
  notify::choose(context.db(), context.services.sealing, context.scope.account_id, choice, address.empty() && !remove);
  audit::record(context.db(), context.scope, {"notice.settings", "account", context.scope.account_id, "ok",
                                              {{"mail", choice.mail}, {"sms", choice.sms}, {"address", remove ? "removed" : address.empty() ? "kept" : "changed"}}});
  return context.see_other(context.url("/me/notices?saved=1"));
}

http::Response consent(web::Context& context) {
  if (context.form.text("to") == "withdraw") {
    notify::withdraw_consent(context.db(), context.scope);
    return context.see_other(context.url("/me/notices?saved=1"));
  }
  if (context.form.text("agree").empty())
    return settings(context, {{"address", ""}}, {{"agree", {"notice.consent.missing", {}}}});
  notify::give_consent(context.db(), context.scope);
  return context.see_other(context.url("/me/notices?saved=1"));
}

}  // namespace

void add_notice_settings(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) {
    site.get(face, "/me/notices", web::k_signed_in, show);
    site.post(face, "/me/notices", web::k_signed_in, save);
  }
  site.post(Face::portal, "/me/service-consent", web::k_signed_in, consent);
}

}  // namespace gongting::host::portal
