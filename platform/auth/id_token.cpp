#include "auth/id_token.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::int64_t k_skew_s = 60;
constexpr std::size_t k_longest_token = 16 * 1024;
constexpr int k_least_rsa_bits = 2048;
constexpr int k_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

template <auto free>
struct Free {
  template <class T>
  void operator()(T* pointer) const {
    free(pointer);
  }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Free<free>>;
using PublicKey = Owned<EVP_PKEY, EVP_PKEY_free>;

[[noreturn]] void refuse(const std::string& reason) { throw Error{Kind::forbidden, "the ID token was refused: " + reason}; }

Owned<BIGNUM, BN_free> number(const std::string& bytes) {
  return Owned<BIGNUM, BN_free>(BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}

PublicKey made(const char* type, OSSL_PARAM_BLD* build) {
  const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(build));
  const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
    return nullptr;
  return PublicKey(key);
}

PublicKey rsa_key(Json key) {
  const auto n = number(from_base64url(key["n"].text())), e = number(from_base64url(key["e"].text()));
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(OSSL_PARAM_BLD_new());
  if (!n || !e || BN_num_bits(n.get()) < k_least_rsa_bits) return nullptr;
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return made("RSA", build.get());
}

PublicKey ec_key(Json key) {
  const auto x = from_base64url(key["x"].text()), y = from_base64url(key["y"].text());
  if (key["crv"].text() != "P-256" || x.size() != 32 || y.size() != 32) return nullptr;
  const auto point = "\x04" + x + y;
  const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> build(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return made("EC", build.get());
}

/// r and s, 32 bytes each, as OpenSSL reads them. "" for what is not that.
std::string der_of(std::string_view raw) {
  if (raw.size() != 64) return {};
  const Owned<ECDSA_SIG, ECDSA_SIG_free> both(ECDSA_SIG_new());
  auto r = number(std::string(raw.substr(0, 32))), s = number(std::string(raw.substr(32)));
  ECDSA_SIG_set0(both.get(), r.release(), s.release());
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(both.get(), &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

struct Parts {
  Value header, claims;
  std::string_view signed_part;
  std::string signature;
};

Value json_part(std::string_view text, const char* what) {
  try {
    auto value = parse_json(from_base64url(text));
    if (std::holds_alternative<Fields>(value.data())) return value;
  } catch (const Error&) {
  }
  refuse(std::string("its ") + what + " is no JSON object");
}

Parts parts_of(std::string_view token) {
  if (token.size() > k_longest_token) refuse("it is too long");
  const auto first = token.find('.'), second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) refuse("it is no signed token");
  Parts parts;
  parts.header = json_part(token.substr(0, first), "header");
  parts.claims = json_part(token.substr(first + 1, second - first - 1), "content");
  parts.signed_part = token.substr(0, second);
  try {
    parts.signature = from_base64url(token.substr(second + 1));
  } catch (const Error&) {
    refuse("its signature cannot be read");
  }
  return parts;
}

/// "aud" is a text, or a list; of several the one who may use it is named by "azp".
bool is_for(Json claims, const std::string& client) {
  const auto audience = claims["aud"];
  if (!audience.exists()) return false;
  if (const auto* one = std::get_if<std::string>(&audience.value()->data())) return *one == client && (!claims["azp"].exists() || claims["azp"].text() == client);
  bool named = false;
  for (const auto& item : audience.items()) named = named || Json(item).text() == client;
  return named && (audience.items().size() == 1 ? !claims["azp"].exists() || claims["azp"].text() == client : claims["azp"].text() == client);
}

std::int64_t seconds_in(Json claims, const char* key) {
  const auto value = claims[key];
  if (value.exists() && std::holds_alternative<double>(value.value()->data())) return static_cast<std::int64_t>(value.real());
  return value.integer(-1);
}

}  // namespace

std::string from_base64url(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr, k_variant) != 0)
    throw Error{Kind::bad_input, "this is no base64url"};
  bytes.resize(size);
  return bytes;
}

std::string to_base64url(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), k_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), k_variant);
  text.pop_back();  // the zero
  return text;
}

struct KeySet::Key {
  std::string kid, type;
  PublicKey key;
};

KeySet KeySet::parse(std::string_view json) {
  KeySet set;
  const auto value = parse_json(json);
  if (!Json(value)["keys"].exists()) throw Error{Kind::bad_input, "this is no key set"};
  for (const auto& item : Json(value)["keys"].items()) {
    const Json one(item);
    if (one["use"].exists() && one["use"].text() != "sig") continue;
    const auto type = one["kty"].text();
    PublicKey key;
    try {
      key = type == "RSA" ? rsa_key(one) : type == "EC" ? ec_key(one) : nullptr;
    } catch (const Error&) {
      continue;
    }
    if (key) set.keys_.push_back(std::make_shared<const Key>(Key{one["kid"].text(), type, std::move(key)}));
  }
  return set;
}

bool KeySet::has(std::string_view kid) const {
  return std::any_of(keys_.begin(), keys_.end(), [&](const auto& key) { return kid.empty() || key->kid == kid; });
}

bool KeySet::signed_by(std::string_view kid, std::string_view algorithm, std::string_view bytes, std::string_view signature) const {
  const bool elliptic = algorithm == "ES256";
  if (!elliptic && algorithm != "RS256" && algorithm != "PS256") return false;
  const auto form = elliptic ? der_of(signature) : std::string(signature);
  return std::any_of(keys_.begin(), keys_.end(), [&](const auto& key) {
    if ((!kid.empty() && key->kid != kid) || key->type != (elliptic ? "EC" : "RSA")) return false;
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* options = nullptr;
    if (EVP_DigestVerifyInit(context.get(), &options, EVP_sha256(), nullptr, key->key.get()) != 1) return false;
    if (algorithm == "PS256" && (EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) != 1 ||
                                 EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) != 1))
      return false;
    return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(form.data()), form.size(),
                            reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()) == 1;
  });
}

std::string key_id_of(std::string_view token) {
  const auto parts = parts_of(token);
  return Json(parts.header)["kid"].text();
}

Value verify_id_token(std::string_view token, const KeySet& keys, const ExpectedToken& expected) {
  auto parts = parts_of(token);
  const Json header(parts.header), claims(parts.claims);
  const auto algorithm = header["alg"].text();
  if (algorithm != "RS256" && algorithm != "PS256" && algorithm != "ES256") refuse("the algorithm \"" + inert(algorithm) + "\" is not taken");
  // What it says is critical and we do not know would be passed over.
  if (header["crit"].exists()) refuse("it names extensions that have to be understood");
  if (!keys.signed_by(header["kid"].text(), algorithm, parts.signed_part, parts.signature)) refuse("its signature is not the provider's");
  if (claims["iss"].text() != expected.issuer) refuse("it is of another issuer");
  if (!is_for(claims, expected.client_id)) refuse("it is for another client");
  if (expected.nonce.empty() || claims["nonce"].text() != expected.nonce) refuse("it belongs to another sign-in (nonce)");
  const auto expires = seconds_in(claims, "exp"), issued = seconds_in(claims, "iat"), begins = seconds_in(claims, "nbf");
  if (expires < 0 || expected.now_s >= expires + k_skew_s) refuse("it has run out");
  if (issued < 0 || issued > expected.now_s + k_skew_s) refuse("it was issued in the future");
  if (begins > expected.now_s + k_skew_s) refuse("it is not valid yet");
  if (expected.shown_since_s != 0 && seconds_in(claims, "auth_time") < expected.shown_since_s - k_skew_s) refuse("the person has not signed in anew there");
  if (claims["sub"].text().empty() || claims["sub"].text().size() > 255) refuse("it names nobody");
  return std::move(parts.claims);
}

}  // namespace gongting::host::auth
