#include "auth/sealing.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/random.hpp"
#include "gongting/error.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::size_t k_key_bytes = 32;
constexpr std::string_view k_form = "x1.";  // how the text was sealed, should there ever be another way
constexpr int k_base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string encoded(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), k_base64), '\0');
  sodium_bin2base64(text.data(), text.size(), raw(bytes), bytes.size(), k_base64);
  text.pop_back();
  return text;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const std::string& reason) {
  throw Error{Kind::internal, "the key file " + file.string() + " " + reason};
}

/// Writes a new key beside the file and links it into place: whoever links first has made the key, and nobody ever
/// reads half of one.
void make_key(const std::filesystem::path& file) {
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path());
  const auto fresh = file.string() + "." + random_token(9);
  const int fd = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) refuse(file, std::string("cannot be made: ") + std::strerror(errno));
  auto key = random_bytes(k_key_bytes);
  const bool written = ::write(fd, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(fd) == 0;
  sodium_memzero(key.data(), key.size());
  ::close(fd);
  const int linked = written ? ::link(fresh.c_str(), file.c_str()) : -1;
  const int why = errno;
  ::unlink(fresh.c_str());
  if (!written || (linked != 0 && why != EEXIST)) refuse(file, std::string("cannot be written: ") + std::strerror(why));
}

std::string read_key(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    if (errno == ENOENT) return {};
    refuse(file, std::string("cannot be read: ") + std::strerror(errno));
  }
  struct stat about {};
  std::string key(k_key_bytes + 1, '\0');
  const bool known = ::fstat(fd, &about) == 0;
  const auto size = ::read(fd, key.data(), key.size());
  ::close(fd);
  if (!known || size != static_cast<ssize_t>(k_key_bytes))
    refuse(file, "does not hold a key of 32 bytes; restore it from the backup");
  if ((about.st_mode & 077) != 0) refuse(file, "can be read by others; set its mode to 0600");
  key.resize(k_key_bytes);
  return key;
}

}  // namespace

Sealing::Sealing(const std::filesystem::path& key_file) {
  if (sodium_init() < 0) throw Error{Kind::internal, "libsodium cannot start"};
  auto master = read_key(key_file);
  if (master.empty()) {
    make_key(key_file);
    master = read_key(key_file);
  }
  const auto derive = [&](std::uint64_t number, const char* context) {
    std::string key(k_key_bytes, '\0');
    crypto_kdf_derive_from_key(raw(key), key.size(), number, context, raw(std::string_view(master)));
    return key;
  };
  seal_key_ = derive(1, "gt-seal ");
  hash_key_ = derive(2, "gt-hash ");
  sub_key_ = derive(3, "gt-sub  ");
  sodium_memzero(master.data(), master.size());
}

Sealing::~Sealing() {
  for (auto* key : {&seal_key_, &hash_key_, &sub_key_}) sodium_memzero(key->data(), key->size());
}

std::string Sealing::seal(std::string_view field, std::string_view plain) const {
  auto sealed = random_bytes(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
  const auto nonce = sealed;
  sealed.resize(nonce.size() + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  crypto_aead_xchacha20poly1305_ietf_encrypt(raw(sealed) + nonce.size(), nullptr, raw(plain), plain.size(), raw(field),
                                             field.size(), nullptr, raw(std::string_view(nonce)),
                                             raw(std::string_view(seal_key_)));
  return std::string(k_form) + encoded(sealed);
}

std::string Sealing::open(std::string_view field, std::string_view sealed) const {
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
  const auto broken = [&] {
    return Error{Kind::internal, "a sealed field (" + std::string(field) + ") does not open with this key"};
  };
  if (!sealed.starts_with(k_form)) throw broken();
  sealed.remove_prefix(k_form.size());
  std::string bytes(sealed.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(raw(bytes), bytes.size(), sealed.data(), sealed.size(), nullptr, &size, nullptr, k_base64) !=
          0 ||
      size < nonce_size + tag_size)
    throw broken();
  const std::string_view cipher(bytes.data() + nonce_size, size - nonce_size);
  std::string plain(cipher.size() - tag_size, '\0');
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(raw(plain), nullptr, nullptr, raw(cipher), cipher.size(), raw(field),
                                                 field.size(), raw(std::string_view(bytes)),
                                                 raw(std::string_view(seal_key_))) != 0)
    throw broken();
  return plain;
}

std::string Sealing::keyed_hash(std::string_view field, std::string_view text) const {
  crypto_generichash_state state;
  std::string hash(32, '\0');
  crypto_generichash_init(&state, raw(std::string_view(hash_key_)), hash_key_.size(), hash.size());
  crypto_generichash_update(&state, raw(field), field.size());
  const unsigned char end_of_field = 0;
  crypto_generichash_update(&state, &end_of_field, 1);
  crypto_generichash_update(&state, raw(text), text.size());
  crypto_generichash_final(&state, raw(hash), hash.size());
  return encoded(hash);
}

std::string Sealing::subkey(std::string_view name) const {
  std::string key(32, '\0');
  crypto_generichash(raw(key), key.size(), raw(name), name.size(), raw(std::string_view(sub_key_)), sub_key_.size());
  return key;
}

}  // namespace gongting::host::auth
