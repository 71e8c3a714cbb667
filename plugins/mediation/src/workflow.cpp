#include "workflow.hpp"

#include <array>

namespace mediation {
namespace {

std::string_view free_way(const Facts&) { return {}; }
std::string_view after_due(const Facts& facts) { return facts.today > facts.due ? "" : "why.not_yet_due"; }
std::string_view with_agreement(const Facts& facts) { return facts.agreement_complete ? "" : "why.no_agreement"; }
std::string_view when_all_signed(const Facts& facts) { return facts.all_signed ? "" : "why.signatures_missing"; }
std::string_view when_all_applied(const Facts& facts) {
  if (facts.today > facts.due) return "why.confirmation_late";
  return facts.all_applied ? "" : "why.applications_missing";
}

constexpr Actors k_parties = k_applicant | k_respondent;
constexpr Actors k_anyone_in_it = k_parties | k_mediator;

using S = State;
using I = Input;
using E = Effect;

// MEDnn: 人民法院在线调解规则, article (and number of the list in it). CPL: 民事诉讼法.
constexpr Transition k_transitions[] = {
    {"apply", S::none, S::applied, k_applicant | k_director, I::none, free_way, "MED-02", E::none, ""},

    {"admit", S::applied, S::assigning, k_clerk, I::none, free_way, "", E::number_case, ""},
    {"return_scope", S::applied, S::returned, k_clerk, I::reason, free_way, "-", E::none, "law.MED9_1"},
    {"return_jurisdiction", S::applied, S::returned, k_clerk, I::reason, free_way, "-", E::none, "law.MED9_2"},
    {"return_unsuitable", S::applied, S::returned, k_clerk, I::reason, free_way, "-", E::none, "law.MED9_3"},

    {"designate", S::assigning, S::pending_accept, k_clerk, I::mediator, free_way, "MED-03", E::assign, "law.MED10"},
    {"accept", S::pending_accept, S::accepted, k_mediator, I::none, free_way, "MED-05.prefiling", E::admit_respondent, "law.MED12"},
    {"decline", S::pending_accept, S::assigning, k_mediator, I::reason, free_way, "MED-02", E::unassign, "law.MED12"},
    {"silence", S::pending_accept, S::assigning, k_clerk, I::none, after_due, "MED-02", E::unassign, "law.MED12"},

    {"consent", S::accepted, S::in_progress, k_respondent | k_mediator, I::none, free_way, "", E::record_consent, "law.MED15"},
    {"refuse", S::accepted, S::terminated, k_respondent | k_mediator, I::reason, free_way, "-", E::record_refusal, "law.MED15"},
    {"unreachable", S::accepted, S::terminated, k_mediator, I::reason, free_way, "-", E::none, "law.MED15"},

    {"draft", S::in_progress, S::agreement_draft, k_mediator, I::none, with_agreement, "", E::sign_as_mediator, "law.MED19"},
    {"revise", S::agreement_draft, S::agreement_draft, k_mediator, I::none, with_agreement, "", E::sign_as_mediator, "law.MED19"},
    {"agree", S::agreement_draft, S::agreed, k_anyone_in_it, I::none, when_all_signed, "MED-09", E::conclude, "law.MED19"},
    {"refuse_sign", S::agreement_draft, S::terminated, k_anyone_in_it, I::reason, free_way, "-", E::none, "law.MED25_7"},

    {"confirm", S::agreed, S::confirmation, k_anyone_in_it, I::none, when_all_applied, "-", E::file_confirmation, "law.CPL205"},

    {"withdraw", S::applied, S::terminated, k_applicant | k_director, I::reason, free_way, "-", E::none, "law.MED25_2"},
    {"withdraw", S::assigning, S::terminated, k_applicant | k_director, I::reason, free_way, "-", E::none, "law.MED25_2"},
    {"withdraw", S::pending_accept, S::terminated, k_applicant | k_director, I::reason, free_way, "-", E::none, "law.MED25_2"},
    {"withdraw", S::accepted, S::terminated, k_applicant | k_director, I::reason, free_way, "-", E::none, "law.MED25_2"},
    {"withdraw", S::in_progress, S::terminated, k_applicant | k_director, I::reason, free_way, "-", E::none, "law.MED25_2"},
    {"no_contact", S::in_progress, S::terminated, k_mediator, I::reason, free_way, "-", E::none, "law.MED25_3"},
    {"stop", S::in_progress, S::terminated, k_respondent | k_mediator, I::reason, free_way, "-", E::none, "law.MED25_4"},
    {"wide_gap", S::in_progress, S::terminated, k_mediator, I::reason, free_way, "-", E::none, "law.MED25_5"},
    {"period_over", S::in_progress, S::terminated, k_mediator | k_clerk, I::none, after_due, "-", E::none, "law.MED25_6"},
};

constexpr std::array<std::string_view, 11> k_names = {"NONE",     "APPLIED",     "RETURNED",        "ASSIGNING", "PENDING_ACCEPT", "ACCEPTED",
                                                      "IN_PROGRESS", "AGREEMENT_DRAFT", "AGREED",    "CONFIRMATION",   "TERMINATED"};

}  // namespace

std::string_view state_name(State state) { return k_names[static_cast<std::size_t>(state)]; }

State state_of(std::string_view name) {
  for (std::size_t i = 0; i < k_names.size(); ++i)
    if (k_names[i] == name) return static_cast<State>(i);
  return State::none;
}

bool is_open(State state) {
  switch (state) {
    case State::none:
    case State::returned:
    case State::agreed:
    case State::confirmation:
    case State::terminated: return false;
    default: return true;
  }
}

std::span<const Transition> transitions() { return k_transitions; }

const Transition* find_transition(State from, std::string_view id) {
  for (const auto& transition : k_transitions)
    if (transition.from == from && transition.id == id) return &transition;
  return nullptr;
}

Verdict examine(State from, std::string_view id, Actors actors, const Facts& facts) {
  const Transition* found = find_transition(from, id);
  if (found == nullptr) return {Refusal::no_such_way, "why.no_such_way", nullptr};
  if ((found->who & actors) == 0) return {Refusal::not_yours, "why.not_yours", found};
  const auto why = found->guard(facts);
  if (!why.empty()) return {Refusal::blocked, why, found};
  return {Refusal::none, {}, found};
}

std::string_view turn_in(State state) {
  switch (state) {
    case State::applied:
    case State::assigning: return "court";
    case State::pending_accept:
    case State::accepted:
    case State::in_progress: return "mediator";
    case State::agreement_draft: return "parties";
    default: return "nobody";
  }
}

}  // namespace mediation
