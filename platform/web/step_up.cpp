#include "web/step_up.hpp"

#include "auth/accounts.hpp"
#include "gongting/error.hpp"
#include "invite/invitations.hpp"
#include "notify/notices.hpp"
#include "notify/postman.hpp"

namespace gongting::host::web {

std::string step_up_way(Context& context) {
  if (!context.invited) return "password";
  return context.invited->way == "paper" ? "paper_code" : "sms_code";
}

Fields step_up_model(Context& context) {
  const auto way = step_up_way(context);
  if (way == "sms_code" && context.request.method == "POST") send_invitation_code(context, *context.invited, false);
  return {{"way", way}, {"is_password", way == "password"}, {"is_sms", way == "sms_code"}, {"is_paper", way == "paper_code"},
          {"sent_to", context.invited ? context.invited->mobile_masked : std::string()}};
}

std::string confirm_step_up(Context& context) {
  const auto typed = context.form.text(k_proof_field);
  const bool password = !context.invited;
  if (typed.empty()) return password ? "stepup.no_password" : "stepup.no_code";
  auto& db = context.db();
  if (db.in_transaction()) throw Error{Kind::internal, "confirm() comes before the first write"};
  const bool right = password ? context.services.accounts.check_password(db, context.scope, typed)
                              : context.services.invitations.check_code(db, context.scope, *context.invited, typed);
  return right ? "" : password ? "stepup.wrong_password" : "stepup.wrong_code";
}

void send_invitation_code(Context& context, const invite::Invitation& invitation, bool always) {
  auto& db = context.db();
  const auto code = context.services.invitations.new_code(db, context.scope, invitation, always);
  if (!code) return;
  const auto text = context.message("invite.sms.code", {{"court", context.site->name}, {"code", code->code}});
  notify::send_text_later(db, context.services.sealing, context.site->id, code->mobile, text);
}

}  // namespace gongting::host::web
