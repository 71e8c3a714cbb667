// What the one authorizer of a SQLite connection lets through: everything for the host; for a plugin's SQL its views.
#ifndef GONGTING_STORE_SQLITE_GUARD_HPP
#define GONGTING_STORE_SQLITE_GUARD_HPP

#include <string>
#include <string_view>
#include <vector>

namespace gongting::host::store {

/// SQLite asks while it compiles a statement, also when a schema change makes it compile a kept one again: so the guard
/// is set around each step of a plugin's statement, and not around the first preparation only. The authorizer itself is
/// set once, because setting it expires every kept statement.
class SqliteGuard {
 public:
  /// Until leave(), what is compiled is this plugin's. `local_names`: of the statement's with-clauses, of which
  /// plugin_sql.cpp has made sure that they name no table.
  void enter(std::string_view plugin, const std::vector<std::string>& local_names);
  void leave() { inside_ = false; }

  /// SQLite's answer to sqlite3_set_authorizer's question.
  int ask(int action, const char* first, const char* second, const char* within);
  /// What was denied last.
  const std::string& denied() const { return denied_; }

 private:
  bool may_read(std::string_view table, std::string_view column, std::string_view within) const;

  bool inside_ = false;
  std::string own_views_;  // how the names of the plugin's views begin
  const std::vector<std::string>* local_names_ = nullptr;
  std::string denied_;
};

}  // namespace gongting::host::store

#endif
