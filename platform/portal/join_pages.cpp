// 参加: who was invited without an account comes in by link and code.
#include "auth/sessions.hpp"
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "invite/invitations.hpp"
#include "plugin_host/plugin_host.hpp"
#include "portal/form_page.hpp"
#include "portal/portal.hpp"
#include "store/records.hpp"
#include "web/matter_names.hpp"
#include "web/qr.hpp"
#include "web/step_up.hpp"

namespace gongting::host::portal {
namespace {

constexpr int k_opened_an_hour = 30;

/// Nothing of the matter and nobody's name, before the code is given.
http::Response join_page(web::Context& context, const invite::Invitation& invitation, const auth::Faults& faults) {
  const auto* plugin = context.services.plugins.find(invitation.plugin);
  const auto address = context.url("/join/" + std::string(context.param("token")));
  return form_page(context, "portal/join.html", "join.title", {{"code", ""}}, faults,
                   {{"court", context.site->name},
                    {"module", plugin == nullptr ? std::string() : plugin->manifest().title.in(context.scope.locale)},
                    {"until", local_time(invitation.expires_at)},
                    {"by_sms", invitation.way == "sms"},
                    {"sent_to", invitation.mobile_masked},
                    {"sent", context.query.text("sent") == "1"},
                    {"send", address + "/code"},
                    {"action", address + "/enter"}});
}

http::Response closed_page(web::Context& context) {
  return context.page("portal/join_closed.html", {{"points", context.url("/points")}, {"phone", context.site->phone}},
                      {.status = 404, .title = Message{"join.closed", {}}});
}

std::optional<invite::Invitation> invitation_here(web::Context& context) {
  return context.services.invitations.by_token(context.db(), context.site->id, context.param("token"));
}

http::Response show(web::Context& context) {
  const auto invitation = invitation_here(context);
  return invitation ? join_page(context, *invitation, {}) : closed_page(context);
}

http::Response send_code(web::Context& context) {
  const auto invitation = invitation_here(context);
  if (!invitation) return closed_page(context);
  web::send_invitation_code(context, *invitation, true);
  return context.see_other(context.url("/join/" + std::string(context.param("token")) + "?sent=1"));
}

http::Response join(web::Context& context) {
  const auto invitation = invitation_here(context);
  if (!invitation) return closed_page(context);
  const auto code = context.form.text("code");
  if (code.empty()) return join_page(context, *invitation, {{"code", {"stepup.no_code", {}}}});
  auto& db = context.db();
  if (!context.services.invitations.check_code(db, context.scope, *invitation, code))
    return join_page(context, *invitation, {{"code", {"stepup.wrong_code", {}}}});
  const auto token = context.services.invitations.join(db, context.scope, *invitation);
  context.cookies.push_back(context.services.sessions.cookie(Face::portal, context.request.tls, token, true));
  return context.see_other(context.url(invitation->page));
}

/// The link as a picture, for the paper that staff print. Not for those who do not see the matter.
http::Response qr(web::Context& context) {
  const auto invitation = context.services.invitations.find(context.db(), context.site->id, context.id());
  if (!invitation || !invitation->stands(now_ms())) throw Error{Kind::not_found, "there is no such invitation"};
  const web::MatterRef ref{invitation->plugin, invitation->type, invitation->record};
  const auto address = context.on_face(Face::portal, "/join/" + context.services.invitations.token(*invitation));
  if (address.empty() || !web::matter_names(context, {ref}).contains(ref)) throw Error{Kind::not_found, "there is no such invitation"};
  http::Response response;
  response.type = "image/svg+xml";
  response.body = web::qr_svg(address);
  return response;
}

}  // namespace

void add_join_pages(web::Router& site) {
  site.get(Face::portal, "/join/{token}", web::k_anyone, show);
  site.post(Face::portal, "/join/{token}/code", web::k_anyone, send_code, k_opened_an_hour);
  site.post(Face::portal, "/join/{token}/enter", web::k_anyone, join, k_opened_an_hour);
  site.get(Face::console, "/invitations/{id}/qr.svg", web::k_signed_in, qr);
}

}  // namespace gongting::host::portal
