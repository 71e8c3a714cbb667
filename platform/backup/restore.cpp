#include <unistd.h>

#include "backup/backup.hpp"
#include "backup/database_file.hpp"
#include "gongting/error.hpp"

namespace gongting::host::backup {

namespace fs = std::filesystem;

namespace {

/// A folder beside the one that is filled, so that putting in place is a renaming. Gone with whoever made it.
struct WorkFolder {
  fs::path path;
  explicit WorkFolder(const fs::path& beside) : path(beside / (".restore-" + std::to_string(::getpid()))) {
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~WorkFolder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  WorkFolder(const WorkFolder&) = delete;
};

/// Sessions that were ended after the backup must not live again, and codes that were used not be used again. The views are
/// made by the program that starts.
void clean(const store::StoreConfig& config) {
  const auto database = store::Database::open(config);
  auto db = database->lease(std::chrono::steady_clock::now() + std::chrono::minutes(5));
  db.write("delete from gt_session");
  db.write("delete from gt_code");
  if (!db.sqlite()) db.write("delete from gt_migration where name like '%.views'");
  db.commit();
}

void put_files(const fs::path& from, const fs::path& to) {
  if (!fs::is_directory(from)) return;
  fs::create_directories(to);
  for (const auto& folder : fs::directory_iterator(from)) {
    const auto there = to / folder.path().filename();
    fs::create_directories(there);
    // A file that is there already has the same bytes: they are its name.
    for (const auto& file : fs::directory_iterator(folder.path())) fs::rename(file.path(), there / file.path().filename());
  }
}

}  // namespace

Manifest restore(const fs::path& archive, const Place& place, const std::string& public_key) {
  if (!is_empty(place.store))
    throw Error{Kind::conflict, "there is a database already, and a backup only goes where there is none; stop the service and move the old one away first"};
  try {
    const WorkFolder work(place.var);
    const auto manifest = check(archive, public_key, [&](const std::string& name) {
      const auto to = work.path / name;
      fs::create_directories(to.parent_path());
      return to;
    });
    if (manifest.database != place.store.kind)
      throw Error{Kind::conflict, "the backup is of a database of the kind " + manifest.database + ", and store.kind is " + place.store.kind};
    const auto database = work.path / database_name(manifest.database);
    if (manifest.database == "sqlite") {
      check_sqlite_file(database);
      auto config = place.store;
      config.url = database.string();
      clean(config);
    }
    put_files(work.path / "files", place.files);
    if (fs::exists(work.path / k_anchors)) fs::rename(work.path / k_anchors, place.var / k_anchors);
    // Last: only with it there is an installation.
    if (manifest.database == "sqlite") {
      fs::rename(database, place.store.url);
    } else {
      load_postgres(place.store, database);
      clean(place.store);
    }
    return manifest;
  } catch (const fs::filesystem_error& failed) {
    throw Error{Kind::unavailable, failed.what()};
  }
}

}  // namespace gongting::host::backup
