// The states of a dispute that the code asks for; workflows/dispute.json declares all of them and the ways between.
#ifndef MEDIATION_STATE_HPP
#define MEDIATION_STATE_HPP

#include <array>
#include <string_view>

namespace mediation::state {

inline constexpr std::string_view applied = "APPLIED", returned = "RETURNED", assigning = "ASSIGNING", pending_accept = "PENDING_ACCEPT",
                                  accepted = "ACCEPTED", in_progress = "IN_PROGRESS", agreement_draft = "AGREEMENT_DRAFT",
                                  agreed = "AGREED", confirmation = "CONFIRMATION", terminated = "TERMINATED";

/// In the order in which lists offer them.
inline constexpr std::array<std::string_view, 10> all = {applied,         assigning, pending_accept, accepted, in_progress,
                                                         agreement_draft, agreed,    confirmation,   returned, terminated};

/// Mediation goes on in this state.
bool is_open(std::string_view state);
/// Which colour of tag shows it, in lists of many: "do", "warn", "ok", "bad". As the declaration says; a test compares.
std::string_view tag_of(std::string_view state);

}  // namespace mediation::state

#endif
