// The guards and effects that workflows/dispute.json names.
#ifndef MEDIATION_RULES_HPP
#define MEDIATION_RULES_HPP

#include "gongting/workflow.hpp"

namespace mediation {

void add_rules(gongting::WorkflowRules& dispute);

}  // namespace mediation

#endif
