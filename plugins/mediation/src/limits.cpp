// The time limit that runs after a step of a mediation, by the rules that its workflow names.
#include <string>
#include <utility>

#include "pages.hpp"

namespace mediation {

using gongting::Fields;
using gongting::List;

namespace {

/// As workflows/dispute.json: what begins when this was done.
std::string_view rule_after(const std::string& step) {
  if (step == "apply") return "MED-02";
  if (step == "designate") return "MED-03";
  if (step == "accept") return "MED-05.prefiling";
  return "MED-09";
}

}  // namespace

Fields limits(Request& rq, const gongting::Arguments& with) {
  const auto due = rq.clock().due(rule_after(with.text("step")), with.text("on"));
  List trail(due.trail.begin(), due.trail.end());
  return {{"rule", due.rule},     {"title", due.title},       {"article", due.article},       {"from", with.text("on")},
          {"due", due.due},       {"task_due", due.task_due}, {"status", due.status},         {"trail", std::move(trail)}};
}

}  // namespace mediation
