// Showing again who one is before an act that needs it: the password, or, for who was invited without an account, a code.
#pragma once

#include <string>

#include "invite/invitations.hpp"
#include "web/context.hpp"

namespace gongting::host::web {

/// The field of the partial step-up; it never reaches a plugin.
inline constexpr std::string_view k_proof_field = "_proof";

/// password, sms_code or paper_code.
std::string step_up_way(Context& context);
/// The model of the partial: {way, is_password, is_sms, is_paper, sent_to}. Within a POST it also sends a code by message, when none that
/// is still good is out.
Fields step_up_model(Context& context);
/// "" when the form's password or code is right, else the key of what is wrong. Outside of a transaction: the try is counted
/// and kept.
std::string confirm_step_up(Context& context);

/// Makes a code for who was invited and sends it, later; nothing for one whose code is printed. Errors: too_many.
void send_invitation_code(Context& context, const invite::Invitation& invitation, bool always);

}  // namespace gongting::host::web
