#include "transition.hpp"

#include "agreement.hpp"
#include "gongting/identifiers.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Error;
using gongting::Fields;
using gongting::Items;
using gongting::Kind;
using gongting::Message;
using gongting::Request;
using gongting::Row;
using gongting::Value;

namespace {

std::string part_of(Actors actors) {
  if (actors & k_mediator) return "mediator";
  if (actors & k_applicant) return "applicant";
  if (actors & k_respondent) return "respondent";
  if (actors & k_clerk) return "clerk";
  return "director";
}

void close_limits(Request& rq, std::int64_t dispute) {
  const auto open = rq.db().query("select id, version from deadline where dispute_id = :dispute and closed_on is null",
                                  {{"dispute", dispute}});
  for (const Row row : open)
    rq.db().update("deadline", row.integer("id"), row.integer("version"), {{"closed_on", rq.clock().today()}});
}

/// The fields of the dispute that its new state brings with it.
Fields changes_of(Request& rq, const Dispute& dispute, const Transition& way, const Move& move) {
  const auto today = rq.clock().today();
  Fields changes{{"state", state_name(way.to)}, {"turn", turn_in(way.to)}, {"is_open", is_open(way.to) ? 1 : 0}};
  if (!way.limit.empty()) {
    close_limits(rq, dispute.id);
    std::string due(k_no_due), rule;
    if (way.limit != "-") {
      const auto begun = rq.clock().due(way.limit, today);
      keep_limit(rq, dispute.id, begun, today);
      due = begun.due, rule = begun.rule;
    }
    changes.emplace_back("due", due);
    changes.emplace_back("due_rule", rule);
  }
  if (is_open(way.from) && !is_open(way.to)) {
    changes.emplace_back("ended_on", today);
    changes.emplace_back("end_reason", way.id);
    changes.emplace_back("end_words", move.reason);
    changes.emplace_back("duration_days", days_between(dispute.received_on, today));
  }
  switch (way.effect) {
    case Effect::number_case: {
      const auto year = std::stoi(today.substr(0, 4));
      changes.emplace_back("case_number", rq.db().next_case_number(k_case_type, year));
      break;
    }
    case Effect::assign:
      changes.emplace_back("mediator_id", move.mediator_id);
      changes.emplace_back("mediator_name", move.mediator_name);
      break;
    case Effect::unassign:
      changes.emplace_back("mediator_id", nullptr);
      changes.emplace_back("mediator_name", nullptr);
      break;
    case Effect::admit_respondent: changes.emplace_back("accepted_on", today); break;
    case Effect::conclude: changes.emplace_back("effect_at", rq.clock().now_ms()); break;
    default: break;
  }
  return changes;
}

void record_answer(Request& rq, const Dispute& dispute, const char* answer, Actors actors) {
  for (const auto& party : dispute.parties)
    if (party.role == "respondent")
      rq.db().update("party", party.id, party.version,
                     {{"agreed", answer}, {"agreed_at", rq.clock().now_ms()},
                      {"agreed_way", actors & k_respondent ? "online" : "recorded"}});
}

void sign_as_mediator(Request& rq, const Dispute& dispute) {
  const auto draft = latest_agreement(rq, dispute.id);
  for (const auto& party : dispute.parties)  // from now on they see this edition, and not before
    if (party.account_id != 0) rq.db().link_person("agreement", draft->id, party.account_id, party.role);
  sign(rq, dispute, {"agreement", "mediator", 0, rq.user().name(), draft->edition, draft->content_hash, "online"});
}

void conclude(Request& rq, const Dispute& dispute) {
  const auto final_text = latest_agreement(rq, dispute.id);
  rq.db().insert("concluded", {{"dispute_id", dispute.id},
                               {"edition", final_text->edition},
                               {"body", final_text->body},
                               {"content_hash", final_text->content_hash},
                               {"effect_at", rq.clock().now_ms()}});
}

void file_confirmation(Request& rq, const Dispute& dispute) {
  const auto rows = rq.db().query("select id, version from confirmation where dispute_id = :dispute", {{"dispute", dispute.id}});
  rq.db().update("confirmation", rows[0].integer("id"), rows[0].integer("version"), {{"filed_at", rq.clock().now_ms()}});
}

/// Effects outside of the dispute's own record. What takes the record out of the caller's reach comes last.
void follow(Request& rq, const Dispute& dispute, const Transition& way, const Move& move, Actors actors) {
  switch (way.effect) {
    case Effect::assign: rq.db().link_person("dispute", dispute.id, move.mediator_id, "mediator"); break;
    case Effect::unassign: rq.db().unlink_person("dispute", dispute.id, dispute.mediator_id, "mediator"); break;
    case Effect::admit_respondent:
      for (const auto& party : dispute.parties)
        if (party.role == "respondent" && party.account_id != 0)
          rq.db().link_person("dispute", dispute.id, party.account_id, "respondent");
      break;
    case Effect::record_consent: record_answer(rq, dispute, "agreed", actors); break;
    case Effect::record_refusal: record_answer(rq, dispute, "refused", actors); break;
    case Effect::sign_as_mediator: sign_as_mediator(rq, dispute); break;
    case Effect::conclude: conclude(rq, dispute); break;
    case Effect::file_confirmation: file_confirmation(rq, dispute); break;
    default: break;
  }
}

}  // namespace

void keep_limit(Request& rq, std::int64_t dispute, const gongting::Due& due, std::string_view from) {
  std::string trail;
  for (const auto& line : due.trail) trail += (trail.empty() ? "" : "\n") + line;
  rq.db().insert("deadline", {{"dispute_id", dispute},
                              {"rule", due.rule},
                              {"article", due.article},
                              {"status", due.status},
                              {"starts_on", from},
                              {"due", due.due},
                              {"trail", trail},
                              {"calendar_missing", due.calendar_missing ? 1 : 0}});
}

void add_step(Request& rq, const Dispute& dispute, std::string_view action, State to, const std::string& subject,
              const std::string& public_words, const std::string& staff_words) {
  rq.db().insert("step", {{"dispute_id", dispute.id},
                          {"action", action},
                          {"from_state", state_name(dispute.state)},
                          {"to_state", state_name(to)},
                          {"actor_id", rq.user().id()},
                          {"actor_name", rq.user().name()},
                          {"actor_part", part_of(actors_of(rq, dispute))},
                          {"at", rq.clock().now_ms()},
                          {"subject", subject},
                          {"public_words", public_words},
                          {"staff_words", staff_words}});
}

void go(Request& rq, const Dispute& dispute, const Move& move) {
  const auto actors = actors_of(rq, dispute);
  const auto verdict = examine(dispute.state, move.id, actors, facts_of(rq, dispute));
  if (verdict.refusal == Refusal::not_yours) throw Error{Kind::forbidden, std::string(verdict.why)};
  if (!verdict) throw Error{Kind::invalid, std::string(verdict.why)};
  const auto& way = *verdict.transition;
  if (way.input == Input::reason && move.reason.empty()) throw Error{Kind::invalid, "why.no_reason"};
  if (way.input == Input::mediator && move.mediator_id == 0) throw Error{Kind::invalid, "why.no_mediator"};

  rq.db().update("dispute", dispute.id, dispute.version, changes_of(rq, dispute, way, move));
  const auto subject = way.effect == Effect::assign     ? move.mediator_name
                       : way.effect == Effect::unassign ? dispute.mediator_name
                                                        : std::string();
  add_step(rq, dispute, way.id, way.to, subject, move.reason, move.staff_words);
  follow(rq, dispute, way, move, actors);
}

gongting::Response conflict_page(Request& rq, const Dispute& dispute, const std::string& typed) {
  const auto rows = rq.db().query("select action, actor_name, at, subject from step where dispute_id = :dispute order by id desc limit 5",
                                  {{"dispute", dispute.id}});
  Items steps;
  for (const Row row : rows)
    steps.add({{"words", Message{"step." + row.text("action"), {}}},
               {"at", gongting::time_of(row.integer("at"))},
               {"who", gongting::mask_name(row.text("actor_name"))}});
  return rq.render("conflict.html", {{"head", head_model(rq, dispute)}, {"steps", std::move(steps)}, {"typed", typed}},
                   {.title = Message{"conflict.title", {}}, .status = 409});
}

}  // namespace mediation
