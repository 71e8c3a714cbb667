// A court's signatures under rules that were not verified: only then may anything follow from them by itself.
#ifndef GONGTING_PERIODS_SIGNATURES_HPP
#define GONGTING_PERIODS_SIGNATURES_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "clock/rule_pack.hpp"
#include "store/database.hpp"

namespace gongting::host::periods {

struct Signature {
  std::int64_t id = 0;
  std::string rule, hash;  // the very text that was signed
  std::int64_t signed_at = 0, signed_by = 0;
  std::string signer, note;
  std::int64_t withdrawn_at = 0;  // 0: it stands
  std::string withdrawn_note;

  bool stands() const { return withdrawn_at == 0; }
};

/// A rule, or a way of counting, that a court has to look at: what `gongting rules review` prints.
struct Unverified {
  const clock::Rule* rule = nullptr;            // one of the two
  const clock::Principle* principle = nullptr;
  const std::string& id() const { return rule != nullptr ? rule->id : principle->id; }
  std::string hash() const;
};
/// Those of a pack, the ways of counting first. They point into it.
std::vector<Unverified> unverified(const clock::RulePack& pack);

// All of these are of the scope's site, in the caller's transaction, and audited.

/// Signs this text. Twice is once.
void sign(store::Session& db, const Scope& scope, const Unverified& what, std::string_view note);
/// Takes the signature back. Errors: not_found when none stands under this text; bad_input without a reason.
void withdraw(store::Session& db, const Scope& scope, const Unverified& what, std::string_view reason);
/// Every one there was, the last first.
std::vector<Signature> signatures(store::Session& db, std::int64_t site_id);
/// Whether a signature of this court stands under the rule as it is.
bool is_signed(store::Session& db, std::int64_t site_id, const clock::Rule& rule);

}  // namespace gongting::host::periods

#endif
