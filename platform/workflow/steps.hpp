// The history of records: gt_step. Every way that was gone, and every note, in its order; nothing of it is ever changed.
#ifndef GONGTING_WORKFLOW_STEPS_HPP
#define GONGTING_WORKFLOW_STEPS_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "gongting/workflow/engine.hpp"
#include "store/database.hpp"

namespace gongting::host::workflow {

struct StepSubject {
  std::string_view plugin, record;
  std::int64_t id = 0;
};

/// Writes one line in the caller's transaction; the scope says who acts, and when is now.
void add_step(store::Session& db, const Scope& scope, const StepSubject& subject, const gongting::workflow::Step& step);
/// Newest first: id, transition, from_state, to_state, actor_id, actor_name, actor_part, at, subject, public_words, staff_words,
/// version, changes (JSON). Ask first whether the caller sees the record. `after_version`: only what came after that version.
Rows steps_of(store::Session& db, const Scope& scope, const StepSubject& subject, std::int64_t after_version, int most);

}  // namespace gongting::host::workflow

#endif
