// An installation as one signed archive: database, files, anchors. What is not in it: secret.key, which opens the sealed
// fields and signs, and is kept apart.
#ifndef GONGTING_BACKUP_BACKUP_HPP
#define GONGTING_BACKUP_BACKUP_HPP

#include <filesystem>
#include <functional>
#include <string>

#include "audit/anchors.hpp"
#include "backup/manifest.hpp"
#include "store/database.hpp"

namespace gongting::host::backup {

/// Where an installation lies.
struct Place {
  std::filesystem::path var;     // the state folder
  std::filesystem::path files;   // <2 digits>/<62 digits> of their SHA-256; need not be there
  store::StoreConfig store;
};

struct Made {
  std::int64_t files = 0;        // without database and anchors
  std::int64_t bytes = 0;        // of all that is in it
};

/// Writes `archive` while the installation serves. The database is taken first: what it names of the files is there then, and
/// stays long enough. Errors: unavailable; then there is no archive.
Made back_up(store::Session& session, const Place& place, const audit::Signer& signer, const std::string& program,
             const std::filesystem::path& archive);

/// Reads the whole archive and compares it with its signed list. `keep` is asked for each file where to put it; an empty
/// path: nowhere. Errors: bad_input naming what is wrong: no archive, cut off, changed, of another installation.
Manifest check(const std::filesystem::path& archive, const std::string& public_key,
               const std::function<std::filesystem::path(const std::string& name)>& keep = {});

/// Puts what is in the archive into an installation that has no database yet. All is checked before anything is put in its
/// place; what failed on the way leaves nothing behind. All sessions are ended: some of them were ended after the backup was
/// made. Errors: those of check(); conflict when there is a database already, or it is of the other kind; unavailable.
Manifest restore(const std::filesystem::path& archive, const Place& place, const std::string& public_key);

}  // namespace gongting::host::backup

#endif
