// The chain over the audit log. Rows carry the hash of their content when they are written; sealing gives them numbers
// 1, 2, 3 … afterwards, in the order in which they were committed, so that no writer waits for another because of it.
#ifndef GONGTING_AUDIT_CHAIN_HPP
#define GONGTING_AUDIT_CHAIN_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "audit/anchors.hpp"
#include "base/digest.hpp"
#include "store/database.hpp"

namespace gongting::host::audit {

struct Link {
  std::int64_t number = 0, row_id = 0;
  std::string row_hash, hash;
  std::int64_t sealed_at = 0;

  /// The hash it has to have behind `previous`; docs/reference/audit.md.
  std::string expected(HashKind kind, std::string_view previous) const;
};

/// What the first link stands behind.
inline constexpr std::string_view k_chain_begin = "gongting.chain/1";
/// How many rows seal_once() takes at most.
inline constexpr int k_sealed_at_once = 500;

/// The last link; number 0 when nothing is sealed.
Link chain_head(store::Session& session);
/// How many rows are committed but not sealed yet.
std::int64_t unsealed(store::Session& session);

/// Seals what waits, k_sealed_at_once rows at most, in a transaction of its own; at the first time on a day in Shanghai
/// it adds the day's anchor. Answers how many rows it sealed: 0 also when another process is at it.
/// Errors: those of the database.
int seal_once(store::Database& database, const Signer& signer, HashKind kind);

}  // namespace gongting::host::audit

#endif
