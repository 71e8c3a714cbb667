#include "timeline.hpp"

#include <array>

#include "agreement.hpp"
#include "gongting/identifiers.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::Items;
using gongting::List;
using gongting::Message;
using gongting::Request;
using gongting::Row;

List timeline(const Request& rq, const Dispute& dispute, bool for_staff) {
  const auto rows = rq.db().query(
      "select id, action, from_state, to_state, actor_id, actor_name, actor_part, at, subject, public_words, staff_words"
      " from step where dispute_id = :dispute order by id desc limit 100",
      {{"dispute", dispute.id}});
  List steps;
  auto number = static_cast<std::int64_t>(rows.size());
  for (const Row row : rows) {
    const auto stamp = gongting::time_of(row.integer("at"));
    const bool own = row.integer("actor_id") == rq.user().id();
    Fields step{{"words", Message{"step." + row.text("action"), {{"subject", gongting::mask_name(row.text("subject"))}}}},
                {"at", stamp},
                {"stamp", stamp.substr(0, 10) + "T" + stamp.substr(11)},
                {"who", own && !for_staff ? row.text("actor_name") : gongting::mask_name(row.text("actor_name"))},
                {"part", Message{"part." + row.text("actor_part"), {}}},
                {"reason", row.text("public_words")},
                {"is_now", steps.empty()}};
    if (for_staff) {
      step.emplace_back("staff_words", row.text("staff_words"));
      step.emplace_back("number", number--);
      step.emplace_back("from", Message{"state." + row.text("from_state"), {}});
      step.emplace_back("to", Message{"state." + row.text("to_state"), {}});
      step.emplace_back("moved", row.text("from_state") != row.text("to_state"));
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

Items periods(const Request& rq, const Dispute& dispute) {
  const auto rows = rq.db().query(
      "select rule, status, starts_on, due, trail, calendar_missing, closed_on from deadline"
      " where dispute_id = :dispute order by id desc",
      {{"dispute", dispute.id}});
  Items list;
  for (const Row row : rows) {
    List trail;
    const auto text = row.text("trail");
    for (std::size_t at = 0; at < text.size();) {
      const auto end = std::min(text.find('\n', at), text.size());
      trail.push_back(text.substr(at, end - at));
      at = end + 1;
    }
    list.add({{"title", Message{"limit." + row.text("rule"), {}}},
              {"starts", shown_date(row.text("starts_on"))},
              {"due", shown_date(row.text("due"))},
              {"trail", std::move(trail)},
              {"running", row.is_null("closed_on")},
              {"unverified", row.text("status") != "verified"},
              {"calendar_missing", row.integer("calendar_missing") != 0}});
  }
  return list;
}

Items stages(const Dispute& dispute) {
  static constexpr std::array<std::pair<State, std::string_view>, 9> k_place = {{{State::applied, "1"},
                                                                                {State::returned, "1"},
                                                                                {State::assigning, "2"},
                                                                                {State::pending_accept, "2"},
                                                                                {State::accepted, "3"},
                                                                                {State::in_progress, "3"},
                                                                                {State::agreement_draft, "4"},
                                                                                {State::agreed, "5"},
                                                                                {State::confirmation, "6"}}};
  int place = 3;  // where most mediations that end without agreement end
  for (const auto& [state, stage] : k_place)
    if (state == dispute.state) place = stage[0] - '0';
  const bool ended = dispute.state == State::terminated || dispute.state == State::returned;
  Items list;
  const int count = ended ? place + 1 : 6;
  for (int stage = 1; stage <= count; ++stage) {
    const bool last = ended && stage == count;
    list.add({{"label", Message{last ? "stage.ended" : "stage." + std::to_string(stage), {}}},
              {"done", stage < place || (ended && !last)},
              {"current", last || (!ended && stage == place)}});
  }
  return list;
}

Items papers(const Request& rq, const Dispute& dispute) {
  Items list;
  const auto here = "/disputes/" + std::to_string(dispute.id);
  if (dispute.state == State::agreed || dispute.state == State::confirmation) {
    if (const auto found = concluded_agreement(rq, dispute.id))
      list.add({{"name", Message{"paper.agreement", {}}},
                {"date", gongting::date_of(found->drafted_at)},
                {"tag", "ok"},
                {"words", Message{"paper.in_effect", {}}},
                {"href", here + "/agreement"}});
    list.add({{"name", Message{"paper.confirmation", {}}},
              {"date", gongting::date_of(dispute.effect_at)},
              {"tag", dispute.state == State::confirmation ? "ok" : "warn"},
              {"words", Message{dispute.state == State::confirmation ? "paper.filed" : "paper.optional", {}}},
              {"href", here + "/confirmation-application"}});
  } else if (const auto found = latest_agreement(rq, dispute.id); found && dispute.state == State::agreement_draft) {
    list.add({{"name", Message{"paper.agreement_draft", {}}},
              {"date", gongting::date_of(found->drafted_at)},
              {"tag", "warn"},
              {"words", Message{"paper.waits_for_signatures", {}}},
              {"href", here + "/agreement"}});
  }
  return list;
}

}  // namespace mediation
