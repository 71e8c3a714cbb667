#include "backup/backup.hpp"

#include <unistd.h>

#include <algorithm>
#include <map>

#include "backup/database_file.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::backup {

namespace fs = std::filesystem;

namespace {

/// Gone with whoever made it.
struct TemporaryFile {
  fs::path path;
  ~TemporaryFile() {
    std::error_code ignored;
    fs::remove(path, ignored);
  }
};

std::vector<std::string> names_below(const fs::path& folder) {
  std::vector<std::string> names;
  if (!fs::is_directory(folder)) return names;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    auto name = std::string(k_files) + fs::relative(entry.path(), folder).generic_string();
    // What is being written has no such name yet.
    if (entry.is_regular_file() && is_known_name(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

[[noreturn]] void refuse(const std::string& reason) { throw Error{Kind::bad_input, reason}; }

/// Files carry their hash in their name.
void compare(const Entry& read, const Entry& listed) {
  std::string named;
  if (listed.name.starts_with(k_files)) named = listed.name.substr(k_files.size(), 2) + listed.name.substr(k_files.size() + 3);
  if (read.sha256 != listed.sha256 || read.size != listed.size || (!named.empty() && named != read.sha256))
    refuse("the archive was changed: " + read.name + " is not what was backed up");
}

}  // namespace

Made back_up(store::Session& session, const Place& place, const audit::Signer& signer, const std::string& program, const fs::path& archive) {
  ArchiveWriter writer(archive);
  Manifest manifest{utc_time(now_ms()), program, session.sqlite() ? "sqlite" : "postgres", {}};
  {
    const TemporaryFile copy{place.var / (".backup-" + std::to_string(::getpid()))};
    dump(session, place.store, copy.path);
    manifest.entries.push_back(writer.add_file(database_name(manifest.database), copy.path));
  }
  Made made;
  for (const auto& name : names_below(place.files)) {
    manifest.entries.push_back(writer.add_file(name, place.files / name.substr(k_files.size())));
    ++made.files;
  }
  if (fs::exists(place.var / k_anchors)) manifest.entries.push_back(writer.add_file(k_anchors, place.var / k_anchors));
  for (const auto& entry : manifest.entries) made.bytes += entry.size;
  const auto text = to_text(manifest);
  writer.add(k_manifest, text);
  writer.add(k_signature, signer.sign(text));
  writer.finish();
  return made;
}

Manifest check(const fs::path& archive, const std::string& public_key, const std::function<fs::path(const std::string&)>& keep) {
  constexpr std::size_t k_largest_list = 256u << 20, k_largest_signature = 200;
  ArchiveReader reader(archive);
  std::map<std::string, Entry> found;
  std::string text, signature;
  while (const auto name = reader.next()) {
    if (*name == k_manifest) text = reader.read(k_largest_list);
    else if (*name == k_signature) signature = reader.read(k_largest_signature);
    else if (!is_known_name(*name)) refuse("the archive holds what no backup does: " + inert(*name));
    else if (!found.emplace(*name, reader.copy_to(keep ? keep(*name) : fs::path())).second) refuse("the archive holds " + *name + " twice");
  }
  if (text.empty() || signature.empty()) refuse("the archive is cut off: the list of what it holds is missing");
  if (!audit::is_signed(public_key, text, signature))
    refuse("the archive was changed, or made by another installation: its list is not signed with the secret.key of this one");
  auto manifest = manifest_of(text);
  for (const auto& listed : manifest.entries) {
    const auto entry = found.find(listed.name);
    if (entry == found.end()) refuse("the archive was changed: " + listed.name + " is missing");
    compare(entry->second, listed);
    found.erase(entry);
  }
  if (!found.empty()) refuse("the archive was changed: " + found.begin()->first + " was added");
  return manifest;
}

}  // namespace gongting::host::backup
