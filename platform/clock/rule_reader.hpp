// Reads the rules of one file, strictly. Only rule_pack.cpp uses it.
#ifndef GONGTING_CLOCK_RULE_READER_HPP
#define GONGTING_CLOCK_RULE_READER_HPP

#include <vector>

#include "clock/rule_pack.hpp"

namespace gongting::host::clock {

/// Errors: those of RulePack::add.
std::vector<Rule> read_rules(ValueRef file);
std::vector<Principle> read_principles(ValueRef file);

}  // namespace gongting::host::clock

#endif
