// The insides of Records. Included by the .cpp files of this folder only.
#ifndef GONGTING_STORE_RECORDS_IMPL_HPP
#define GONGTING_STORE_RECORDS_IMPL_HPP

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/connection.hpp"
#include "store/records.hpp"

namespace gongting::host::store {

/// The record types of one plugin and, for each role, how far it sees each of them.
class PluginRecords {
 public:
  void add(const RecordType& type) { types_.push_back(&type); }
  /// Once all types are there.
  void complete();

  const std::vector<const RecordType*>& types() const { return types_; }
  const RecordType* find(std::string_view name) const;
  /// One byte for each type, a Reach: the widest that one of the caller's roles has.
  std::string reach_of(const Scope& scope) const;
  Reach reach_of(const Scope& scope, const RecordType& type) const;
  /// The type at the top of the parents; the type itself when it has none.
  const RecordType& top_of(const RecordType& type) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::vector<const RecordType*> types_;
  std::unordered_map<std::string, std::string, Hash, std::equal_to<>> by_role_;
};

struct Records::Impl {
  std::vector<RecordType> types;
  std::map<std::string, PluginRecords, std::less<>> plugins;
  const FieldSealer* sealer = nullptr;

  const PluginRecords& plugin(std::string_view name) const;
};

/// "mediation.dispute": how links and the audit log name a type.
std::string link_name(const RecordType& type);

/// Makes or refreshes the views of one plugin.
void install_views(Connection& connection, std::string_view plugin, const PluginRecords& records);
/// Drops the views of a plugin, or of all when the name is "core", so that the tables below can be changed.
void drop_views(Connection& connection, std::string_view plugin);

/// SHA-256, in hexadecimal.
std::string checksum(std::string_view text);

/// Makes this transaction the only one that changes the schema.
void lock_schema(Connection& connection);

}  // namespace gongting::host::store

#endif
