// Turns a plugin's SELECT into one that can only read the caller's part of the plugin's own records.
#ifndef GONGTING_STORE_PLUGIN_SQL_HPP
#define GONGTING_STORE_PLUGIN_SQL_HPP

#include <string_view>
#include <vector>

#include "store/connection.hpp"
#include "store/record_types.hpp"

namespace gongting::host::store {

/// The record types of one plugin, and how far the caller sees each: same order.
struct VisibleTypes {
  const std::vector<const RecordType*>* types;
  std::string_view reach;  // one byte each, a Reach

  Reach reach_of(std::size_t position) const { return static_cast<Reach>(reach[position]); }
};

/// Errors: internal for what is no single SELECT of the SQL that both databases share; forbidden for names and functions
/// that are not the plugin's to use.
/// This is the first of two fences. The second is the database's: SqliteGuard, and the reading role on PostgreSQL.
CompiledSql compile_plugin_sql(std::string_view plugin, std::string_view sql, const VisibleTypes& visible,
                               Connection& connection);

}  // namespace gongting::host::store

#endif
