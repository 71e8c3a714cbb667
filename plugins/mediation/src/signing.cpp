#include "signing.hpp"

#include "sha256.hpp"

namespace mediation {

using gongting::Error;
using gongting::Kind;
using gongting::Request;

Paper paper_to_sign(const Request& rq, const Dispute& dispute, const std::string& subject) {
  if (subject == "agreement") {
    if (dispute.state != state::agreement_draft) throw Error{Kind::invalid, "why.nothing_to_sign"};
    const auto draft = latest_agreement(rq, dispute.id);
    if (!draft) throw Error{Kind::invalid, "why.no_agreement"};
    return {subject, draft->edition, draft->body, draft->content_hash};
  }
  if (subject != "confirmation") gongting::not_found();
  if (dispute.state != state::agreed) throw Error{Kind::invalid, "why.nothing_to_sign"};
  if (rq.clock().today() > dispute.due) throw Error{Kind::invalid, "why.confirmation_late"};
  const auto kept = rq.db().query("select body, content_hash from confirmation where dispute_id = :dispute", {{"dispute", dispute.id}});
  if (!kept.empty()) return {subject, 1, kept[0].text("body"), kept[0].text("content_hash")};
  const auto agreement = concluded_agreement(rq, dispute.id);
  if (!agreement) throw Error{Kind::invalid, "why.no_agreement"};
  const auto body = confirmation_body(dispute, organisation_of(rq), rq.site().name(), agreement->content_hash);
  return {subject, 1, body, sha256_hex(body)};
}

void sign_for(Request& rq, const Dispute& dispute, const Paper& paper, const Party& party, const std::string& way) {
  for (const auto& made : signatures(rq, dispute.id, paper.subject, paper.edition))
    if (made.party_id == party.id) throw Error{Kind::invalid, "why.signed_already"};
  // The dispute's version is taken first: of two who sign at the same moment one has to look again, and sees the other.
  const auto version = rq.workflow("dispute").note(
      dispute.id, dispute.version, {"signed_" + paper.subject + (way == "paper" ? "_paper" : ""), party.name, {}, {}});
  if (paper.subject == "confirmation" &&
      rq.db().query("select id from confirmation where dispute_id = :dispute", {{"dispute", dispute.id}}).empty())
    rq.db().insert("confirmation", {{"dispute_id", dispute.id},
                                    {"body", paper.body},
                                    {"content_hash", paper.content_hash},
                                    {"started_at", rq.clock().now_ms()}});
  sign(rq, dispute, {paper.subject, party.role, party.id, party.name, paper.edition, paper.content_hash, way});
  if (missing_signatures(rq, dispute, paper.subject, paper.edition).empty())
    rq.workflow("dispute").go(dispute.id, version, paper.subject == "agreement" ? "agree" : "confirm");
}

}  // namespace mediation
