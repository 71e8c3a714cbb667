// The question that a filter of the audit log asks the database.
#ifndef GONGTING_CONSOLE_AUDIT_QUERY_HPP
#define GONGTING_CONSOLE_AUDIT_QUERY_HPP

#include <cstdint>
#include <string>

#include "gongting/value.hpp"
#include "http/form.hpp"

namespace gongting::host::console {

struct AuditFilter {
  std::string from, to;  // yyyy-mm-dd in Shanghai, both days included
  std::string actor, action, outcome, object;
  std::int64_t object_id = 0, before = 0;  // 0 for any
  bool installation = false;               // entries that belong to no site
};

/// What is not a date, an outcome or a number is taken as not given.
AuditFilter read_audit_filter(const http::Form& query);

struct Statement {
  std::string sql;
  Fields params;
};
inline constexpr std::int64_t k_audit_page = 50;
/// One row more than a page, newest first. `site_id` is 0 for entries of the installation: the caller asks for those
/// only on behalf of somebody who may read them.
Statement audit_statement(const AuditFilter& filter, std::int64_t site_id);

}  // namespace gongting::host::console

#endif
