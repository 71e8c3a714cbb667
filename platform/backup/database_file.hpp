// The database as one file, as it was at one moment while others went on writing; and back.
#ifndef GONGTING_BACKUP_DATABASE_FILE_HPP
#define GONGTING_BACKUP_DATABASE_FILE_HPP

#include <filesystem>

#include "store/database.hpp"

namespace gongting::host::backup {

/// Makes `file`. SQLite by its own copying of pages, PostgreSQL by pg_dump, which has to be installed and as new as the server.
/// Errors: unavailable, with what the program said.
void dump(store::Session& session, const store::StoreConfig& config, const std::filesystem::path& file);

/// Errors: bad_input when SQLite finds the file damaged.
void check_sqlite_file(const std::filesystem::path& file);

/// Whether the database has no tables yet; on PostgreSQL in the schema that the connection writes to. A file of SQLite that
/// is not there is one.
bool is_empty(const store::StoreConfig& config);

/// Fills an empty PostgreSQL database, wholly or not at all. Roles, rights, policies and views are left out: the program makes
/// its own when it starts. Errors: unavailable, with what pg_restore said.
void load_postgres(const store::StoreConfig& config, const std::filesystem::path& file);

}  // namespace gongting::host::backup

#endif
