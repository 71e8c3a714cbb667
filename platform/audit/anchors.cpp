#include "audit/anchors.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"

namespace gongting::host::audit {
namespace {

constexpr int k_base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string encoded(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), k_base64), '\0');
  sodium_bin2base64(text.data(), text.size(), raw(bytes), bytes.size(), k_base64);
  text.pop_back();
  return text;
}

/// Exactly `size` bytes, or "".
std::string decoded(std::string_view text, std::size_t size) {
  std::string bytes(size, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_base642bin(raw(bytes), bytes.size(), text.data(), text.size(), nullptr, &length, &end, k_base64) != 0 ||
      length != size || end != text.data() + text.size())
    return {};
  return bytes;
}

std::string line_of(const Anchor& anchor) {
  return anchor.day + " " + std::to_string(anchor.number) + " " + anchor.hash + " " + anchor.signature + "\n";
}

Anchor anchor_in(const std::filesystem::path& file, const std::string& line, int number) {
  Anchor anchor;
  std::string position, more;
  long long value = 0;
  std::istringstream words(line);
  words >> anchor.day >> position >> anchor.hash >> anchor.signature;
  if (words.fail() || words >> more || days_from_date(anchor.day) < 0 || !parse_integer(position, value) || value < 1 ||
      !kind_of_hash(anchor.hash))
    throw Error{Kind::bad_input, file.string() + " line " + std::to_string(number) +
                                     ": an anchor is a day, a number, a hash and a signature, not " +
                                     inert(line.substr(0, 100))};
  anchor.number = value;
  return anchor;
}

[[noreturn]] void refuse(const std::filesystem::path& file, const char* what) {
  const int why = errno;
  throw Error{Kind::unavailable, file.string() + " " + what + ": " + std::strerror(why)};
}

}  // namespace

Signer::Signer(std::string_view seed) : secret_(crypto_sign_SECRETKEYBYTES, '\0') {
  if (sodium_init() < 0 || seed.size() != crypto_sign_SEEDBYTES)
    throw Error{Kind::internal, "the key that signs for the installation cannot be made"};
  std::string key(crypto_sign_PUBLICKEYBYTES, '\0');
  crypto_sign_seed_keypair(raw(key), raw(secret_), raw(seed));
  public_key_ = encoded(key);
}

Signer::~Signer() { sodium_memzero(secret_.data(), secret_.size()); }

std::string Signer::sign(std::string_view text) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(raw(signature), nullptr, raw(text), text.size(), raw(std::string_view(secret_)));
  return encoded(signature);
}

bool is_signed(std::string_view public_key, std::string_view text, std::string_view signature) {
  const auto key = decoded(public_key, crypto_sign_PUBLICKEYBYTES);
  const auto bytes = decoded(signature, crypto_sign_BYTES);
  return !key.empty() && !bytes.empty() &&
         crypto_sign_verify_detached(raw(std::string_view(bytes)), raw(text), text.size(),
                                     raw(std::string_view(key))) == 0;
}

std::string Anchor::text() const {
  return "gongting.anchor/1\n" + day + "\n" + std::to_string(number) + "\n" + hash + "\n";
}

std::vector<Anchor> read_anchors(store::Session& session, std::int64_t after) {
  std::vector<Anchor> anchors;
  const auto rows = session.read(
      "select number, day, hash, signature from gt_anchor where number > :after order by number", {{"after", after}});
  for (const auto row : rows)
    anchors.push_back({row.integer("number"), row.text("day"), row.text("hash"), row.text("signature")});
  return anchors;
}

std::vector<Anchor> read_anchor_file(const std::filesystem::path& file) {
  std::vector<Anchor> anchors;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) return anchors;
  std::ifstream in(file);
  if (!in) refuse(file, "cannot be read");
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!trim(line).empty()) anchors.push_back(anchor_in(file, line, number));
  }
  return anchors;
}

void append_new_anchors(store::Session& session, const std::filesystem::path& file) {
  std::int64_t last = 0;
  for (const auto& anchor : read_anchor_file(file)) last = std::max(last, anchor.number);
  std::string lines;
  for (const auto& anchor : read_anchors(session, last)) lines += line_of(anchor);
  if (lines.empty()) return;
  const int fd = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0) refuse(file, "cannot be opened");
  const bool written =
      ::write(fd, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size()) && ::fsync(fd) == 0;
  const int why = errno;
  ::close(fd);
  errno = why;
  if (!written) refuse(file, "cannot be written");
}

}  // namespace gongting::host::audit
