// The page of one dispute for staff, which other handlers show again when something is missing.
#ifndef MEDIATION_CONSOLE_DISPUTE_HPP
#define MEDIATION_CONSOLE_DISPUTE_HPP

#include "dispute.hpp"

namespace mediation {

/// `typed` is the form of a note that could not be kept.
gongting::Response dispute_page(gongting::Request& rq, const Dispute& dispute, gongting::Form* typed, int status);

}  // namespace mediation

#endif
