// How a party signs: he reads, checks, and signs.
#include "agreement.hpp"
#include "pages.hpp"
#include "signing.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Error;
using gongting::Fields;
using gongting::Kind;
using gongting::Message;

namespace {

std::string page_of(const Dispute& dispute) { return "/disputes/" + std::to_string(dispute.id); }

const Party& party_here(const Request& rq, const Dispute& dispute) {
  const auto* me = dispute.party_of(rq.user().id());
  if (me == nullptr) gongting::not_found();
  return *me;
}

Response signing_page(Request& rq, const Dispute& dispute, const Paper& paper, bool confirming, int status) {
  Fields model{{"head", head_model(rq, dispute)},
               {"subject", paper.subject},
               {"edition", paper.edition},
               {"paper", paper_model(paper.body, paper.content_hash)},
               {"hash", paper.content_hash},
               {"name", rq.user().name()},
               {"moment", gongting::time_of(rq.clock().now_ms())},
               {"is_agreement", paper.subject == "agreement"},
               {"form", rq.form().values()}};
  if (confirming) model.emplace_back("step_up", rq.signatures().step_up());
  if (!rq.form().ok()) model.emplace_back("errors", rq.form().errors());
  return rq.render(confirming ? "sign_check.html" : "sign.html", std::move(model),
                   {.title = Message{"sign." + paper.subject + ".title", {}}, .status = status});
}

}  // namespace

Response sign_page(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  party_here(rq, dispute);
  try {
    return signing_page(rq, dispute, paper_to_sign(rq, dispute, rq.param("subject")), false, 200);
  } catch (const Error& error) {
    if (error.kind() != Kind::invalid) throw;
    return rq.render("blocked.html", {{"head", head_model(rq, dispute)}, {"why", Message{error.what(), {}}}}, {.title = Message{"blocked.title", {}}});
  }
}

Response sign_check(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  party_here(rq, dispute);
  const auto paper = paper_to_sign(rq, dispute, rq.param("subject"));
  auto& form = rq.form();
  if (form.raw("hash") != paper.content_hash) return rq.workflow("dispute").stale(dispute.id, 0);
  form.require(form.check("read"), "read", {"sign.error.read", {}});
  return form.ok() ? signing_page(rq, dispute, paper, true, 200) : signing_page(rq, dispute, paper, false, 422);
}

Response sign_paper(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  const auto& me = party_here(rq, dispute);
  const auto paper = paper_to_sign(rq, dispute, rq.param("subject"));
  // The fingerprint says which text the person saw; another text means that a new edition came in between.
  if (rq.form().raw("hash") != paper.content_hash) return rq.workflow("dispute").stale(dispute.id, 0);
  // Who signs shows again who he is, before anything is written.
  const auto problem = rq.signatures().confirm();
  rq.form().require(problem.empty(), "_proof", {problem, {}});
  if (!rq.form().ok()) return signing_page(rq, dispute, paper, true, 422);
  const auto made = rq.signatures().sign({.record_type = "dispute", .record = dispute.id, .what = paper.subject == "agreement" ? "调解协议书" : "司法确认申请书",
                                          .label = dispute.case_number.empty() ? dispute.code : case_number_shown(dispute.case_number),
                                          .name = me.name, .document = paper.body});
  sign_for(rq, dispute, paper, me, made.way);
  return gongting::see_other(page_of(dispute) + "?done=sign");
}

}  // namespace mediation
