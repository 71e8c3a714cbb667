// What staff do beside the ways of the workflow: notes, full numbers, signatures on paper.
#include "agreement.hpp"
#include "console_dispute.hpp"
#include "pages.hpp"
#include "signing.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Message;

namespace {

std::string page_of(const Dispute& dispute) { return "/disputes/" + std::to_string(dispute.id); }

const Party& party_by_id(const Dispute& dispute, std::int64_t id) {
  for (const auto& party : dispute.parties)
    if (party.id == id) return party;
  gongting::not_found();
}

}  // namespace

Response add_note(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  if (!is_mediator(rq, dispute)) gongting::not_found();
  auto& form = rq.form();
  const auto words = form.text("note", {.max = 1000, .message = "note.error"});
  if (!form.ok()) return dispute_page(rq, dispute, &form, 422);
  const auto id = rq.db().insert("note", {{"dispute_id", dispute.id}, {"words", words}, {"at", rq.clock().now_ms()}});
  rq.db().link_person("note", id, rq.user().id(), "author");
  return gongting::see_other(page_of(dispute));
}

Response reveal_party(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  const auto& party = party_by_id(dispute, rq.id("party"));
  rq.db().insert("reveal", {{"dispute_id", dispute.id},
                            {"party_id", party.id},
                            {"at", rq.clock().now_ms()},
                            {"actor_name", rq.user().name()}});
  const auto clear = rq.db().open_sealed("party", party.id, {"mobile", "resident_id"}, rq.message("reveal.reason", {{"code", dispute.code}}));
  return rq.render("reveal.html", {{"head", head_model(rq, dispute)},
                                   {"name", party.name},
                                   {"role", Message{"party." + party.role, {}}},
                                   {"mobile", clear.at(0)},
                                   {"resident_id", clear.at(1)},
                                   {"address", party.address}},
                   {.title = Message{"reveal.title", {}}});
}

Response paper_signature(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  if (!is_mediator(rq, dispute)) gongting::not_found();
  auto& form = rq.form();
  const auto& party = party_by_id(dispute, form.integer("party", {.min = 1}));
  const auto paper = paper_to_sign(rq, dispute, form.raw("subject"));
  if (form.check("confirmed")) {
    if (form.raw("hash") != paper.content_hash) return rq.workflow("dispute").stale(dispute.id, 0);
    form.require(form.check("original"), "original", {"paper_sign.error.original", {}});
    if (form.ok()) {
      sign_for(rq, dispute, paper, party, "paper");
      return gongting::see_other(page_of(dispute));
    }
  }
  Fields model{{"head", head_model(rq, dispute)},
               {"party", party.id},
               {"name", party.name},
               {"subject", paper.subject},
               {"is_agreement", paper.subject == "agreement"},
               {"edition", paper.edition},
               {"hash", paper.content_hash}};
  if (!form.ok()) model.emplace_back("errors", form.errors());
  return rq.render("paper_signature.html", std::move(model),
                   {.title = Message{"paper_sign.title", {}}, .status = form.ok() ? 200 : 422});
}

}  // namespace mediation
