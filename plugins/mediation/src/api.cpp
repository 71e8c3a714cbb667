// The same facts as JSON, for the person's own matters.
#include "dispute.hpp"
#include "pages.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::List;
using gongting::Row;
using gongting::Value;

namespace {

Value due_or_null(const std::string& due) { return due == k_no_due ? Value() : Value(due); }

}  // namespace

Response api_list(Request& rq) {
  Fields params{{"me", rq.user().id()}};
  std::string after;
  std::int64_t id = 0;
  if (gongting::detail::read_integer(rq.query("after"), id) && id > 0) after = " and id < :after", params.emplace_back("after", id);
  const auto rows = rq.db().query("select id, code, case_number, title, state, amount_fen, due, received_on from dispute"
                                  " where id in (select dispute_id from party where account_id = :me)" + after +
                                      " order by id desc limit 51",
                                  std::move(params));
  List disputes;
  for (std::size_t i = 0; i < rows.size() && i < 50; ++i) {
    const Row row = rows[i];
    disputes.push_back(Fields{{"id", std::to_string(row.integer("id"))},
                              {"code", row.text("code")},
                              {"case_number", row.is_null("case_number") ? Value() : Value(row.text("case_number"))},
                              {"title", row.text("title")},
                              {"state", row.text("state")},
                              {"amount_fen", row.is_null("amount_fen") ? Value() : Value(row.integer("amount_fen"))},
                              {"due", due_or_null(row.text("due"))},
                              {"received_on", row.text("received_on")}});
  }
  Fields answer{{"disputes", std::move(disputes)}};
  if (rows.size() > 50) answer.emplace_back("after", std::to_string(rows[49].integer("id")));
  return gongting::json(answer);
}

Response api_dispute(Request& rq) {
  const auto dispute = load_dispute(rq, rq.id("id"));
  if (dispute.party_of(rq.user().id()) == nullptr) gongting::not_found();
  List steps;
  const auto timeline = rq.workflow("dispute").timeline(dispute.id, false).encode();
  gongting::ValueRef(timeline).for_each([&](std::string_view, gongting::ValueRef step) {  // newest first
    steps.insert(steps.begin(), Fields{{"action", step["action"].text()}, {"from", step["from_state"].text()}, {"to", step["to_state"].text()},
                                       {"at_ms", step["at_ms"].integer()}});
    return true;
  });
  return gongting::json({{"id", std::to_string(dispute.id)},
                         {"code", dispute.code},
                         {"case_number", dispute.case_number.empty() ? Value() : Value(dispute.case_number)},
                         {"title", dispute.title},
                         {"state", dispute.state},
                         {"cause", dispute.cause},
                         {"amount_fen", dispute.amount_fen ? Value(*dispute.amount_fen) : Value()},
                         {"due", due_or_null(dispute.due)},
                         {"due_rule", dispute.due_rule},
                         {"received_on", dispute.received_on},
                         {"ended_on", dispute.ended_on.empty() ? Value() : Value(dispute.ended_on)},
                         {"end_reason", dispute.end_reason.empty() ? Value() : Value(dispute.end_reason)},
                         {"steps", std::move(steps)}});
}

}  // namespace mediation
