// Signing a paper: which text, its fingerprint, and what the last signature brings about.
#ifndef MEDIATION_SIGNING_HPP
#define MEDIATION_SIGNING_HPP

#include <string>

#include "agreement.hpp"
#include "dispute.hpp"

namespace mediation {

/// The paper that is to be signed now.
struct Paper {
  std::string subject;  // agreement | confirmation
  std::int64_t edition = 1;
  std::string body, content_hash;
};

/// Errors: not_found for another subject, invalid (with the reason in user words) when there is nothing to sign now.
Paper paper_to_sign(const gongting::Request& rq, const Dispute& dispute, const std::string& subject);
/// Notes the signature in the history; the last one carries the dispute on: into effect, or to the court.
/// Errors: invalid when this party signed already, conflict when somebody changed the dispute at the same moment.
void sign_for(gongting::Request& rq, const Dispute& dispute, const Paper& paper, const Party& party, const std::string& way);

}  // namespace mediation

#endif
