// What the signed-in person has to do now, for the host's work list.
#include "dispute.hpp"
#include "pages.hpp"
#include "wording.hpp"

namespace mediation {

using gongting::Fields;
using gongting::List;
using gongting::Row;

namespace {

constexpr int k_work_limit = 50;

void add_work(const Request& rq, const std::string& condition, Fields params, const std::string& kind, List& work) {
  const auto rows = rq.db().query("select id, code, case_number, title, state, due from dispute where " + condition +
                                      " order by due, id limit " + std::to_string(k_work_limit),
                                  std::move(params));
  for (const Row row : rows) {
    const auto state = row.text("state");
    work.push_back(Fields{{"title", std::string(short_case_number(row["case_number"].text(), row["code"].text())) + " " + row.text("title")},
                          {"href", rq.base() + "/disputes/" + std::to_string(row.integer("id"))},
                          {"due", row.text("due") == k_no_due ? std::string() : row.text("due")},
                          {"state", rq.message("state." + state)},
                          {"tag", state::tag_of(state)},
                          {"kind", kind}});
  }
}

}  // namespace

Response work_list(Request& rq) {
  List work;
  if (rq.user().can("mediation.screen")) {
    add_work(rq, "turn = 'court'", {}, rq.message("work.court"), work);
    // A mediator's silence is not acted upon by itself: it comes onto the clerk's list the day after it was due.
    add_work(rq, "state = 'PENDING_ACCEPT' and due < :today", {{"today", rq.clock().today()}}, rq.message("work.silence"), work);
  }
  if (rq.user().can("mediation.mediate"))
    add_work(rq, "mediator_id = :me and is_open = 1", {{"me", rq.user().id()}}, rq.message("work.mediator"), work);
  return gongting::json_list(work);
}

}  // namespace mediation
