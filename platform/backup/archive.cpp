#include "backup/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>

#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t k_piece = 256u << 10;
constexpr int k_owner_only = 0600;

class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) { EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr); }
  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }
  std::string hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> raw;
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), raw.data(), &size);
    std::string text;
    for (unsigned i = 0; i < size; ++i)
      for (const int digit : {raw[i] >> 4, raw[i] & 15}) text += "0123456789abcdef"[digit];
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

[[noreturn]] void disk_failed(const fs::path& file) {
  throw Error{Kind::unavailable, file.string() + " could not be written: " + std::strerror(errno)};
}

void wait_for_disk(const fs::path& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) disk_failed(path);
  const bool done = ::fsync(fd) == 0;
  ::close(fd);
  if (!done) disk_failed(path);
}

}  // namespace

struct ArchiveWriter::Impl {
  fs::path file, part;
  std::unique_ptr<archive, int (*)(archive*)> out{archive_write_new(), archive_write_free};
  bool finished = false;

  void check(int result) {
    if (result < ARCHIVE_WARN) throw Error{Kind::unavailable, file.string() + " could not be written: " + archive_error_string(out.get())};
  }
  void begin(const std::string& name, std::int64_t size) {
    const std::unique_ptr<archive_entry, void (*)(archive_entry*)> entry(archive_entry_new(), archive_entry_free);
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), k_owner_only);
    archive_entry_set_size(entry.get(), size);
    check(archive_write_header(out.get(), entry.get()));
  }
  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto taken = archive_write_data(out.get(), bytes.data(), bytes.size());
      if (taken <= 0) check(ARCHIVE_FATAL);
      bytes.remove_prefix(static_cast<std::size_t>(taken));
    }
  }
};

ArchiveWriter::ArchiveWriter(fs::path file) : impl_(std::make_unique<Impl>()) {
  impl_->file = std::move(file);
  impl_->part = impl_->file;
  impl_->part += ".part";
  // Opened here, because libarchive would let others read it.
  const int fd = ::open(impl_->part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, k_owner_only);
  if (fd < 0) disk_failed(impl_->part);
  ::close(fd);
  auto* out = impl_->out.get();
  impl_->check(archive_write_set_format_pax_restricted(out));
  impl_->check(archive_write_add_filter_zstd(out));
  impl_->check(archive_write_open_filename(out, impl_->part.c_str()));
}

ArchiveWriter::~ArchiveWriter() {
  if (impl_->finished) return;
  impl_->out.reset();
  std::error_code ignored;
  fs::remove(impl_->part, ignored);
}

Entry ArchiveWriter::add(const std::string& name, std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  impl_->begin(name, static_cast<std::int64_t>(bytes.size()));
  impl_->write(bytes);
  return {name, static_cast<std::int64_t>(bytes.size()), hash.hex()};
}

Entry ArchiveWriter::add_file(const std::string& name, const fs::path& from) {
  std::ifstream in(from, std::ios::binary);
  std::error_code failed;
  const auto size = static_cast<std::int64_t>(fs::file_size(from, failed));
  if (!in || failed) throw Error{Kind::unavailable, from.string() + " cannot be read"};
  Sha256 hash;
  impl_->begin(name, size);
  std::string piece(k_piece, '\0');
  std::int64_t read = 0;
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0) {
    const std::string_view bytes(piece.data(), static_cast<std::size_t>(in.gcount()));
    hash.add(bytes);
    impl_->write(bytes);
    read += in.gcount();
  }
  if (read != size) throw Error{Kind::unavailable, from.string() + " changed while it was read"};
  return {name, size, hash.hex()};
}

void ArchiveWriter::finish() {
  impl_->check(archive_write_close(impl_->out.get()));
  wait_for_disk(impl_->part);
  std::error_code failed;
  fs::rename(impl_->part, impl_->file, failed);
  if (failed) disk_failed(impl_->file);
  impl_->finished = true;
  wait_for_disk(impl_->file.parent_path().empty() ? fs::path(".") : impl_->file.parent_path());
}

struct ArchiveReader::Impl {
  std::unique_ptr<archive, int (*)(archive*)> in{archive_read_new(), archive_read_free};
  std::string name;

  [[noreturn]] void damaged() {
    const char* why = archive_error_string(in.get());
    throw Error{Kind::bad_input, std::string("the archive is damaged or cut off") + (why == nullptr ? "" : std::string(": ") + why)};
  }
  /// The next bytes of the file; empty at its end.
  std::string_view piece(std::string& room) {
    room.resize(k_piece);
    const auto got = archive_read_data(in.get(), room.data(), room.size());
    if (got < 0) damaged();
    return {room.data(), static_cast<std::size_t>(got)};
  }
};

ArchiveReader::ArchiveReader(const fs::path& file) : impl_(std::make_unique<Impl>()) {
  auto* in = impl_->in.get();
  archive_read_support_filter_zstd(in);
  archive_read_support_format_tar(in);
  if (archive_read_open_filename(in, file.c_str(), k_piece) != ARCHIVE_OK)
    throw Error{Kind::bad_input, file.string() + " cannot be read as a backup: " + archive_error_string(in)};
}

ArchiveReader::~ArchiveReader() = default;

std::optional<std::string> ArchiveReader::next() {
  archive_entry* entry = nullptr;
  const int result = archive_read_next_header(impl_->in.get(), &entry);
  if (result == ARCHIVE_EOF) return std::nullopt;
  if (result != ARCHIVE_OK) impl_->damaged();
  const char* name = archive_entry_pathname(entry);
  impl_->name = name == nullptr ? "" : name;
  if (archive_entry_filetype(entry) != AE_IFREG) throw Error{Kind::bad_input, "the archive holds something that is no file: " + inert(impl_->name)};
  return impl_->name;
}

std::string ArchiveReader::read(std::size_t most) {
  std::string all, room;
  for (auto bytes = impl_->piece(room); !bytes.empty(); bytes = impl_->piece(room)) {
    all += bytes;
    if (all.size() > most) throw Error{Kind::bad_input, impl_->name + " in the archive is larger than it can be"};
  }
  return all;
}

Entry ArchiveReader::copy_to(const fs::path& to) {
  Entry entry{impl_->name, 0, ""};
  std::ofstream out;
  if (!to.empty()) {
    out.open(to, std::ios::binary | std::ios::trunc);
    if (!out) disk_failed(to);
  }
  Sha256 hash;
  std::string room;
  for (auto bytes = impl_->piece(room); !bytes.empty(); bytes = impl_->piece(room)) {
    hash.add(bytes);
    entry.size += static_cast<std::int64_t>(bytes.size());
    if (!to.empty() && !out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()))) disk_failed(to);
  }
  if (!to.empty()) {
    out.close();
    if (!out) disk_failed(to);
    wait_for_disk(to);
  }
  entry.sha256 = hash.hex();
  return entry;
}

}  // namespace gongting::host::backup
