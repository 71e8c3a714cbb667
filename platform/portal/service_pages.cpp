// 送达: what was served, and its proof (电子送达凭证), for the receiver and for whoever sees the matter.
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "notify/service.hpp"
#include "portal/portal.hpp"
#include "web/context.hpp"
#include "web/matter_names.hpp"

namespace gongting::host::portal {
namespace {

/// Errors: not_found for a service that there is not, or that is not this person's to see.
notify::Service own_service(web::Context& context) {
  auto service = notify::find_service(context.db(), context.scope, context.id());
  const web::MatterRef ref{service.plugin, service.type, service.record};
  const bool receiver = service.account == context.scope.account_id && service.state != "draft";
  if (!receiver && !web::matter_names(context, {ref}).contains(ref)) throw Error{Kind::not_found, "there is no such service"};
  return service;
}

http::Response proof(web::Context& context) {
  const auto service = own_service(context);
  notify::note_opened(context.db(), context.scope, service);
  List steps;
  for (const auto& step : notify::steps_of(context.db(), service.id))
    steps.emplace_back(Fields{{"text", Message{"service.step." + step.what, {}}}, {"at", local_time(step.at)}});
  return context.page("account/service.html",
                      {{"title", service.title},
                       {"court", context.site->name},
                       {"number", service.receipt},
                       {"label", service.label},
                       {"receiver", service.receiver},
                       {"hash", service.hash},
                       {"mode", Message{"service.mode." + service.mode, {}}},
                       {"state", Message{"service.state." + service.state, {}}},
                       {"effective", service.effective_at != 0},
                       {"sent_at", service.sent_at == 0 ? std::string() : local_time(service.sent_at)},
                       {"effective_at", service.effective_at == 0 ? std::string() : local_time(service.effective_at)},
                       {"steps", std::move(steps)},
                       {"document", context.url(service.href)},
                       {"receipt", service.receipt.empty() ? std::string() : context.url("/receipts/" + service.receipt)},
                       {"back", context.url("/notices")}},
                      {.title = Message{"service.title", {}}, .layout = "print"});
}

}  // namespace

void add_service_pages(web::Router& site) {
  for (const auto face : {Face::portal, Face::console}) site.get(face, "/services/{id}", web::k_signed_in, proof);
}

}  // namespace gongting::host::portal
