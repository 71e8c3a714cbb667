// The declared workflow held against the rules, repeated here by hand: every state, way and actor.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "court.hpp"
#include "state.hpp"

using namespace mediation::test;
using gongting::workflow::LimitKind;

namespace {

using Who = std::set<std::string>;

struct Line {
  const char *from, *way, *to;
  Who who;
};
const Who k_parties_and_mediator = {"applicant", "respondent", "mediator"}, k_for_applicant = {"applicant", "director"};
// Written by hand from the rules (人民法院在线调解规则 9-25, 民事诉讼法 205), not from the file.
const std::vector<Line> k_lines = {
    {"NONE", "apply", "APPLIED", k_for_applicant},
    {"APPLIED", "return_scope", "RETURNED", {"clerk"}},
    {"APPLIED", "return_jurisdiction", "RETURNED", {"clerk"}},
    {"APPLIED", "return_unsuitable", "RETURNED", {"clerk"}},
    {"APPLIED", "admit", "ASSIGNING", {"clerk"}},
    {"APPLIED", "withdraw", "TERMINATED", k_for_applicant},
    {"ASSIGNING", "designate", "PENDING_ACCEPT", {"clerk"}},
    {"ASSIGNING", "withdraw", "TERMINATED", k_for_applicant},
    {"PENDING_ACCEPT", "accept", "ACCEPTED", {"mediator"}},
    {"PENDING_ACCEPT", "decline", "ASSIGNING", {"mediator"}},
    {"PENDING_ACCEPT", "silence", "ASSIGNING", {"clerk"}},
    {"PENDING_ACCEPT", "withdraw", "TERMINATED", k_for_applicant},
    {"ACCEPTED", "consent", "IN_PROGRESS", {"respondent", "mediator"}},
    {"ACCEPTED", "refuse", "TERMINATED", {"respondent", "mediator"}},
    {"ACCEPTED", "unreachable", "TERMINATED", {"mediator"}},
    {"ACCEPTED", "withdraw", "TERMINATED", k_for_applicant},
    {"IN_PROGRESS", "draft", "AGREEMENT_DRAFT", {"mediator"}},
    {"IN_PROGRESS", "withdraw", "TERMINATED", k_for_applicant},
    {"IN_PROGRESS", "no_contact", "TERMINATED", {"mediator"}},
    {"IN_PROGRESS", "stop", "TERMINATED", {"respondent", "mediator"}},
    {"IN_PROGRESS", "wide_gap", "TERMINATED", {"mediator"}},
    {"IN_PROGRESS", "period_over", "TERMINATED", {"mediator", "clerk"}},
    {"AGREEMENT_DRAFT", "revise", "AGREEMENT_DRAFT", {"mediator"}},
    {"AGREEMENT_DRAFT", "agree", "AGREED", k_parties_and_mediator},
    {"AGREEMENT_DRAFT", "refuse_sign", "TERMINATED", k_parties_and_mediator},
    {"AGREED", "confirm", "CONFIRMATION", k_parties_and_mediator},
};

class Workflow : public ::testing::Test {
 protected:
  Court court;
  const gongting::workflow::Declaration& declared = court.host.declaration("dispute");
};

}  // namespace

TEST_F(Workflow, HasExactlyTheLinesOfTheRules) {
  std::size_t ways = 0;
  for (const auto& way : declared.transitions) ways += way.from.size();
  EXPECT_EQ(ways, k_lines.size());
  for (const auto& line : k_lines) {
    const auto* way = declared.way(line.from, line.way);
    ASSERT_NE(way, nullptr) << line.from << ' ' << line.way;
    EXPECT_EQ(way->to, line.to) << line.way;
    EXPECT_EQ(Who(way->who.begin(), way->who.end()), line.who) << line.way;
  }
}

TEST_F(Workflow, BeginsEachPeriodWhereTheRulesSay) {
  const std::map<std::string, std::string> begins = {{"apply", "MED-02"},   {"designate", "MED-03"}, {"accept", "MED-05.prefiling"},
                                                     {"decline", "MED-02"}, {"silence", "MED-02"},   {"agree", "MED-09"}};
  for (const auto& way : declared.transitions) {
    const auto found = begins.find(way.id);
    EXPECT_EQ(way.rule, found == begins.end() ? "" : found->second) << way.id;
    if (declared.state(way.to)->is_end()) {
      EXPECT_EQ(way.limit, LimitKind::stop) << way.id;
    }
  }
}

TEST_F(Workflow, AsksAReasonFromWhoeverEndsOrReturns) {
  for (const auto& way : declared.transitions) {
    const bool asks = std::find(way.input.begin(), way.input.end(), "reason") != way.input.end();
    if ((way.to == "TERMINATED" && way.id != "period_over") || way.to == "RETURNED" || way.id == "decline") {
      EXPECT_TRUE(asks) << way.id;
    }
  }
}

TEST_F(Workflow, WaitsForTheEndOfAPeriodBeforeAnythingFollowsFromIt) {
  for (const char* id : {"silence", "period_over"})
    for (const auto& way : declared.transitions)
      if (way.id == id) {
        EXPECT_EQ(way.guards, std::vector<std::string>{"due_over"}) << id;
      }
}

TEST_F(Workflow, ColoursItsStatesInListsAsItDeclares) {
  ASSERT_EQ(declared.states.size(), mediation::state::all.size());
  for (const auto name : mediation::state::all) {
    const auto* state = declared.state(name);
    ASSERT_NE(state, nullptr) << name;
    EXPECT_EQ(state->tag, mediation::state::tag_of(name)) << name;
    EXPECT_EQ(state->is_open(), mediation::state::is_open(name)) << name;
  }
}
