// What an archive holds: the last of its files, signed, so that whoever changes one of the others is found out.
#ifndef GONGTING_BACKUP_MANIFEST_HPP
#define GONGTING_BACKUP_MANIFEST_HPP

#include <string>
#include <string_view>
#include <vector>

#include "backup/archive.hpp"

namespace gongting::host::backup {

inline constexpr const char* k_manifest = "manifest.json";
inline constexpr const char* k_signature = "manifest.signature";
inline constexpr const char* k_anchors = "anchors.txt";
inline constexpr std::string_view k_files = "files/";

struct Manifest {
  std::string made_at;   // UTC
  std::string program;   // the version that made it
  std::string database;  // "sqlite" or "postgres"
  std::vector<Entry> entries;
};

std::string to_text(const Manifest& manifest);
/// Errors: bad_input.
Manifest manifest_of(std::string_view text);

/// The name that the database has in an archive.
std::string database_name(std::string_view kind);
/// Whether an archive may hold a file of this name: what else it could be is not written anywhere.
bool is_known_name(std::string_view name);

}  // namespace gongting::host::backup

#endif
