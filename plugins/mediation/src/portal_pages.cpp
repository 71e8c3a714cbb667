// What a party sees: the entrance with his own matters, and one dispute with whose turn it is.
#include "agreement.hpp"
#include "draft.hpp"
#include "gongting/identifiers.hpp"
#include "pages.hpp"
#include "timeline.hpp"
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
              {"tag", tag_of(state_of(state))},
              {"received", shown_date(row.text("received_on"))},
              {"due", due_model(row.text("due"), today)}});
  }
  return list;
}

/// One thing the person can do now, as a link to its check page.
Fields offer(const Dispute& dispute, std::string_view key, const std::string& path, const char* look) {
  return {{"words", Message{"offer." + std::string(key), {}}},
          {"href", "/disputes/" + std::to_string(dispute.id) + path},
          {"look", look}};
}

bool has_signed(const Request& rq, const Dispute& dispute, std::string_view subject, std::int64_t edition, const Party& party) {
  for (const auto& signature : signatures(rq, dispute.id, subject, edition))
    if (signature.party_id == party.id) return true;
  return false;
}

/// Whose turn it is: a heading, a sentence, and what this person can do. The key says state and part.
Fields turn_model(const Request& rq, const Dispute& dispute, const Party& party) {
  const auto actors = actors_of(rq, dispute);
  const bool is_respondent = party.role == "respondent";
  std::string key(state_name(dispute.state));
  List offers;
  if (dispute.state == State::accepted && is_respondent) {
    key += ".asked";
    offers = {offer(dispute, "consent", "/actions/consent", ""), offer(dispute, "refuse", "/actions/refuse", "2")};
  } else if (dispute.state == State::agreement_draft) {
    const auto draft = latest_agreement(rq, dispute.id);
    if (draft && !has_signed(rq, dispute, "agreement", draft->edition, party)) {
      key += ".sign";
      offers = {offer(dispute, "sign", "/sign/agreement", ""), offer(dispute, "refuse_sign", "/actions/refuse_sign", "2")};
    }
  } else if (dispute.state == State::agreed) {
    if (rq.clock().today() > dispute.due) key += ".late";
    else if (has_signed(rq, dispute, "confirmation", 1, party)) key += ".waiting";
    else offers = {offer(dispute, "confirm", "/sign/confirmation", "")};
  } else if (dispute.state == State::in_progress && is_respondent) {
    offers = {offer(dispute, "stop", "/actions/stop", "2")};
  }
  if ((actors & k_applicant) != 0 && find_transition(dispute.state, "withdraw") != nullptr)
    offers.push_back(offer(dispute, "withdraw", "/actions/withdraw", "2"));
  const bool yours = key.find('.') != std::string::npos && !key.ends_with(".waiting") && !key.ends_with(".late");
  return {{"title", Message{"turn." + key + ".title", {}}},
          {"words", Message{"turn." + key + ".words", {{"mediator", gongting::mask_name(dispute.mediator_name)}}}},
          {"yours", yours || dispute.state == State::agreed},
          {"ended", dispute.state == State::terminated || dispute.state == State::returned},
          {"offers", std::move(offers)}};
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
    model.emplace_back("draft_count", static_cast<std::int64_t>(own_drafts(rq).size()));
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
  Fields model{{"head", head_model(rq, dispute)},
               {"turn", turn_model(rq, dispute, *me)},
               {"stages", stages(dispute)},
               {"receipts", receipts(rq, dispute.id)},
               {"steps", timeline(rq, dispute, false)},
               {"papers", papers(rq, dispute)},
               {"periods", periods(rq, dispute)},
               {"parties", std::move(parties)},
               {"facts", dispute.facts},
               {"claims", dispute.claims},
               {"hotline", rq.site().setting_text("hotline")},
               {"filed_for", dispute.filed_way == "director"}};
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
