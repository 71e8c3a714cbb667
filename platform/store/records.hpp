// What plugins do with their records: read by SQL through views that show the caller's part only, write by calls.
#ifndef GONGTING_STORE_RECORDS_HPP
#define GONGTING_STORE_RECORDS_HPP

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "store/database.hpp"
#include "store/field_sealer.hpp"
#include "store/record_types.hpp"

namespace gongting {
struct CaseNumber;
}

namespace gongting::host::store {

/// Thread: any, with a session each. The scope says who asks; a scope without a site, and a caller whose roles have no
/// reach over a type, sees none of its records.
/// Errors of the writes: bad_input naming the column; not_found for a record that is not there or not in reach;
/// conflict for another version; forbidden for a caller without any reach over the type. Those of Session as well.
class Records {
 public:
  /// Without a sealer, which outlives this object, nothing can be written to or read from sealed columns.
  /// Errors: bad_input when two plugins' table names could be mixed up.
  Records(const Database& database, std::vector<RecordType> types, const FieldSealer* sealer = nullptr);
  ~Records();
  Records(const Records&) = delete;

  /// Makes the views anew when they are not those of these types; on PostgreSQL the reading roles and grants as well.
  /// Call it after migrate(), in the same transaction when one is open.
  /// Errors: internal when a table or column is missing, naming it.
  void install(Session& session);

  /// One statement beginning with select or with. Names of the plugin's record types stand for the caller's part of
  /// them; nothing else can be read. Errors: forbidden for what reaches further; bad_input for what is no such statement.
  Rows query(Session& session, const Scope& scope, std::string_view plugin, std::string_view sql, ValueRef params);

  /// The point of a record, 0 for none: says that the caller sees it. Errors: bad_input for no type of the plugin; not_found
  /// for what is not in reach.
  std::int64_t point_of(Session& session, const Scope& scope, std::string_view plugin, std::string_view type, std::int64_t id);

  /// Answers the id. The host fills id, site, version, times and author; point and area come from the fields
  /// "point_id" and "area", else from the parent, the scope's point or the site. A record that is inserted by somebody
  /// who sees only his own becomes one of his own.
  std::int64_t insert(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                      ValueRef fields);
  /// Answers the new version.
  std::int64_t update(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                      std::int64_t id, std::int64_t version, ValueRef fields);
  /// The clear texts of these sealed columns, in their order; "" where there is none. Who opened them and why stands in
  /// the audit log with this transaction. Errors: bad_input for a column that is not sealed, and without a reason;
  /// not_found for a record that is not in reach.
  std::vector<std::string> open_sealed(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                                       std::int64_t id, const std::vector<std::string>& columns, std::string_view reason);
  /// A record on which others hang is not removed: conflict.
  void remove(Session& session, const Scope& scope, std::string_view plugin, std::string_view type, std::int64_t id,
              std::int64_t version);
  /// Makes the record one of this person's own. Twice is once.
  void link_person(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                   std::int64_t id, std::int64_t account, std::string_view part);
  void unlink_person(Session& session, const Scope& scope, std::string_view plugin, std::string_view type,
                     std::int64_t id, std::int64_t account, std::string_view part);
  /// 1, 2, 3, … for this site, plugin and series, without gaps: the next caller waits until this transaction ends.
  std::int64_t next_number(Session& session, const Scope& scope, std::string_view plugin, std::string_view series);

  /// The serial of the next case number of this court, special character, type and year; the same for all plugins, and
  /// also without gaps. Errors: bad_input when these make no case number.
  std::int64_t next_case_serial(Session& session, const Scope& scope, const CaseNumber& number);

  const RecordType* type(std::string_view plugin, std::string_view name) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gongting::host::store

#endif
