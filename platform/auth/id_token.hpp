// ID tokens of OpenID Connect (a JWT, RFC 7519), and the keys that sign them (RFC 7517). By OpenSSL.
#ifndef GONGTING_AUTH_ID_TOKEN_HPP
#define GONGTING_AUTH_ID_TOKEN_HPP

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/value.hpp"

namespace gongting::host::auth {

/// Base64url without padding. Errors: bad_input.
std::string from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

/// Public keys of a provider: RSA of 2048 bits or more, and EC on P-256. Others are passed over.
class KeySet {
 public:
  /// A JSON Web Key Set. Errors: bad_input for what is none.
  static KeySet parse(std::string_view json);
  bool has(std::string_view kid) const;
  /// Whether a key of this id signed these bytes with this algorithm (RS256, PS256 or ES256). Without an id every key that
  /// fits is tried.
  bool signed_by(std::string_view kid, std::string_view algorithm, std::string_view bytes, std::string_view signature) const;

 private:
  struct Key;
  std::vector<std::shared_ptr<const Key>> keys_;
};

/// The key id that a token names, "" for none. Errors: bad_input for no token.
std::string key_id_of(std::string_view token);

struct ExpectedToken {
  std::string issuer, client_id, nonce;
  std::int64_t now_s = 0;
  /// When it is not 0: the person must have shown who he is at the provider since then.
  std::int64_t shown_since_s = 0;
};

/// The claims of a token that is what it has to be. Errors: forbidden, with the reason for the log: no token, an algorithm
/// other than RS256, PS256 and ES256 ("none" above all), a signature that is not the provider's, another issuer or audience,
/// run out, not valid yet, another nonce.
Value verify_id_token(std::string_view token, const KeySet& keys, const ExpectedToken& expected);

}  // namespace gongting::host::auth

#endif
