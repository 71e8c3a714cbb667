// One dispute as read from its record, its parties, and what the person asking has to do with it.
#ifndef MEDIATION_DISPUTE_HPP
#define MEDIATION_DISPUTE_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gongting/request.hpp"
#include "state.hpp"

namespace mediation {

struct Party {
  std::int64_t id = 0, version = 0;
  std::string role;  // applicant | respondent
  std::string kind;  // person | organisation
  // resident_id and mobile are masked: the clear ones are sealed, and opened on record only.
  std::string name, resident_id, uscc, mobile, address;
  std::int64_t account_id = 0;
  std::string agreed;  // "", agreed | refused
};

struct Dispute {
  std::int64_t id = 0, version = 0, point_id = 0;
  std::string code, case_number, title, cause, facts, claims, town, place, state;
  std::optional<std::int64_t> amount_fen;
  std::string applicant_name, respondent_name;
  std::int64_t applicant_id = 0, filed_by = 0;
  std::string filed_way, consent_on, consent_words;
  std::int64_t mediator_id = 0;
  std::string mediator_name;
  std::string received_on, due, due_rule, accepted_on, ended_on, end_reason, end_words;
  std::int64_t effect_at = 0;
  std::vector<Party> parties;

  const Party* party_of(std::int64_t account) const;
  const Party* first(std::string_view role) const;
};

/// Errors: not_found when there is none, or it is not the caller's to see.
Dispute load_dispute(const gongting::Request& rq, std::int64_t id);
std::vector<Party> load_parties(const gongting::Request& rq, std::int64_t dispute);

/// Whether the signed-in person mediates this dispute.
bool is_mediator(const gongting::Request& rq, const Dispute& dispute);

/// The name under which pages of this face show a person: parties see themselves and papers in full, lists mask.
gongting::Fields party_model(const Party& party, std::int64_t viewer);
/// What the head of every page about a dispute shows: code, number, title, state, amount, due date, point.
gongting::Fields head_model(const gongting::Request& rq, const Dispute& dispute);

}  // namespace mediation

#endif
