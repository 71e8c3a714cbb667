#include "base/random.hpp"

#include <sodium.h>

#include "gongting/error.hpp"

namespace gongting::host {
namespace {

void need_sodium() {
  static const int ready = sodium_init();
  if (ready < 0) throw Error{Kind::internal, "libsodium cannot start: no source of random numbers"};
}

}  // namespace

std::string random_bytes(std::size_t bytes) {
  need_sodium();
  std::string raw(bytes, '\0');
  randombytes_buf(raw.data(), raw.size());
  return raw;
}

std::string random_token(std::size_t bytes) {
  const auto raw = random_bytes(bytes);
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(raw.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(raw.data()), raw.size(), variant);
  text.pop_back();  // the terminating zero that libsodium counts
  return text;
}

std::string random_digits(std::size_t digits) {
  need_sodium();
  std::string text(digits, '0');
  for (auto& digit : text) digit = static_cast<char>('0' + randombytes_uniform(10));
  return text;
}

}  // namespace gongting::host
