// SQLite's mapping of the database file, kept over the commits of others.
#ifndef GONGTING_STORE_LASTING_MAP_HPP
#define GONGTING_STORE_LASTING_MAP_HPP

#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdint>

namespace gongting::host::store {

/// Whenever another connection has committed, SQLite gives the mapping of the whole file up and maps it anew, because the
/// file may have become shorter. Each connection then pays a page fault for every page that it reads: a tenth of the time
/// of a list page, and most of its slowest hundredth, when one row changes each second. This looks whether the size has
/// changed, and lets SQLite give the mapping up only then.
/// One connection's own, of its thread; lives from after the opening to before the closing.
class LastingMap {
 public:
  LastingMap() = default;
  LastingMap(const LastingMap&) = delete;
  LastingMap& operator=(const LastingMap&) = delete;
  ~LastingMap() { detach(); }
  void attach(sqlite_api::sqlite3* db);
  void detach();
  /// How often the mapping was given up since it was attached.
  std::int64_t given_up() const { return given_up_; }

 private:
  static int unfetch(sqlite_api::sqlite3_file* file, sqlite_api::sqlite3_int64 offset, void* page);

  sqlite_api::sqlite3_io_methods methods_{};  // first: what SQLite points to leads back to this object
  const sqlite_api::sqlite3_io_methods* original_ = nullptr;
  sqlite_api::sqlite3_file* file_ = nullptr;
  sqlite_api::sqlite3_int64 size_ = -1;  // of the file when it was last mapped
  std::int64_t given_up_ = 0;
};

}  // namespace gongting::host::store

#endif
