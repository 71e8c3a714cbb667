// The texts of rules that periods run by, kept by their hash.
#ifndef GONGTING_PERIODS_KEPT_RULES_HPP
#define GONGTING_PERIODS_KEPT_RULES_HPP

#include <string>

#include "clock/rule_pack.hpp"
#include "store/database.hpp"

namespace gongting::host::periods {

/// "sha256:…" of the rule's text: the same rule has the same hash on every machine.
std::string hash_of(const clock::Rule& rule);
std::string hash_of(const clock::Principle& principle);
/// Keeps the text when it is not kept yet, in the caller's transaction. Answers its hash.
std::string keep(store::Session& db, const clock::Rule& rule);
/// Errors: internal for a hash that is not there, or whose text was changed in the database.
clock::Rule kept(store::Session& db, const std::string& hash);

}  // namespace gongting::host::periods

#endif
