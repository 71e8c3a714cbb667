#include "base/digest.hpp"

#include <openssl/evp.h>
#include <sodium.h>

#include <array>

#include "gongting/error.hpp"

namespace gongting::host {
namespace {

constexpr std::size_t k_bytes = 32;
static_assert(crypto_hash_sha256_BYTES == k_bytes);

using Digest = std::array<unsigned char, k_bytes>;

Digest sm3(std::string_view bytes) {
  // Fetched once: looking an algorithm up costs more than hashing a row.
  static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SM3", nullptr);
  Digest digest{};
  unsigned int size = 0;
  if (algorithm == nullptr || EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, algorithm, nullptr) != 1 ||
      size != k_bytes)
    throw Error{Kind::internal, "the OpenSSL of this machine has no SM3; set audit.hash to sha256"};
  return digest;
}

Digest sha256(std::string_view bytes) {
  Digest digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return digest;
}

}  // namespace

std::string_view hash_name(HashKind kind) { return kind == HashKind::sm3 ? "sm3" : "sha256"; }

std::optional<HashKind> hash_named(std::string_view name) {
  if (name == "sha256") return HashKind::sha256;
  if (name == "sm3") return HashKind::sm3;
  return std::nullopt;
}

std::string hash_of(HashKind kind, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  const auto digest = kind == HashKind::sm3 ? sm3(bytes) : sha256(bytes);
  std::string text(hash_name(kind));
  text.reserve(text.size() + 1 + 2 * k_bytes);
  text += ':';
  for (const unsigned char byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::optional<HashKind> kind_of_hash(std::string_view hash) {
  const auto colon = hash.find(':');
  if (colon == std::string_view::npos || hash.size() != colon + 1 + 2 * k_bytes) return std::nullopt;
  if (hash.find_first_not_of("0123456789abcdef", colon + 1) != std::string_view::npos) return std::nullopt;
  return hash_named(hash.substr(0, colon));
}

}  // namespace gongting::host
