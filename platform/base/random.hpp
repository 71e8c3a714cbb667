// Unpredictable values, by libsodium.
#ifndef GONGTING_BASE_RANDOM_HPP
#define GONGTING_BASE_RANDOM_HPP

#include <cstddef>
#include <cstdint>
#include <string>

namespace gongting::host {

/// `bytes` random bytes, written in base64url without padding: 43 characters for 32 bytes. [any-thread]
std::string random_token(std::size_t bytes = 32);
/// The same, raw.
std::string random_bytes(std::size_t bytes);
/// `digits` random decimal digits, for codes that people type.
std::string random_digits(std::size_t digits);

}  // namespace gongting::host

#endif
