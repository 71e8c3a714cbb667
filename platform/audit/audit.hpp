// Who did what, when, from where, and how it ended. Rows are only ever added.
#ifndef GONGTING_AUDIT_AUDIT_HPP
#define GONGTING_AUDIT_AUDIT_HPP

#include <cstdint>
#include <string>

#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "store/database.hpp"

namespace gongting::host::audit {

struct Entry {
  std::string action;  // "signin", "module.enable"
  std::string object;  // kind of thing: "account", "mediation.dispute"
  std::int64_t object_id = 0;
  std::string outcome = "ok";  // ok | refused | failed
  Fields detail;               // never a password, token or full resident ID
};

/// Writes into the session's transaction, opening it when none is open: the entry is there if and only if the deed is.
void record(store::Session& session, const Scope& scope, const Entry& entry);

/// Writes in a transaction of its own: for what was refused or failed. Beyond 10 refusals a minute from one address
/// they are only counted, and the count stands in that address's next entry.
/// Errors: unavailable.
void record_alone(store::Database& database, const Scope& scope, const Entry& entry);

}  // namespace gongting::host::audit

#endif
