#include "rules.hpp"

#include "agreement.hpp"
#include "gongting/request.hpp"
#include "state.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Input;
using gongting::Option;
using gongting::Record;
using gongting::Request;
using gongting::Row;
using gongting::Why;

namespace {

// --- guards: the key of the reason, "" when nothing stands in the way ---

Why due_over(Request& rq, const Record& dispute) { return rq.clock().today() > dispute.text("due") ? "" : "why.not_yet_due"; }

Why agreement_complete(Request& rq, const Record& dispute) {
  const auto draft = latest_agreement(rq, dispute.id());
  return draft && !draft->facts.empty() && !draft->result.empty() && !draft->performance.empty() ? "" : "why.no_agreement";
}

Why all_signed(Request& rq, const Record& record) {
  const auto dispute = load_dispute(rq, record.id());
  const auto draft = latest_agreement(rq, dispute.id);
  return draft && missing_signatures(rq, dispute, "agreement", draft->edition).empty() ? "" : "why.signatures_missing";
}

Why confirmation_in_time(Request& rq, const Record& dispute) {
  return rq.clock().today() > dispute.text("due") ? "why.confirmation_late" : "";
}

Why all_applied(Request& rq, const Record& record) {
  const auto dispute = load_dispute(rq, record.id());
  return missing_signatures(rq, dispute, "confirmation", 1).empty() ? "" : "why.applications_missing";
}

// --- effects: what changes with the state, and what is written beside it ---

Fields number_case(Request& rq, const Record&, const Input&) {
  return {{"case_number", rq.db().next_case_number(k_case_type, std::stoi(rq.clock().today().substr(0, 4)))}};
}

/// How it ended: by which way, and the reason of whoever went it.
Fields end(Request& rq, const Record& dispute, const Input& input) {
  const auto today = rq.clock().today();
  return {{"ended_on", today}, {"end_reason", input.transition()}, {"end_words", input.text("reason")},
          {"duration_days", days_between(dispute.text("received_on"), today)}};
}

Fields assign(Request&, const Record&, const Input& input) {
  return {{"mediator_id", input.integer("mediator")}, {"mediator_name", input.label("mediator")}};
}
void link_mediator(Request& rq, const Record& dispute, const Input& input) {
  rq.db().link_person("dispute", dispute.id(), input.integer("mediator"), "mediator");
}
Fields unassign(Request&, const Record&, const Input&) { return {{"mediator_id", nullptr}, {"mediator_name", nullptr}}; }
void unlink_mediator(Request& rq, const Record& dispute, const Input&) {
  rq.db().unlink_person("dispute", dispute.id(), dispute.integer("mediator_id"), "mediator");
}

/// The other party sees it from now on, when he has an account.
Fields admit_respondent(Request& rq, const Record& dispute, const Input&) {
  for (const auto& party : load_parties(rq, dispute.id()))
    if (party.role == "respondent" && party.account_id != 0) rq.db().link_person("dispute", dispute.id(), party.account_id, "respondent");
  return {{"accepted_on", rq.clock().today()}};
}

gongting::Effect records_answer(const char* answer) {
  return [answer](Request& rq, const Record& dispute, const Input&) {
    for (const auto& party : load_parties(rq, dispute.id()))
      if (party.role == "respondent")
        rq.db().update("party", party.id, party.version,
                       {{"agreed", answer}, {"agreed_at", rq.clock().now_ms()},
                        {"agreed_way", party.account_id == rq.user().id() && rq.face() == "portal" ? "online" : "recorded"}});
    return Fields();
  };
}

Fields sign_as_mediator(Request& rq, const Record& record, const Input&) {
  const auto dispute = load_dispute(rq, record.id());
  const auto draft = latest_agreement(rq, dispute.id);
  for (const auto& party : dispute.parties)  // from now on they see this edition, and not before
    if (party.account_id != 0) rq.db().link_person("agreement", draft->id, party.account_id, party.role);
  sign(rq, dispute, {"agreement", "mediator", 0, rq.user().name(), draft->edition, draft->content_hash, "online"});
  return {};
}

Fields conclude(Request& rq, const Record& dispute, const Input&) {
  const auto final_text = latest_agreement(rq, dispute.id());
  const auto now = rq.clock().now_ms();
  rq.db().insert("concluded", {{"dispute_id", dispute.id()}, {"edition", final_text->edition}, {"body", final_text->body},
                               {"content_hash", final_text->content_hash}, {"effect_at", now}});
  return {{"effect_at", now}};
}

/// What took effect reaches both parties; who has not consented to electronic service gets it on paper (MED19; ONL29).
void serve_agreement(Request& rq, const Record& record, const Input&) {
  const auto dispute = load_dispute(rq, record.id());
  const auto agreement = concluded_agreement(rq, dispute.id);
  for (const auto& party : dispute.parties)
    if (party.account_id != 0)
      rq.notices().serve({.record_type = "dispute", .record = dispute.id, .label = dispute.case_number.empty() ? dispute.code : case_number_shown(dispute.case_number),
                          .account = party.account_id, .title = "调解协议书", .href = "/disputes/" + std::to_string(dispute.id) + "/agreement",
                          .document = agreement->body});
}

Fields file_confirmation(Request& rq, const Record& dispute, const Input&) {
  const auto rows = rq.db().query("select id, version from confirmation where dispute_id = :dispute", {{"dispute", dispute.id()}});
  rq.db().update("confirmation", rows[0].integer("id"), rows[0].integer("version"), {{"filed_at", rq.clock().now_ms()}});
  return {};
}

/// Mediators with their running cases. A party of the dispute is not among them (特邀调解规定 15).
std::vector<Option> mediators_for(Request& rq, const Record& dispute) {
  const auto parties = load_parties(rq, dispute.id());
  std::vector<Option> list;
  for (const Row row : rq.site().people("MEDIATOR")) {
    const auto id = row.integer("id");
    bool is_party = false;
    for (const auto& party : parties) is_party = is_party || party.account_id == id;
    if (is_party) continue;
    const auto load = rq.db().query("select count(*) as load from (select id from dispute where mediator_id = :mediator and is_open = 1"
                                    " order by due, id limit 100) as c",  // as the index is; see tabs() of the list
                                    {{"mediator", id}});
    const auto point = row.text("point_name");
    list.push_back({std::to_string(id), row.text("name"),
                    rq.message("detail.load", {{"load", load[0].integer("load")}}) + (point.empty() ? "" : " · " + point)});
  }
  return list;
}

}  // namespace

void add_rules(gongting::WorkflowRules& dispute) {
  dispute.guard("due_over", due_over)
      .guard("agreement_complete", agreement_complete)
      .guard("all_signed", all_signed)
      .guard("confirmation_in_time", confirmation_in_time)
      .guard("all_applied", all_applied);
  dispute.effect("number_case", number_case)
      .effect("end", end)
      .effect("assign", assign)
      .after("assign", link_mediator)
      .effect("unassign", unassign)
      .after("unassign", unlink_mediator)
      .effect("admit_respondent", admit_respondent)
      .effect("record_consent", records_answer("agreed"))
      .effect("record_refusal", records_answer("refused"))
      .effect("sign_as_mediator", sign_as_mediator)
      .effect("conclude", conclude)
      .after("conclude", serve_agreement)
      .effect("file_confirmation", file_confirmation);
  dispute.options("mediator", mediators_for);
}

}  // namespace mediation
