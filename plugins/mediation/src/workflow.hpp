// The states of a dispute and every way between them, as one table. It knows no database and no page.
#ifndef MEDIATION_WORKFLOW_HPP
#define MEDIATION_WORKFLOW_HPP

#include <span>
#include <string>
#include <string_view>

namespace mediation {

enum class State {
  none,             // not applied for yet
  applied,          // the court has to screen the application
  returned,         // given back with its ground
  assigning,        // the court looks for a mediator
  pending_accept,   // the mediator has to confirm or decline
  accepted,         // the other party is being asked; the mediation period runs
  in_progress,      // both talk
  agreement_draft,  // the draft waits for signatures
  agreed,           // in effect
  confirmation,     // both have applied for judicial confirmation
  terminated        // ended without agreement
};

std::string_view state_name(State state);  // "IN_PROGRESS", as stored
State state_of(std::string_view name);     // none for a word that is no state
/// Mediation goes on in this state.
bool is_open(State state);

/// Who acts, as a set.
enum Actor : unsigned { k_applicant = 1, k_respondent = 2, k_mediator = 4, k_clerk = 8, k_director = 16 };
using Actors = unsigned;

/// What the person has to give beside choosing the action.
enum class Input { none, reason, mediator };

/// What happens beside the change of state, the history and the deadline.
enum class Effect {
  none,
  number_case,         // the dispute gets its case number
  assign, unassign,    // the mediator sees it, or no longer
  admit_respondent,    // the other party sees it, when he has an account
  record_consent, record_refusal,
  sign_as_mediator,    // the mediator's signature on the edition that goes out
  conclude,            // the signed text becomes the agreement
  file_confirmation
};

/// What guards look at.
struct Facts {
  std::string today;                  // yyyy-mm-dd
  std::string due;                    // last day of the running period
  bool agreement_complete = false;    // a draft with facts, result and performance is there
  bool all_signed = false;            // the mediator and every party signed this edition
  bool all_applied = false;           // every party signed the application for confirmation
};

/// Says why not, as the key of a text; empty when nothing stands in the way.
using Guard = std::string_view (*)(const Facts&);

struct Transition {
  std::string_view id;
  State from, to;
  Actors who;
  Input input;
  Guard guard;
  std::string_view limit;  // rule of the period that begins; "" lets the running one run; "-" ends it
  Effect effect;
  std::string_view article;  // key of the provision it rests on, "" when it is the platform's own
};

std::span<const Transition> transitions();
/// The way of this name out of this state; null when there is none.
const Transition* find_transition(State from, std::string_view id);

enum class Refusal { none, no_such_way, not_yours, blocked };
struct Verdict {
  Refusal refusal = Refusal::none;
  std::string_view why;  // key of a text
  const Transition* transition = nullptr;
  explicit operator bool() const { return refusal == Refusal::none; }
};
/// May one of these actors go this way now?
Verdict examine(State from, std::string_view id, Actors actors, const Facts& facts);

/// Whose turn it is in this state: "court", "mediator", "parties" or "nobody".
std::string_view turn_in(State state);

}  // namespace mediation

#endif
