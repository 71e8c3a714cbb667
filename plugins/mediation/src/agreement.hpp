// The agreement and the application for confirmation: their exact text, its fingerprint, and who signed it.
#ifndef MEDIATION_AGREEMENT_HPP
#define MEDIATION_AGREEMENT_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "dispute.hpp"

namespace mediation {

/// One edition of the draft. Each change makes a new one; what was signed stays as it was.
struct Agreement {
  std::int64_t id = 0, edition = 0;
  std::string facts, result, performance;
  std::string body;          // the text that is signed, as composed when this edition was saved
  std::string content_hash;  // SHA-256 of the body
  std::int64_t drafted_at = 0;
};

struct Signature {
  std::string part;  // mediator | applicant | respondent
  std::int64_t party_id = 0;
  std::string name, way;  // online | paper
  std::int64_t at = 0;
  std::string content_hash;
};

/// Seen by the mediator and the parties only: a draft holds what they were ready to give up.
std::optional<Agreement> latest_agreement(const gongting::Request& rq, std::int64_t dispute);
/// The text that took effect, for everybody who may see the dispute.
std::optional<Agreement> concluded_agreement(const gongting::Request& rq, std::int64_t dispute);

/// Text of an agreement: parties, facts and issues, result, manner and time of performance (特邀调解规定 24, 人民调解法 29).
std::string agreement_body(const Dispute& dispute, const std::string& organisation, const std::string& court,
                           const std::string& facts, const std::string& result, const std::string& performance,
                           std::int64_t edition);
/// Text of the joint application (民诉法解释 353-354).
std::string confirmation_body(const Dispute& dispute, const std::string& organisation, const std::string& court,
                              const std::string& agreement_hash);
/// The lines of a clause field, numbered 一、二、…; one that bears such a number already keeps the text behind it.
std::vector<std::string> clauses(const std::string& text);
/// The mediating organisation that the site's settings name; empty when mediators are invited as persons.
std::string organisation_of(const gongting::Request& rq);

struct NewSignature {
  std::string subject;  // agreement | confirmation
  std::string part;     // mediator | applicant | respondent
  std::int64_t party_id = 0;
  std::string name;
  std::int64_t edition = 0;
  std::string content_hash, way;
};
void sign(gongting::Request& rq, const Dispute& dispute, const NewSignature& signature);

/// Subject "agreement" (its edition) or "confirmation" (edition 1).
std::vector<Signature> signatures(const gongting::Request& rq, std::int64_t dispute, std::string_view subject,
                                  std::int64_t edition);
/// Names of those who still have to sign; the mediator signs agreements, not applications.
std::vector<std::string> missing_signatures(const gongting::Request& rq, const Dispute& dispute, std::string_view subject,
                                            std::int64_t edition);

/// Model of a paper for document.html: {organisation, title, number, lines: [{heading | flush | text}],
/// hash, short_hash}.
gongting::Fields paper_model(const std::string& body, const std::string& content_hash);

}  // namespace mediation

#endif
