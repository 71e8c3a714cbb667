// The papers of a dispute, as its page lists them.
#ifndef MEDIATION_PAPERS_HPP
#define MEDIATION_PAPERS_HPP

#include "dispute.hpp"

namespace mediation {

/// Those that exist: {name, date, tag, words, href}.
gongting::Items papers(const gongting::Request& rq, const Dispute& dispute);

}  // namespace mediation

#endif
