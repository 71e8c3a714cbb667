// The workflow table against the state machine as the rules give it, line by line.
#include "workflow.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>

using namespace mediation;

namespace {

constexpr State k_states[] = {State::none,        State::applied,         State::returned, State::assigning,    State::pending_accept, State::accepted,
                              State::in_progress, State::agreement_draft, State::agreed,   State::confirmation, State::terminated};
constexpr Actor k_actors[] = {k_applicant, k_respondent, k_mediator, k_clerk, k_director};

struct Line {
  const char *from, *act, *to;
  Actors who;
};
// Written by hand from the rules (人民法院在线调解规则 9-25, 民事诉讼法 205), not from the table.
constexpr Line k_lines[] = {
    {"NONE", "apply", "APPLIED", k_applicant | k_director},
    {"APPLIED", "return_scope", "RETURNED", k_clerk},
    {"APPLIED", "return_jurisdiction", "RETURNED", k_clerk},
    {"APPLIED", "return_unsuitable", "RETURNED", k_clerk},
    {"APPLIED", "admit", "ASSIGNING", k_clerk},
    {"APPLIED", "withdraw", "TERMINATED", k_applicant | k_director},
    {"ASSIGNING", "designate", "PENDING_ACCEPT", k_clerk},
    {"ASSIGNING", "withdraw", "TERMINATED", k_applicant | k_director},
    {"PENDING_ACCEPT", "accept", "ACCEPTED", k_mediator},
    {"PENDING_ACCEPT", "decline", "ASSIGNING", k_mediator},
    {"PENDING_ACCEPT", "silence", "ASSIGNING", k_clerk},
    {"PENDING_ACCEPT", "withdraw", "TERMINATED", k_applicant | k_director},
    {"ACCEPTED", "consent", "IN_PROGRESS", k_respondent | k_mediator},
    {"ACCEPTED", "refuse", "TERMINATED", k_respondent | k_mediator},
    {"ACCEPTED", "unreachable", "TERMINATED", k_mediator},
    {"ACCEPTED", "withdraw", "TERMINATED", k_applicant | k_director},
    {"IN_PROGRESS", "draft", "AGREEMENT_DRAFT", k_mediator},
    {"IN_PROGRESS", "withdraw", "TERMINATED", k_applicant | k_director},
    {"IN_PROGRESS", "no_contact", "TERMINATED", k_mediator},
    {"IN_PROGRESS", "stop", "TERMINATED", k_respondent | k_mediator},
    {"IN_PROGRESS", "wide_gap", "TERMINATED", k_mediator},
    {"IN_PROGRESS", "period_over", "TERMINATED", k_mediator | k_clerk},
    {"AGREEMENT_DRAFT", "revise", "AGREEMENT_DRAFT", k_mediator},
    {"AGREEMENT_DRAFT", "agree", "AGREED", k_applicant | k_respondent | k_mediator},
    {"AGREEMENT_DRAFT", "refuse_sign", "TERMINATED", k_applicant | k_respondent | k_mediator},
    {"AGREED", "confirm", "CONFIRMATION", k_applicant | k_respondent | k_mediator},
};

/// Facts under which no guard stands in the way, but for the one of a period that has to be over.
Facts open_facts(std::string_view act) {
  const bool after = act == "silence" || act == "period_over";
  return {.today = after ? "2026-12-02" : "2026-12-01", .due = "2026-12-01", .agreement_complete = true, .all_signed = true,
          .all_applied = true};
}

const Line* line_of(State from, std::string_view act) {
  for (const auto& line : k_lines)
    if (line.from == state_name(from) && line.act == act) return &line;
  return nullptr;
}

std::set<std::string> all_acts() {
  std::set<std::string> acts;
  for (const auto& line : k_lines) acts.insert(line.act);
  return acts;
}

}  // namespace

TEST(Workflow, HasExactlyTheLinesOfTheRules) {
  EXPECT_EQ(transitions().size(), std::size(k_lines));
  for (const auto& line : k_lines) {
    const auto* way = find_transition(state_of(line.from), line.act);
    ASSERT_NE(way, nullptr) << line.from << ' ' << line.act;
    EXPECT_EQ(state_name(way->to), line.to) << line.act;
    EXPECT_EQ(way->who, line.who) << line.act;
  }
}

TEST(Workflow, AllowsEachLineToItsActorsAndRefusesEverythingElse) {
  for (const State from : k_states)
    for (const auto& act : all_acts())
      for (const Actor actor : k_actors) {
        const auto verdict = examine(from, act, actor, open_facts(act));
        const auto* line = line_of(from, act);
        const bool allowed = line != nullptr && (line->who & actor) != 0;
        EXPECT_EQ(bool(verdict), allowed) << state_name(from) << ' ' << act << ' ' << actor;
        if (!allowed) {
          EXPECT_FALSE(verdict.why.empty()) << state_name(from) << ' ' << act;
        }
        if (line != nullptr && !allowed) {
          EXPECT_EQ(verdict.refusal, Refusal::not_yours);
        }
        if (line == nullptr) {
          EXPECT_EQ(verdict.refusal, Refusal::no_such_way);
        }
      }
}

TEST(Workflow, LetsNobodyActWhoHasNoPart) {
  for (const auto& line : k_lines)
    EXPECT_EQ(examine(state_of(line.from), line.act, 0, open_facts(line.act)).refusal, Refusal::not_yours);
}

TEST(Workflow, WaitsForTheEndOfThePeriodBeforeSilenceCounts) {
  Facts facts{.today = "2026-12-01", .due = "2026-12-01"};
  EXPECT_EQ(examine(State::pending_accept, "silence", k_clerk, facts).why, "why.not_yet_due");
  facts.today = "2026-12-02";
  EXPECT_TRUE(examine(State::pending_accept, "silence", k_clerk, facts));
}

TEST(Workflow, EndsAPeriodOnlyWhenItIsOver) {
  Facts facts{.today = "2026-12-21", .due = "2026-12-21"};
  EXPECT_FALSE(examine(State::in_progress, "period_over", k_mediator, facts));
  facts.today = "2026-12-22";
  EXPECT_TRUE(examine(State::in_progress, "period_over", k_mediator, facts));
}

TEST(Workflow, SendsNoIncompleteAgreement) {
  Facts facts{.today = "2026-12-01", .due = "2026-12-21"};
  EXPECT_EQ(examine(State::in_progress, "draft", k_mediator, facts).why, "why.no_agreement");
}

TEST(Workflow, PutsNoAgreementIntoEffectBeforeAllHaveSigned) {
  Facts facts{.today = "2026-12-01", .due = "2026-12-21", .agreement_complete = true};
  EXPECT_EQ(examine(State::agreement_draft, "agree", k_applicant, facts).why, "why.signatures_missing");
}

TEST(Workflow, RefusesConfirmationAfterThirtyDays) {
  Facts facts{.today = "2026-12-31", .due = "2026-12-31", .all_applied = true};
  EXPECT_TRUE(examine(State::agreed, "confirm", k_applicant, facts));
  facts.today = "2027-01-01";
  EXPECT_EQ(examine(State::agreed, "confirm", k_applicant, facts).why, "why.confirmation_late");
}

TEST(Workflow, BeginsEachPeriodWhereTheRulesSay) {
  EXPECT_EQ(find_transition(State::none, "apply")->limit, "MED-02");
  EXPECT_EQ(find_transition(State::applied, "admit")->limit, "");
  EXPECT_EQ(find_transition(State::assigning, "designate")->limit, "MED-03");
  EXPECT_EQ(find_transition(State::pending_accept, "accept")->limit, "MED-05.prefiling");
  EXPECT_EQ(find_transition(State::accepted, "consent")->limit, "");
  EXPECT_EQ(find_transition(State::in_progress, "draft")->limit, "");
  EXPECT_EQ(find_transition(State::agreement_draft, "agree")->limit, "MED-09");
  for (const auto& way : transitions())
    if (way.to == State::terminated || way.to == State::returned) {
          EXPECT_EQ(way.limit, "-") << way.id;
        }
}

TEST(Workflow, AsksAReasonFromWhoeverEndsOrReturns) {
  for (const auto& way : transitions())
    if ((way.to == State::terminated && way.id != "period_over") || way.to == State::returned || way.id == "decline") {
      EXPECT_EQ(way.input, Input::reason) << way.id;
    }
}

TEST(Workflow, KnowsItsStatesByName) {
  for (const State state : k_states) EXPECT_EQ(state_of(state_name(state)), state);
  EXPECT_EQ(state_of("NO_SUCH"), State::none);
}
