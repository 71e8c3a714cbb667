// 通知和送达: what persons were told of a matter and what was served on them, by which ways, and what became of it.
#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "gongting/error.hpp"
#include "notify/notices.hpp"
#include "notify/service.hpp"
#include "view/view.hpp"
#include "web/matter_names.hpp"

namespace gongting::host::console {
namespace {

constexpr int k_most = 100;

List deliveries(const web::Context& context, const notify::Told& told) {
  List list;
  list.emplace_back(Fields{{"channel", Message{"sent.channel.inbox", {}}}, {"tag", told.notice.read_at == 0 ? "" : "ok"},
                           {"state", Message{told.notice.read_at == 0 ? "sent.state.there" : "sent.state.read", {}}},
                           {"at", local_time(told.notice.read_at == 0 ? told.notice.made_at : told.notice.read_at)}});
  for (const auto& delivery : told.deliveries) {
    const std::string tag = delivery.state == "sent" ? "ok" : delivery.state == "failed" || delivery.state == "refused" ? "bad" : "warn";
    list.emplace_back(Fields{{"channel", Message{"sent.channel." + delivery.channel, {}}}, {"tag", delivery.state == "skipped" ? std::string() : tag},
                             {"state", Message{"sent.state." + delivery.state, {}}}, {"at", local_time(delivery.at)},
                             {"reason", delivery.reason.empty() ? std::string() : context.message(delivery.reason)},
                             {"attempts", delivery.attempts > 1 ? delivery.attempts : 0}});
  }
  return list;
}

List services(web::Context& context, const web::MatterRef& ref) {
  List list;
  for (const auto& service : notify::served_of(context.db(), context.scope, ref.plugin, ref.type, ref.id))
    list.emplace_back(Fields{{"title", service.title}, {"receiver", service.receiver}, {"state", Message{"service.state." + service.state, {}}},
                             {"tag", service.state == "effective" ? "ok" : "warn"}, {"mode", Message{"service.mode." + service.mode, {}}},
                             {"at", local_time(service.effective_at == 0 ? service.made_at : service.effective_at)},
                             {"href", context.url("/services/" + std::to_string(service.id))}});
  return list;
}

}  // namespace

http::Response sent_notices(web::Context& context) {
  const web::MatterRef ref{std::string(context.param("plugin")), std::string(context.param("type")), context.id()};
  const auto names = web::matter_names(context, {ref});
  const auto found = names.find(ref);
  if (found == names.end()) throw Error{Kind::not_found, "there is no such record"};
  List rows;
  for (const auto& told : notify::told_of(context.db(), context.scope, ref.plugin, ref.type, ref.id, k_most)) {
    const auto params = encode_fields(told.notice.params);
    rows.emplace_back(Fields{{"title", context.services.views.message(context.scope.locale, told.notice.plugin, told.notice.text + ".title", ValueRef(params))},
                             {"name", told.name}, {"at", local_time(told.notice.made_at)}, {"ways", deliveries(context, told)}});
  }
  auto served = services(context, ref);
  return show(context, "sent",
              {{"matter", found->second.title}, {"number", found->second.number}, {"back_href", found->second.href},
               {"rows", std::move(rows)}, {"services", std::move(served)}},
              "sent", "/" + ref.plugin);
}

}  // namespace gongting::host::console
