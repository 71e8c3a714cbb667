// Brings the schema to the newest version: numbered files, each run once, in one transaction, and never changed after.
#ifndef GONGTING_STORE_MIGRATIONS_HPP
#define GONGTING_STORE_MIGRATIONS_HPP

#include <filesystem>
#include <string_view>

#include "store/database.hpp"

namespace gongting::host::store {

/// Runs the files NNNN_title.sql of `dir` that have not run under `name` yet ("core", or a plugin's name): all in one
/// transaction, or in the caller's when one is open. A statement ends with a semicolon at the end of a line.
/// What has run stands in gt_migration with its checksum.
/// In the host's own files a statement that begins with {sqlite} or {postgres} runs on that database only.
/// A plugin's files may make, change and fill tables and indexes whose names begin with "<plugin>_", nothing else; in
/// them {record} stands for the host's columns of a record and {bytes} for the type of bytes.
/// The views over the records are dropped when something ran: Records::install makes them again.
/// Errors: internal, naming file and statement, for a file that failed, changed after it ran, is missing or came too
/// late, for a schema newer than the files, and for a statement that is not allowed. Nothing of it has happened then.
void migrate(Session& session, std::string_view name, const std::filesystem::path& dir);

/// How many files migrate() would still run. Reads only. The same errors.
int pending_migrations(Session& session, std::string_view name, const std::filesystem::path& dir);

}  // namespace gongting::host::store

#endif
