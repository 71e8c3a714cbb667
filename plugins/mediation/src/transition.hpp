// Going one way of the workflow: record, deadline, history and who may see it, in one transaction.
#ifndef MEDIATION_TRANSITION_HPP
#define MEDIATION_TRANSITION_HPP

#include <cstdint>
#include <string>

#include "dispute.hpp"

namespace mediation {

struct Move {
  std::string id;                // of the transition
  std::string reason;            // shown to the parties
  std::string staff_words;       // kept from the parties
  std::int64_t mediator_id = 0;  // for "designate"
  std::string mediator_name;
};

/// Goes this way, or throws: forbidden when it is not the caller's, invalid when something is still missing, conflict
/// when the dispute changed since it was read. Afterwards `dispute` is as it was before: read it anew.
void go(gongting::Request& rq, const Dispute& dispute, const Move& move);

/// A line of the history that changes no state: a new edition, a signature, an answer taken down.
void add_step(gongting::Request& rq, const Dispute& dispute, std::string_view action, State to, const std::string& subject,
              const std::string& public_words, const std::string& staff_words);

/// Keeps a period that began, with its computation, as a record of its own.
void keep_limit(gongting::Request& rq, std::int64_t dispute, const gongting::Due& due, std::string_view from);

/// Writes "changed meanwhile" pages: the steps that came after what the person saw, what he typed, and a way back.
gongting::Response conflict_page(gongting::Request& rq, const Dispute& dispute, const std::string& typed);

}  // namespace mediation

#endif
