// The page of one dispute for staff, which other handlers show again when something is missing.
#ifndef MEDIATION_CONSOLE_DISPUTE_HPP
#define MEDIATION_CONSOLE_DISPUTE_HPP

#include "dispute.hpp"

namespace mediation {

/// `typed` fills the action form again.
gongting::Response dispute_page(gongting::Request& rq, const Dispute& dispute, gongting::Form* typed, int status);
/// Mediators to choose from with their running cases: {id, name, load, chosen}. Parties of the dispute are not among them.
gongting::Items mediators_for(const gongting::Request& rq, const Dispute& dispute, std::int64_t chosen);

}  // namespace mediation

#endif
