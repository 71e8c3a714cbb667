#include "workflow/ways.hpp"

#include <set>
#include <string>

namespace gongting::host::workflow {

void check_ways(const DeclarationFile& file) {
  const auto& declared = file.declared;
  std::set<std::string> reached{std::string(gongting::workflow::k_no_state)}, ending;
  for (const auto& state : declared.states)
    if (state.is_end()) ending.insert(state.name);
  // As often as there are states, one more is found or none.
  for (std::size_t round = 0; round <= declared.states.size(); ++round)
    for (const auto& way : declared.transitions)
      for (const auto& from : way.from) {
        if (reached.contains(from)) reached.insert(way.to);
        if (ending.contains(way.to)) ending.insert(from);
      }
  if (reached.size() == 1) file.refuse("transitions", "no way begins at NONE: nothing ever gets into a state");
  for (const auto& state : declared.states) {
    const auto path = "states." + state.name;
    if (!reached.contains(state.name)) file.refuse(path, "cannot be reached from NONE");
    if (ending.contains(state.name)) continue;
    bool leads_on = false;
    for (const auto& way : declared.transitions) leads_on = leads_on || way.leaves(state.name);
    file.refuse(path, leads_on ? "no end can be reached from here" : "is a dead end: no way leads on, and it is not declared final or ended");
  }
}

}  // namespace gongting::host::workflow
