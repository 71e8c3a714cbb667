// gongting backup|restore: an installation as one file, and back.
#include "backup/backup.hpp"

#include <filesystem>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "app/state_folder.hpp"
#include "audit/audit.hpp"
#include "auth/sealing.hpp"
#include "base/clock.hpp"

namespace gongting::host::app {
namespace {

namespace fs = std::filesystem;

backup::Place place_of(const Config& config) {
  const bool sqlite = config.store.kind == "sqlite";
  return {config.var, config.var / "files", {config.store.kind, sqlite ? config.store_file().string() : config.store.url, 1}};
}

/// The file, or for a folder one in it that is named after the moment: gongting-20260131T020000Z.tar.zst.
fs::path archive_file(const fs::path& wanted) {
  if (!fs::is_directory(wanted)) return wanted;
  std::string moment;
  for (const char c : utc_time(now_ms()).substr(0, 19))
    if (c != '-' && c != ':') moment += c;
  return wanted / ("gongting-" + moment + "Z.tar.zst");
}

/// What an archive of this installation is signed with. Errors: unavailable when the secret is not there: a new one would
/// open nothing of what is in the archive.
std::string public_key(Call& call) {
  if (call.has("key")) return call.option("key");
  const auto file = call.config().var / "secret.key";
  if (!fs::exists(file))
    throw Error{Kind::unavailable, "there is no " + file.string() + "; put that of the installation there which the backup was made of"};
  return audit::Signer(auth::Sealing(file).subkey(audit::k_signing_key)).public_key();
}

std::string in_words(const backup::Manifest& manifest) {
  std::int64_t bytes = 0;
  for (const auto& entry : manifest.entries) bytes += entry.size;
  return "made " + manifest.made_at + " by gongting " + manifest.program + ", " + manifest.database + ", " +
         std::to_string(manifest.entries.size()) + " files, " + std::to_string(bytes) + " bytes";
}

}  // namespace

int run_backup(Call& call) {
  Installation installation(call);
  const auto& config = installation.config();
  const auto file = archive_file(call.arguments()[0]);
  if (fs::exists(file)) throw UsageError("there is a file " + file.string() + " already");
  auto db = installation.session();
  const audit::Signer signer(auth::Sealing(config.var / "secret.key").subkey(audit::k_signing_key));
  const auto made = backup::back_up(db, place_of(config), signer, GONGTING_VERSION, file);
  audit::record(db, installation.scope(),
                {"backup.make", "installation", 0, "ok", {{"file", file.string()}, {"files", made.files}, {"bytes", made.bytes}}});
  db.commit();
  std::cout << file.string() << ": database and " << made.files << " files, " << made.bytes << " bytes before compression.\n";
  return 0;
}

int run_restore(Call& call) {
  const fs::path file = call.arguments()[0];
  if (!fs::exists(file)) throw UsageError("there is no file " + file.string());
  const auto& config = call.config();
  restrict_process();
  if (call.has("check")) {
    const auto manifest = backup::check(file, public_key(call));
    std::cout << "The backup is whole and unchanged: " << in_words(manifest) << ".\n";
    return 0;
  }
  const auto key = public_key(call);
  prepare_state_folder(config.var);
  become_user(config.user, config.var);
  const auto manifest = backup::restore(file, place_of(config), key);
  std::cout << "Restored: " << in_words(manifest) << ".\nAll sessions are ended. Next: gongting migrate, gongting audit verify, gongting serve.\n";
  return 0;
}

}  // namespace gongting::host::app
