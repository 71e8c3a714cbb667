// What the page of a dispute shows of asking the other party in.
#ifndef MEDIATION_INVITATIONS_HPP
#define MEDIATION_INVITATIONS_HPP

#include "dispute.hpp"

namespace mediation {

/// {party, name, has_mobile, again, state?, until?, revoke?}; empty where there is nobody to ask in, or it is not the caller's to ask.
gongting::Fields invitation_model(const gongting::Request& rq, const Dispute& dispute, const Party& party, const gongting::Rows& invitations);

}  // namespace mediation

#endif
