// Writes a row of the audit log. For Records, and for audit/, which is how everybody else writes one.
#ifndef GONGTING_STORE_AUDIT_ROW_HPP
#define GONGTING_STORE_AUDIT_ROW_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "base/digest.hpp"
#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "store/connection.hpp"

namespace gongting::host::store {

struct AuditRow {
  std::string_view plugin, action, object;
  std::int64_t object_id = 0;
  std::string_view outcome;  // ok | refused | failed
  const Fields& detail;
};

/// Everything that a row of the audit log says. Borrows.
struct AuditContent {
  std::int64_t id = 0, at = 0, site_id = 0, account_id = 0;
  std::string_view actor, client, request_id, plugin, action, object;
  std::int64_t object_id = 0;
  std::string_view outcome, detail;

  /// Of a row that was read with all of these columns.
  static AuditContent of(const Row& row);
  /// The bytes that its hash is taken of; docs/reference/audit.md.
  std::string canonical() const;
};

/// By which hash this process writes rows from now on.
void use_audit_hash(HashKind kind);

/// In the connection's transaction. Control characters become inert, long texts are cut.
/// Errors: internal for another outcome; those of writing.
void write_audit_row(Connection& connection, const Scope& scope, const AuditRow& row);

}  // namespace gongting::host::store

#endif
