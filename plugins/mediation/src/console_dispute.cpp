#include "console_dispute.hpp"

#include "agreement.hpp"
#include "gongting/identifiers.hpp"
#include "invitations.hpp"
#include "pages.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Form;
using gongting::Items;
using gongting::List;
using gongting::Message;
using gongting::Row;
using gongting::Value;

namespace {

Items notes_model(const Request& rq, const Dispute& dispute) {
  Items notes;
  const auto rows = rq.db().query("select id, words, at from note where dispute_id = :dispute order by id desc limit 50",
                                  {{"dispute", dispute.id}});
  for (const Row row : rows)
    notes.add({{"words", row.text("words")}, {"at", gongting::time_of(row.integer("at"))}});
  return notes;
}

/// The draft and who signed it: for the mediator only, and after it took effect for all.
void add_agreement(const Request& rq, const Dispute& dispute, bool mediates, Fields& model) {
  const bool editable = mediates && (dispute.state == state::in_progress || dispute.state == state::agreement_draft);
  model.emplace_back("may_edit", editable);
  const auto text = concluded_agreement(rq, dispute.id);
  const auto draft = text ? text : latest_agreement(rq, dispute.id);
  if (!draft) return;
  Items made, open_lines;
  for (const auto& signature : signatures(rq, dispute.id, "agreement", draft->edition))
    made.add({{"name", gongting::mask_name(signature.name)},
              {"at", gongting::time_of(signature.at)},
              {"way", Message{"sign.way." + signature.way, {}}}});
  const bool to_confirm = dispute.state == state::agreed;
  const auto subject = to_confirm ? "confirmation" : "agreement";
  if (mediates && (dispute.state == state::agreement_draft || (to_confirm && rq.clock().today() <= dispute.due))) {
    const auto signed_now = signatures(rq, dispute.id, subject, to_confirm ? 1 : draft->edition);
    for (const auto& party : dispute.parties) {
      bool has = false;
      for (const auto& signature : signed_now) has = has || signature.party_id == party.id;
      if (!has) open_lines.add({{"id", party.id}, {"name", party.name}, {"role", Message{"party." + party.role, {}}}});
    }
  }
  model.emplace_back("agreement", Fields{{"edition", draft->edition},
                                         {"at", gongting::time_of(draft->drafted_at)},
                                         {"signatures", std::move(made)},
                                         {"printable", text.has_value() || dispute.state == state::agreement_draft},
                                         {"subject", subject},
                                         {"to_confirm", to_confirm},
                                         {"open_lines", std::move(open_lines)}});
}

}  // namespace

Response dispute_page(Request& rq, const Dispute& dispute, Form* typed, int status) {
  const bool mediates = is_mediator(rq, dispute);
  const auto workflow = rq.workflow("dispute");
  List parties;
  const auto invitations = rq.invitations().of("dispute", dispute.id);
  for (const auto& party : dispute.parties) {
    auto shown = party_model(party, 0);
    if (auto invitation = invitation_model(rq, dispute, party, invitations); !invitation.empty()) shown.emplace_back("invitation", std::move(invitation));
    parties.push_back(std::move(shown));
  }
  Fields model{{"head", head_model(rq, dispute)},
               {"progress", workflow.turn(dispute.id)},
               {"todo", workflow.actions(dispute.id)},
               {"steps", workflow.timeline(dispute.id, true)},
               {"periods", workflow.periods(dispute.id)},
               {"parties", std::move(parties)},
               {"live", rq.live().watch("dispute", dispute.id, dispute.version)},
               {"facts", dispute.facts},
               {"claims", dispute.claims},
               {"received", shown_date(dispute.received_on)},
               {"filed_way", Message{"filed." + dispute.filed_way, {}}},
               {"may_reveal", rq.user().can("mediation.reveal")},
               {"is_mediator", mediates}};
  if (!dispute.consent_words.empty())
    model.emplace_back("consent", Message{"apply.consent." + dispute.consent_words, {}}),
        model.emplace_back("consent_on", shown_date(dispute.consent_on));
  if (!dispute.end_reason.empty()) {
    model.emplace_back("end_reason", Message{"end." + dispute.end_reason, {}});
    model.emplace_back("end_words", dispute.end_words);
  }
  if (mediates) model.emplace_back("notes", notes_model(rq, dispute));
  add_agreement(rq, dispute, mediates, model);
  if (typed != nullptr) {
    model.emplace_back("form", typed->values());
    model.emplace_back("errors", typed->errors());
  }
  if (rq.query("done") == "apply") model.emplace_back("done", Message{"done.assist", {{"code", dispute.code}}});
  return rq.render("console_dispute.html", std::move(model), {.title = dispute.title, .status = status});
}

Response console_dispute(Request& rq) { return dispute_page(rq, load_dispute(rq, rq.id("id")), nullptr, 200); }

}  // namespace mediation
