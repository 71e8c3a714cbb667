#include "store/sqlite_guard.hpp"

#include <sqlite3.h>

#include <algorithm>

#include "store/sql_text.hpp"

namespace gongting::host::store {

namespace {

constexpr std::string_view k_views = "gtv_";

std::string_view view_of(const char* text) { return text == nullptr ? std::string_view() : std::string_view(text); }

}  // namespace

void SqliteGuard::enter(std::string_view plugin, const std::vector<std::string>& local_names) {
  inside_ = true;
  own_views_.assign(k_views).append(plugin).append("_");
  local_names_ = &local_names;
  denied_.clear();
}

bool SqliteGuard::may_read(std::string_view table, std::string_view column, std::string_view within) const {
  // Inside of a view the host wrote the SQL. A plugin cannot speak a name that begins so (is_reserved_name), hence no
  // with-clause of its own can pass for a view here.
  if (within.starts_with(k_views)) return true;
  if (table.starts_with(own_views_)) return true;
  // "select count(*) from x" reads no column: SQLite asks with an empty one, for with-clauses too.
  return column.empty() && std::find(local_names_->begin(), local_names_->end(), lower(table)) != local_names_->end();
}

int SqliteGuard::ask(int action, const char* first, const char* second, const char* within) {
  if (!inside_) return SQLITE_OK;
  bool allowed = false;
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE: allowed = true; break;
    case SQLITE_READ: allowed = may_read(view_of(first), view_of(second), view_of(within)); break;
    case SQLITE_FUNCTION: {
      const auto name = lower(view_of(second));
      allowed = view_of(within).starts_with(k_views) || name == "like" || is_allowed_function(name);
      break;
    }
    default: break;
  }
  if (allowed) return SQLITE_OK;
  denied_ = action == SQLITE_READ ? first : action == SQLITE_FUNCTION ? second : "anything but records";
  return SQLITE_DENY;
}

}  // namespace gongting::host::store
