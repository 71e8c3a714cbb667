// Whether a declared workflow holds together: every state can be reached, and an end from each.
#ifndef GONGTING_WORKFLOW_WAYS_HPP
#define GONGTING_WORKFLOW_WAYS_HPP

#include "workflow/declaration_file.hpp"

namespace gongting::host::workflow {

/// Errors: bad_input naming the state with its line.
void check_ways(const DeclarationFile& file);

}  // namespace gongting::host::workflow

#endif
