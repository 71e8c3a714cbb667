// SHA-256 (FIPS 180-4) of short texts: the fingerprint of what a person signed.
#ifndef MEDIATION_SHA256_HPP
#define MEDIATION_SHA256_HPP

#include <string>
#include <string_view>

namespace mediation {

/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view text);

}  // namespace mediation

#endif
