// What a party sees: the entrance with his own matters, and one dispute with whose turn it is.
#include "agreement.hpp"
#include "gongting/identifiers.hpp"
#include "pages.hpp"
#include "papers.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Items;
using gongting::List;
using gongting::Message;
using gongting::Row;
using gongting::Value;

namespace {

Items own_disputes(const Request& rq) {
  const auto today = rq.clock().today();
  const auto rows = rq.db().query(
      "select id, code, case_number, title, state, due, received_on from dispute"
      " where id in (select dispute_id from party where account_id = :me) order by id desc limit 50",
      {{"me", rq.user().id()}});
  Items list;
  for (const Row row : rows) {
    const auto state = row.text("state");
    const auto number = row.text("case_number");
    list.add({{"id", row.integer("id")},
              {"number", number.empty() ? row.text("code") : case_number_shown(number)},
              {"title", row.text("title")},
              {"state", Message{"state." + state, {}}},
              {"tag", state::tag_of(state)},
              {"received", shown_date(row.text("received_on"))},
              {"due", due_model(row.text("due"), today)}});
  }
  return list;
}

bool has_signed(const Request& rq, const Dispute& dispute, std::string_view subject, std::int64_t edition, const Party& party) {
  for (const auto& signature : signatures(rq, dispute.id, subject, edition))
    if (signature.party_id == party.id) return true;
  return false;
}

/// What a party does on pages of its own: where he has to sign, and in which words his turn is told.
struct Signing {
  std::string variant, href, words;
};
Signing signing_of(const Request& rq, const Dispute& dispute, const Party& party) {
  const auto here = "/disputes/" + std::to_string(dispute.id);
  if (dispute.state == state::agreement_draft) {
    const auto draft = latest_agreement(rq, dispute.id);
    if (draft && !has_signed(rq, dispute, "agreement", draft->edition, party)) return {"sign", here + "/sign/agreement", "offer.sign"};
  } else if (dispute.state == state::agreed) {
    if (rq.clock().today() > dispute.due) return {"late", {}, {}};
    if (has_signed(rq, dispute, "confirmation", 1, party)) return {"waiting", {}, {}};
    return {"", here + "/sign/confirmation", "offer.confirm"};
  }
  return {};
}

/// The receipts that were given for a dispute, as links.
Items receipts(const Request& rq, std::int64_t dispute) {
  Items list;
  for (const Row row : rq.receipts().of("dispute", dispute))
    list.add({{"number", row.text("number")}, {"what", row.text("what")}, {"href", row.text("href")}});
  return list;
}

/// What the QR code of a dispute says: the address of its page on the portal, or its code where that is not known.
std::string public_link(const Request& rq, const std::string& code, std::int64_t id) {
  const auto address = rq.site().setting_text("public_address");
  const auto path = rq.base() + "/disputes/" + std::to_string(id);
  if (!address.empty()) return address + path;
  const auto host = std::string(rq.args()["host"].text());
  if (rq.face() != "portal" || host.empty()) return code;  // the console's own address is nothing for a party
  return (rq.args()["tls"].boolean() ? "https://" : "http://") + host + path;
}

}  // namespace

Response portal_home(Request& rq) {
  Fields model{{"hotline", rq.site().setting_text("hotline")}, {"signed_in", rq.user().signed_in()}};
  model.emplace_back("may_apply", rq.user().can("mediation.apply"));
  if (rq.user().signed_in()) {
    auto mine = own_disputes(rq);
    model.emplace_back("has_disputes", !mine.empty());
    model.emplace_back("disputes", std::move(mine));
    model.emplace_back("draft_count", static_cast<std::int64_t>(rq.declared_form("application").drafts().size()));
  }
  return rq.render("home.html", std::move(model), {.title = Message{"home.title", {}}});
}

Response progress(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  // Only a party has this page: whoever works on the dispute does so on the console.
  const auto* me = dispute.party_of(rq.user().id());
  if (me == nullptr) gongting::not_found();
  List parties;
  for (const auto& party : dispute.parties) parties.push_back(party_model(party, rq.user().id()));
  const auto workflow = rq.workflow("dispute");
  const auto signing = signing_of(rq, dispute, *me);
  Fields model{{"head", head_model(rq, dispute)},
               {"progress", workflow.turn(dispute.id, signing.variant)},
               {"todo", workflow.actions(dispute.id)},
               {"receipts", receipts(rq, dispute.id)},
               {"steps", workflow.timeline(dispute.id, false)},
               {"papers", papers(rq, dispute)},
               {"periods", workflow.periods(dispute.id)},
               {"parties", std::move(parties)},
               {"facts", dispute.facts},
               {"claims", dispute.claims},
               {"live", rq.live().watch("dispute", dispute.id, dispute.version)},
               {"hotline", rq.site().setting_text("hotline")},
               {"filed_for", dispute.filed_way == "director"}};
  if (!signing.href.empty()) model.emplace_back("signing", Fields{{"href", signing.href}, {"words", Message{signing.words, {}}}});
  // That it ended well is what the page says anyway.
  if (!dispute.end_reason.empty() && dispute.end_reason != "agree") {
    model.emplace_back("end_reason", Message{"end." + dispute.end_reason, {}});
    model.emplace_back("end_words", dispute.end_words);
  }
  const auto done = rq.query("done");
  if (done == "apply" || done == "sign" || done == "act") model.emplace_back("done", Message{"done." + done, {{"code", dispute.code}}});
  return rq.render("progress.html", std::move(model), {.title = dispute.title});
}

Response dispute_qr(Request& rq) {
  // "330112-2026-00312.svg": an address of its own, so that papers and posters can embed the picture.
  auto code = rq.param("code");
  if (!code.ends_with(".svg")) gongting::not_found();
  code.resize(code.size() - 4);
  const auto rows = rq.db().query("select id from dispute where code = :code", {{"code", code}});
  if (rows.empty()) gongting::not_found();
  return gongting::svg(rq.qr(public_link(rq, code, rows[0].integer("id"))));
}

}  // namespace mediation
