// Writes a row of the audit log. For Records, and for audit/, which is how everybody else writes one.
#ifndef GONGTING_STORE_AUDIT_ROW_HPP
#define GONGTING_STORE_AUDIT_ROW_HPP

#include <cstdint>
#include <string_view>

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

/// In the connection's transaction. Control characters become inert, long texts are cut.
/// Errors: internal for another outcome; those of writing.
void write_audit_row(Connection& connection, const Scope& scope, const AuditRow& row);

}  // namespace gongting::host::store

#endif
