#include "store/lasting_map.hpp"

#include <type_traits>

// SOCI's header puts SQLite into this namespace.
using namespace sqlite_api;

namespace gongting::host::store {

static_assert(std::is_standard_layout_v<LastingMap>, "SQLite's pointer to the methods is one to the object");

void LastingMap::attach(sqlite3* db) {
  sqlite3_file* file = nullptr;
  if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == nullptr) return;
  // Version 3 is the first that maps (sqlite3_io_methods).
  if (file->pMethods == nullptr || file->pMethods->iVersion < 3) return;
  file_ = file;
  original_ = file->pMethods;
  methods_ = *original_;
  methods_.xUnfetch = unfetch;
  file->pMethods = &methods_;
}

void LastingMap::detach() {
  if (file_ != nullptr) file_->pMethods = original_;
  file_ = nullptr;
}

/// Without a page it means the whole file. A reader's snapshot keeps the file from being cut below it, and where it was cut
/// before, the size tells. A file that grew is mapped anew too, so that its new pages are read from memory.
int LastingMap::unfetch(sqlite3_file* file, sqlite3_int64 offset, void* page) {
  auto* self = reinterpret_cast<LastingMap*>(const_cast<sqlite3_io_methods*>(file->pMethods));
  if (page != nullptr) return self->original_->xUnfetch(file, offset, page);
  sqlite3_int64 size = 0;
  const int read = self->original_->xFileSize(file, &size);
  if (read == SQLITE_OK && size == self->size_) return SQLITE_OK;
  self->size_ = read == SQLITE_OK ? size : -1;
  ++self->given_up_;
  return self->original_->xUnfetch(file, offset, nullptr);
}

}  // namespace gongting::host::store
