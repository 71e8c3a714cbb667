// A rule as the text that is kept, hashed and signed.
#ifndef GONGTING_CLOCK_RULE_TEXT_HPP
#define GONGTING_CLOCK_RULE_TEXT_HPP

#include "clock/rule_pack.hpp"

namespace gongting::host::clock {

/// The keys of a rule file, in one order, without those that say the same as leaving them out. `checked_on` is not among
/// them: that somebody looked again changes nothing.
Fields rule_text(const Rule& rule);
Fields principle_text(const Principle& principle);
/// The rule of such a text. Errors: those of RulePack::add.
Rule read_rule_text(ValueRef text);

}  // namespace gongting::host::clock

#endif
