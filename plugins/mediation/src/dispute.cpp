#include "dispute.hpp"

#include "agreement.hpp"
#include "gongting/identifiers.hpp"
#include "wording.hpp"

namespace mediation {

bool state::is_open(std::string_view name) {
  return name != returned && name != agreed && name != confirmation && name != terminated;
}

std::string_view state::tag_of(std::string_view name) {
  if (name == returned || name == terminated) return "bad";
  if (name == accepted || name == in_progress) return "do";
  return name == agreed || name == confirmation ? "ok" : "warn";
}

using gongting::Fields;
using gongting::Message;
using gongting::Request;
using gongting::Row;
using gongting::Value;

const Party* Dispute::party_of(std::int64_t account) const {
  for (const auto& party : parties)
    if (account != 0 && party.account_id == account) return &party;
  return nullptr;
}

const Party* Dispute::first(std::string_view role) const {
  for (const auto& party : parties)
    if (party.role == role) return &party;
  return nullptr;
}

std::vector<Party> load_parties(const Request& rq, std::int64_t dispute) {
  const auto rows = rq.db().query(
      "select id, version, role, kind, name, resident_id, uscc, mobile, address, account_id, agreed from party"
      " where dispute_id = :dispute order by id",
      {{"dispute", dispute}});
  std::vector<Party> parties;
  for (const Row row : rows)
    parties.push_back({row.integer("id"), row.integer("version"), row.text("role"), row.text("kind"), row.text("name"),
                       row.text("resident_id"), row.text("uscc"), row.text("mobile"), row.text("address"),
                       row.integer("account_id"), row.text("agreed")});
  return parties;
}

Dispute load_dispute(const Request& rq, std::int64_t id) {
  const auto rows = rq.db().query(
      "select id, version, point_id, code, case_number, title, cause, facts, claims, town, place, state, amount_fen, applicant_name,"
      " respondent_name, applicant_id, filed_by, filed_way, consent_on, consent_words, mediator_id, mediator_name,"
      " received_on, due, due_rule, accepted_on, ended_on, end_reason, end_words, effect_at from dispute where id = :id",
      {{"id", id}});
  if (rows.empty()) gongting::not_found();
  const Row row = rows[0];
  Dispute dispute;
  dispute.id = row.integer("id"), dispute.version = row.integer("version"), dispute.point_id = row.integer("point_id");
  dispute.code = row.text("code"), dispute.case_number = row.text("case_number"), dispute.title = row.text("title");
  dispute.cause = row.text("cause"), dispute.facts = row.text("facts"), dispute.claims = row.text("claims");
  dispute.town = row.text("town"), dispute.place = row.text("place"), dispute.state = row.text("state");
  if (!row.is_null("amount_fen")) dispute.amount_fen = row.integer("amount_fen");
  dispute.applicant_name = row.text("applicant_name"), dispute.respondent_name = row.text("respondent_name");
  dispute.applicant_id = row.integer("applicant_id"), dispute.filed_by = row.integer("filed_by");
  dispute.filed_way = row.text("filed_way"), dispute.consent_on = row.text("consent_on");
  dispute.consent_words = row.text("consent_words");
  dispute.mediator_id = row.integer("mediator_id"), dispute.mediator_name = row.text("mediator_name");
  dispute.received_on = row.text("received_on"), dispute.due = row.text("due"), dispute.due_rule = row.text("due_rule");
  dispute.accepted_on = row.text("accepted_on"), dispute.ended_on = row.text("ended_on");
  dispute.end_reason = row.text("end_reason"), dispute.end_words = row.text("end_words");
  dispute.effect_at = row.integer("effect_at");
  dispute.parties = load_parties(rq, id);
  return dispute;
}

bool is_mediator(const Request& rq, const Dispute& dispute) {
  return rq.face() == "console" && rq.user().can("mediation.mediate") && dispute.mediator_id == rq.user().id();
}

Fields party_model(const Party& party, std::int64_t viewer) {
  const bool self = viewer != 0 && party.account_id == viewer;
  const bool organisation = party.kind == "organisation";
  Fields model{{"id", party.id},
               {"role", Message{"party." + party.role, {}}},
               {"name", organisation || self ? party.name : gongting::mask_name(party.name)},
               {"is_self", self},
               {"mobile", party.mobile},
               {"has_mobile", !party.mobile.empty()},
               {"address", self ? party.address : party.address.empty() ? std::string() : mask_address(party.address)},
               {"has_account", party.account_id != 0}};
  if (!party.resident_id.empty()) model.emplace_back("resident_id", party.resident_id);
  if (!party.uscc.empty()) model.emplace_back("uscc", party.uscc);
  if (!party.agreed.empty()) model.emplace_back("agreed", Message{"party.answer." + party.agreed, {}});
  return model;
}

Fields head_model(const Request& rq, const Dispute& dispute) {
  Fields model{{"id", dispute.id},
               {"version", dispute.version},
               {"code", dispute.code},
               {"number", dispute.case_number.empty() ? dispute.code : case_number_shown(dispute.case_number)},
               {"short_number", short_case_number(dispute.case_number, dispute.code)},
               {"title", dispute.title},
               {"cause", Message{"cause." + dispute.cause, {}}},
               {"state", Message{"state." + dispute.state, {}}},
               {"tag", state::tag_of(dispute.state)},
               {"due", due_model(dispute.due, rq.clock().today())},
               {"point", dispute.place}};
  if (dispute.amount_fen) model.emplace_back("amount", gongting::yuan(*dispute.amount_fen));
  if (!dispute.mediator_name.empty()) model.emplace_back("mediator", gongting::mask_name(dispute.mediator_name));
  return model;
}

}  // namespace mediation
