// The file that a backup is: tar, compressed by zstd, so that it can be looked into with the system's own tools.
#ifndef GONGTING_BACKUP_ARCHIVE_HPP
#define GONGTING_BACKUP_ARCHIVE_HPP

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace gongting::host::backup {

/// One file in an archive, as it was written or read.
struct Entry {
  std::string name;
  std::int64_t size = 0;  // bytes
  std::string sha256;     // 64 hexadecimal digits
};

/// Writes beside the file and puts it in its place at the end: under its name it is whole or not there.
/// Errors of all: unavailable when the disk is full or the folder cannot be written.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(std::filesystem::path file);
  /// Without finish() nothing is left.
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;

  Entry add(const std::string& name, std::string_view bytes);
  /// The file may not change meanwhile.
  Entry add_file(const std::string& name, const std::filesystem::path& from);
  /// Waits for the disk.
  void finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Reads from the beginning to the end. Errors of all: bad_input for what is no archive, is damaged or cut off.
class ArchiveReader {
 public:
  explicit ArchiveReader(const std::filesystem::path& file);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;

  /// The name of the next file; nothing at the end.
  std::optional<std::string> next();
  /// The bytes of it, when they are not more than `most`.
  std::string read(std::size_t most);
  /// The bytes of it into a new file; an empty path: they are only hashed. Errors also: unavailable when the disk is full.
  Entry copy_to(const std::filesystem::path& to);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gongting::host::backup

#endif
