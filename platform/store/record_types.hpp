// What a plugin's manifest says about its records: columns, who sees how much of them, what hangs on what.
#ifndef GONGTING_STORE_RECORD_TYPES_HPP
#define GONGTING_STORE_RECORD_TYPES_HPP

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "gongting/value.hpp"

namespace gongting::host::store {

/// money is fen, time is ms UTC, date is yyyy-mm-dd in Asia/Shanghai, boolean is kept as 0 and 1. sealed is a text that
/// stands in the database masked, with its ciphertext beside it.
enum class ColumnType { text, integer, money, real, boolean, date, time, bytes, sealed };

struct Column {
  std::string name;
  ColumnType type = ColumnType::text;
  std::string shown_as;  // "resident_id" or "mobile": how the mask of a sealed text looks

  bool sealed() const { return type == ColumnType::sealed; }
  /// The column of the table that holds the ciphertext; no view shows it.
  std::string ciphertext() const { return name + "_sealed"; }
};

struct RecordType {
  std::string plugin, name;
  std::vector<Column> columns;  // those of the manifest, and the parent's; not the host's
  /// By role. "GUEST" is who has not signed in; without it guests see nothing. Empty for a child.
  std::map<std::string, Reach, std::less<>> readers;
  std::string parent;              // another type of the same plugin; a child is seen where its parent is
  std::string parent_column;       // "<parent>_id"
  std::string page;     // "/disputes/{id}" below the plugin's address, on both faces; "" when it has none
  std::vector<std::string> hidden;  // columns that the audit log shows as changed, without their values

  std::string table() const { return plugin + "_" + name; }
  /// The view that shows of the table what this reach allows.
  std::string view(Reach reach) const;
  /// Shows the same, made for asking after one record by its id, however many others are the person's own. A child has
  /// one view for both.
  std::string view_by_id(Reach reach) const;
  const Column* column(std::string_view wanted) const;
  bool hides(std::string_view column_name) const;  // sealed ones always
};

std::string_view reach_name(Reach reach);

/// Reads "records" of a manifest.
/// Errors: bad_input, naming plugin, record type and entry.
std::vector<RecordType> parse_record_types(std::string_view plugin, const Value& records);

/// The host's columns that stand in every table of records, in their order.
const std::vector<std::string>& host_columns();

}  // namespace gongting::host::store

#endif
