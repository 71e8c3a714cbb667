#include "web/csrf.hpp"

#include <sodium.h>

#include <array>

namespace gongting::host::web {

std::string Csrf::token(std::string_view cookie) const {
  std::array<unsigned char, 24> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(cookie.data()), cookie.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  std::array<char, sodium_base64_ENCODED_LEN(24, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), hash.data(), hash.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

bool Csrf::valid(std::string_view cookie, std::string_view token) const {
  if (cookie.empty() || token.empty()) return false;
  const auto expected = this->token(cookie);
  return expected.size() == token.size() && sodium_memcmp(expected.data(), token.data(), token.size()) == 0;
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
