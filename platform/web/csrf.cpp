#include "web/csrf.hpp"

#include <sodium.h>

#include <array>

namespace gongting::host::web {

namespace {

constexpr std::size_t k_hash = 24;
constexpr int k_base64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
using Hash = std::array<unsigned char, k_hash>;

Hash hash_of(const std::string& key, std::string_view cookie) {
  Hash hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(cookie.data()), cookie.size(),
                     reinterpret_cast<const unsigned char*>(key.data()), key.size());
  return hash;
}

}  // namespace

// A random pad, and the hash as it looks under that pad.
std::string Csrf::token(std::string_view cookie) const {
  const auto hash = hash_of(key_, cookie);
  std::array<unsigned char, 2 * k_hash> masked{};
  randombytes_buf(masked.data(), k_hash);
  for (std::size_t i = 0; i < k_hash; ++i) masked[k_hash + i] = masked[i] ^ hash[i];
  std::array<char, sodium_base64_ENCODED_LEN(2 * k_hash, k_base64)> text{};
  sodium_bin2base64(text.data(), text.size(), masked.data(), masked.size(), k_base64);
  return text.data();
}

bool Csrf::valid(std::string_view cookie, std::string_view token) const {
  std::array<unsigned char, 2 * k_hash> masked{};
  std::size_t size = 0;
  if (cookie.empty() ||
      sodium_base642bin(masked.data(), masked.size(), token.data(), token.size(), nullptr, &size, nullptr, k_base64) !=
          0 ||
      size != masked.size())
    return false;
  Hash shown{};
  for (std::size_t i = 0; i < k_hash; ++i) shown[i] = masked[i] ^ masked[k_hash + i];
  const auto expected = hash_of(key_, cookie);
  return sodium_memcmp(expected.data(), shown.data(), k_hash) == 0;
}

bool same_origin(std::string_view origin, std::string_view host, bool tls) {
  if (origin.empty()) return true;
  const std::string_view scheme = tls ? "https://" : "http://";
  // Behind a proxy that ends TLS the origin is https while the request came in the clear; the host decides.
  if (origin.starts_with(scheme)) origin.remove_prefix(scheme.size());
  else if (origin.starts_with("https://")) origin.remove_prefix(8);
  else return false;
  return origin == host;
}

}  // namespace gongting::host::web
