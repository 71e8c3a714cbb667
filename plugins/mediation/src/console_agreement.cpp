// The mediator writes the agreement. Every save is a new edition; signatures belong to the edition they were put under.
#include "agreement.hpp"
#include "pages.hpp"
#include "sha256.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Error;
using gongting::Fields;
using gongting::Form;
using gongting::Kind;
using gongting::Message;

namespace {

Dispute editable_dispute(const Request& rq) {
  auto dispute = load_dispute(rq, rq.id("id"));
  if (!is_mediator(rq, dispute)) gongting::not_found();
  if (dispute.state != state::in_progress && dispute.state != state::agreement_draft)
    throw Error{Kind::invalid, "why.no_editing"};
  return dispute;
}

Response editor_page(Request& rq, const Dispute& dispute, Fields values, std::int64_t edition, int status) {
  Fields model{{"head", head_model(rq, dispute)},
               {"form", std::move(values)},
               {"edition", edition},
               {"next_edition", edition + 1},
               {"sent", dispute.state == state::agreement_draft},
               {"case_facts", dispute.facts},
               {"case_claims", dispute.claims}};
  if (dispute.amount_fen) model.emplace_back("capital", capital_amount(*dispute.amount_fen));
  if (!rq.form().ok()) model.emplace_back("errors", rq.form().errors());
  return rq.render("agreement_editor.html", std::move(model), {.title = Message{"editor.title", {}}, .status = status});
}

}  // namespace

Response agreement_editor(Request& rq) {
  const auto dispute = editable_dispute(rq);
  const auto last = latest_agreement(rq, dispute.id);
  Fields values{{"facts", last ? last->facts : dispute.facts},
                {"result", last ? last->result : std::string()},
                {"performance", last ? last->performance : std::string()}};
  return editor_page(rq, dispute, std::move(values), last ? last->edition : 0, 200);
}

Response agreement_save(Request& rq) {
  const auto dispute = editable_dispute(rq);
  auto& form = rq.form();
  const auto last = latest_agreement(rq, dispute.id);
  const auto edition = (last ? last->edition : 0) + 1;
  if (form.integer("version", {.required = false}) != dispute.version || form.integer("edition", {.required = false}) != edition - 1)
    return rq.workflow("dispute").stale(dispute.id, form.integer("version", {.required = false}));
  const auto facts = form.text("facts", {.min = 10, .max = 4000, .message = "editor.error.facts"});
  const auto result = form.text("result", {.min = 4, .max = 4000, .message = "editor.error.result"});
  const auto performance = form.text("performance", {.min = 4, .max = 2000, .message = "editor.error.performance"});
  if (!form.ok()) return editor_page(rq, dispute, form.values(), edition - 1, 422);

  const auto body = agreement_body(dispute, organisation_of(rq), rq.site().name(), facts, result, performance, edition);
  const auto id = rq.db().insert("agreement", {{"dispute_id", dispute.id},
                                               {"edition", edition},
                                               {"facts", facts},
                                               {"result", result},
                                               {"performance", performance},
                                               {"body", body},
                                               {"content_hash", sha256_hex(body)},
                                               {"drafted_at", rq.clock().now_ms()}});
  rq.db().link_person("agreement", id, rq.user().id(), "mediator");
  if (dispute.state == state::agreement_draft) rq.workflow("dispute").go(dispute.id, dispute.version, "revise");
  return gongting::see_other("/disputes/" + std::to_string(dispute.id));
}

}  // namespace mediation
