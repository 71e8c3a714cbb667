// What staff do with a dispute: a check page first, then the act.
#include "agreement.hpp"
#include "console_dispute.hpp"
#include "gongting/identifiers.hpp"
#include "pages.hpp"
#include "signing.hpp"
#include "transition.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Error;
using gongting::Fields;
using gongting::Form;
using gongting::Kind;
using gongting::Message;
using gongting::Row;

namespace {

std::string page_of(const Dispute& dispute) { return "/disputes/" + std::to_string(dispute.id); }

/// Reads what an act needs; errors gather in the form.
Move read_move(const Request& rq, Form& form, const Dispute& dispute, const std::string& act) {
  Move move{.id = act, .reason = {}, .staff_words = form.text("staff_words", {.max = 500, .required = false})};
  const auto verdict = examine(dispute.state, act, actors_of(rq, dispute), facts_of(rq, dispute));
  form.require(bool(verdict), "act",
               {std::string(verdict.why.empty() ? "why.choose_act" : verdict.why), {{"due", shown_date(dispute.due)}}});
  if (!verdict) return move;
  const bool with_reason = verdict.transition->input == Input::reason;
  move.reason = form.text("reason", {.min = with_reason ? 2u : 0u, .max = 500, .required = with_reason, .message = "act.error.reason"});
  if (verdict.transition->input == Input::mediator) {
    move.mediator_id = form.integer("mediator", {.min = 1, .message = "act.error.mediator"});
    bool known = false;
    for (const Row row : rq.site().people("MEDIATOR"))
      if (row.integer("id") == move.mediator_id) known = true, move.mediator_name = row.text("name");
    // A mediator may not be a party of the dispute (特邀调解规定 15).
    form.require(known && dispute.party_of(move.mediator_id) == nullptr, "mediator", {"act.error.mediator", {}});
  }
  return move;
}

const Party& party_by_id(const Dispute& dispute, std::int64_t id) {
  for (const auto& party : dispute.parties)
    if (party.id == id) return party;
  gongting::not_found();
}

}  // namespace

Response console_action_check(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  auto& form = rq.form();
  if (form.integer("version", {.required = false}) != dispute.version) return conflict_page(rq, dispute, form.raw("reason"));
  const auto act = form.raw("act");
  form.require(!act.empty(), "act", {"why.choose_act", {}});
  const auto move = act.empty() ? Move{} : read_move(rq, form, dispute, act);
  if (!form.ok()) return dispute_page(rq, dispute, &form, 422);
  const auto* way = find_transition(dispute.state, act);
  Fields model{{"head", head_model(rq, dispute)},
               {"act", act},
               {"label", Message{"act." + act + ".label", {}}},
               {"hint", Message{"act." + act + ".hint", {}}},
               {"to", Message{"state." + std::string(state_name(way->to)), {}}},
               {"reason", move.reason},
               {"staff_words", move.staff_words},
               {"mediator_id", move.mediator_id},
               {"mediator_name", move.mediator_name},
               {"leaving", !is_open(way->to)}};
  if (!way->article.empty()) model.emplace_back("article", Message{std::string(way->article), {}});
  if (!way->limit.empty() && way->limit != "-") {
    const auto due = rq.clock().due(way->limit, rq.clock().today());
    model.emplace_back("limit", Message{"limit." + std::string(way->limit), {}});
    model.emplace_back("limit_due", shown_date(due.due));
    model.emplace_back("limit_trail", gongting::List(due.trail.begin(), due.trail.end()));
  }
  return rq.render("console_check.html", std::move(model), {.title = Message{"check.title", {}}});
}

Response console_action(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  auto& form = rq.form();
  if (form.integer("version", {.required = false}) != dispute.version) return conflict_page(rq, dispute, form.raw("reason"));
  const auto act = rq.param("act");
  const auto move = read_move(rq, form, dispute, act);
  if (!form.ok()) return dispute_page(rq, dispute, &form, 422);
  go(rq, dispute, move);
  // Who declined does not see the dispute any more.
  return gongting::see_other(act == "decline" ? std::string("/disputes") : page_of(dispute));
}

Response add_note(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  if ((actors_of(rq, dispute) & k_mediator) == 0) gongting::not_found();
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
  if ((actors_of(rq, dispute) & k_mediator) == 0) gongting::not_found();
  auto& form = rq.form();
  const auto& party = party_by_id(dispute, form.integer("party", {.min = 1}));
  const auto paper = paper_to_sign(rq, dispute, form.raw("subject"));
  if (form.check("confirmed")) {
    if (form.raw("hash") != paper.content_hash) return conflict_page(rq, dispute, {});
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
