// R5: ID tokens of an identity provider: what is refused. Tokens are signed here with keys that OpenSSL makes.
#include "auth/id_token.hpp"

#include <gtest/gtest.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rsa.h>

#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::auth {
namespace {

constexpr std::int64_t k_now = 1'795'228'200;

std::string number_of(EVP_PKEY* key, const char* name) {
  BIGNUM* value = nullptr;
  EXPECT_EQ(EVP_PKEY_get_bn_param(key, name, &value), 1);
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
  BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
  BN_free(value);
  return bytes;
}

std::string padded(std::string bytes) { return std::string(32 - bytes.size(), '\0') + bytes; }

class R5_IdToken : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    rsa_ = EVP_RSA_gen(2048), other_ = EVP_RSA_gen(2048), weak_ = EVP_RSA_gen(1024), ec_ = EVP_EC_gen("P-256");
  }
  static void TearDownTestSuite() {
    for (auto* key : {rsa_, other_, weak_, ec_}) EVP_PKEY_free(key);
  }
  static std::string rsa_jwk(EVP_PKEY* key, const std::string& kid) {
    return R"({"kty":"RSA","use":"sig","kid":")" + kid + R"(","n":")" + to_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_N)) + R"(","e":")" +
           to_base64url(number_of(key, OSSL_PKEY_PARAM_RSA_E)) + R"("})";
  }
  static std::string key_set() {
    return R"({"keys":[{"kty":"oct","k":"c2VjcmV0"},)" + rsa_jwk(rsa_, "one") + "," + rsa_jwk(weak_, "weak") + R"(,{"kty":"EC","crv":"P-256","kid":"two","x":")" +
           to_base64url(padded(number_of(ec_, OSSL_PKEY_PARAM_EC_PUB_X))) + R"(","y":")" + to_base64url(padded(number_of(ec_, OSSL_PKEY_PARAM_EC_PUB_Y))) + R"("}]})";
  }
  static std::string sign(EVP_PKEY* key, const std::string& algorithm, const std::string& bytes) {
    auto* context = EVP_MD_CTX_new();
    EVP_PKEY_CTX* options = nullptr;
    EVP_DigestSignInit(context, &options, EVP_sha256(), nullptr, key);
    if (algorithm == "PS256") EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING), EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST);
    std::size_t size = 0;
    EVP_DigestSign(context, nullptr, &size, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(signature.data()), &size, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    EVP_MD_CTX_free(context);
    signature.resize(size);
    if (algorithm != "ES256") return signature;
    const auto* at = reinterpret_cast<const unsigned char*>(signature.data());
    auto* both = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    std::string raw(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(both), reinterpret_cast<unsigned char*>(raw.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(both), reinterpret_cast<unsigned char*>(raw.data()) + 32, 32);
    ECDSA_SIG_free(both);
    return raw;
  }
  static std::string token(const Fields& claims, EVP_PKEY* key = rsa_, const std::string& algorithm = "RS256", const std::string& kid = "one") {
    const auto signed_part = to_base64url(R"({"alg":")" + algorithm + R"(","kid":")" + kid + R"("})") + "." + to_base64url(to_json(claims));
    return signed_part + "." + to_base64url(sign(key, algorithm, signed_part));
  }
  /// What a good token says, but for one claim; null leaves it out.
  static Fields claims(const std::string& changed = "", Value value = {}) {
    Fields all{{"iss", "https://id.example"}, {"sub", "u-7"}, {"aud", "gongting"}, {"nonce", "n-1"}, {"exp", k_now + 300}, {"iat", k_now - 5}, {"name", "陈晓明"}};
    Fields out;
    bool found = false;
    for (auto& [name, old] : all) {
      if (name != changed) out.emplace_back(name, old);
      else if (found = true; !value.is_null()) out.emplace_back(name, value);
    }
    if (!found && !changed.empty()) out.emplace_back(changed, value);
    return out;
  }
  static std::string verdict(const std::string& token, const ExpectedToken& expected = {"https://id.example", "gongting", "n-1", k_now, 0}) {
    try {
      const auto found = verify_id_token(token, KeySet::parse(key_set()), expected);
      return "taken: " + Json(found)["sub"].text();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::forbidden);
      return error.what();
    }
  }
  static bool refused(const std::string& token, const std::string& why) {
    const auto said = verdict(token);
    return said.starts_with("the ID token was refused: ") && said.find(why) != std::string::npos;
  }
  static inline EVP_PKEY *rsa_, *other_, *weak_, *ec_;
};

TEST_F(R5_IdToken, IsTakenWithEachGoodSignature) {
  EXPECT_EQ(verdict(token(claims())), "taken: u-7");
  EXPECT_EQ(verdict(token(claims(), rsa_, "PS256")), "taken: u-7");
  EXPECT_EQ(verdict(token(claims(), ec_, "ES256", "two")), "taken: u-7");
  EXPECT_EQ(verdict(token(claims("aud", List{"gongting"}))), "taken: u-7");
}

TEST_F(R5_IdToken, IsRefusedWithoutASignature) {
  const auto content = to_base64url(to_json(claims()));
  EXPECT_TRUE(refused(to_base64url(R"({"alg":"none"})") + "." + content + ".", "\"none\" is not taken"));
  EXPECT_TRUE(refused(to_base64url(R"({"alg":"None","kid":"one"})") + "." + content + ".", "is not taken"));
  const auto good = token(claims());
  EXPECT_TRUE(refused(good.substr(0, good.rfind('.') + 1), "signature is not the provider's"));
  EXPECT_TRUE(refused(good.substr(0, good.rfind('.')), "no signed token"));
}

TEST_F(R5_IdToken, IsRefusedWithAnotherSignature) {
  EXPECT_TRUE(refused(token(claims(), other_), "signature is not the provider's"));
  EXPECT_TRUE(refused(token(claims(), weak_, "RS256", "weak"), "signature is not the provider's")) << "1024 bits are no key";
  EXPECT_TRUE(refused(token(claims(), rsa_, "RS256", "two"), "signature is not the provider's")) << "of another key than it names";
  auto changed = token(claims());
  const auto first = changed.find('.'), second = changed.find('.', first + 1);
  changed.replace(first + 1, second - first - 1, to_base64url(to_json(claims("sub", "u-8"))));
  EXPECT_TRUE(refused(changed, "signature is not the provider's"));
}

// Whoever knows the public key could make an HMAC with it.
TEST_F(R5_IdToken, IsRefusedWhenAPublicKeyServesAsASecret) {
  const auto signed_part = to_base64url(R"({"alg":"HS256","kid":"one"})") + "." + to_base64url(to_json(claims()));
  const auto secret = rsa_jwk(rsa_, "one");
  unsigned char mac[32];
  unsigned int size = 0;
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(signed_part.data()), signed_part.size(), mac, &size);
  EXPECT_TRUE(refused(signed_part + "." + to_base64url({reinterpret_cast<char*>(mac), size}), "\"HS256\" is not taken"));
}

TEST_F(R5_IdToken, IsRefusedForAnotherIssuerAudienceOrNonce) {
  EXPECT_TRUE(refused(token(claims("iss", "https://id.example.org")), "another issuer"));
  EXPECT_TRUE(refused(token(claims("iss")), "another issuer"));
  EXPECT_TRUE(refused(token(claims("aud", "another")), "another client"));
  EXPECT_TRUE(refused(token(claims("aud")), "another client"));
  EXPECT_TRUE(refused(token(claims("aud", List{"gongting", "another"})), "another client")) << "of several, azp has to name us";
  EXPECT_TRUE(refused(token(claims("azp", "another")), "another client"));
  EXPECT_TRUE(refused(token(claims("nonce", "n-2")), "nonce"));
  EXPECT_TRUE(refused(token(claims("nonce")), "nonce"));
  EXPECT_TRUE(refused(token(claims("sub", "")), "names nobody"));
}

TEST_F(R5_IdToken, IsRefusedOutOfItsTime) {
  EXPECT_TRUE(refused(token(claims("exp", k_now - 61)), "run out"));
  EXPECT_EQ(verdict(token(claims("exp", k_now - 30))), "taken: u-7") << "clocks differ by a minute";
  EXPECT_TRUE(refused(token(claims("exp")), "run out"));
  EXPECT_TRUE(refused(token(claims("iat", k_now + 120)), "in the future"));
  EXPECT_TRUE(refused(token(claims("nbf", k_now + 120)), "not valid yet"));
}

TEST_F(R5_IdToken, HasToSayThatThePersonSignedInAnewWhenThatWasAsked) {
  const ExpectedToken anew{"https://id.example", "gongting", "n-1", k_now, k_now - 20};
  EXPECT_EQ(verdict(token(claims("auth_time", k_now - 10)), anew), "taken: u-7");
  EXPECT_NE(verdict(token(claims("auth_time", k_now - 3600)), anew).find("signed in anew"), std::string::npos);
  EXPECT_NE(verdict(token(claims()), anew).find("signed in anew"), std::string::npos);
}

TEST_F(R5_IdToken, IsRefusedWhenItIsNoToken) {
  for (const auto* rubbish : {"", ".", "..", "a.b", "a.b.c.d", "!!.!!.!!", "e30.e30."}) EXPECT_TRUE(verdict(rubbish).starts_with("the ID token was refused: ")) << rubbish;
  EXPECT_TRUE(refused(std::string(20'000, 'a'), "too long"));
}

}  // namespace
}  // namespace gongting::host::auth
