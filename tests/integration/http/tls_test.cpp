#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "gongting/error.hpp"
#include "support.hpp"

namespace gongting::host::http::test {
namespace {
namespace fs = std::filesystem;

template <auto Free>
struct Deleter {
  template <class T>
  void operator()(T* value) const {
    Free(value);
  }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Deleter<Free>>;

class TlsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gongting-tls-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    tls_ = {folder_ / "cert.pem", folder_ / "key.pem"};
    const Owned<EVP_PKEY, EVP_PKEY_free> key(EVP_EC_gen("P-256"));
    const Owned<X509, X509_free> certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
    X509_set_pubkey(certificate.get(), key.get());
    auto* name = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"), -1, -1,
                               0);
    X509_set_issuer_name(certificate.get(), name);
    X509_sign(certificate.get(), key.get(), EVP_sha256());
    const Owned<FILE, fclose> key_file(std::fopen(tls_.key.c_str(), "w"));
    PEM_write_PrivateKey(key_file.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    const Owned<FILE, fclose> certificate_file(std::fopen(tls_.certificate.c_str(), "w"));
    PEM_write_X509(certificate_file.get(), certificate.get());
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
  Tls tls_;
};

/// A client under TLS, blocking.
class SecureClient {
 public:
  SecureClient(const TestServer& server, int version) : client_(server.client()) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), version);
    SSL_CTX_set_max_proto_version(context_.get(), version);
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_fd(ssl_.get(), client_.fd());
    connected_ = SSL_connect(ssl_.get()) == 1;
  }
  bool connected() const { return connected_; }
  bool send(std::string_view bytes) {
    return SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size())) == static_cast<int>(bytes.size());
  }
  /// Until all of `size` bytes after the head have come.
  std::string receive(std::size_t size) {
    std::string all;
    char chunk[16384];
    for (;;) {
      const auto end = all.find("\r\n\r\n");
      if (end != std::string::npos && all.size() >= end + 4 + size) return all;
      const int got = SSL_read(ssl_.get(), chunk, sizeof chunk);
      if (got <= 0) return all;
      all.append(chunk, static_cast<std::size_t>(got));
    }
  }
  std::string version() const { return SSL_get_version(ssl_.get()); }

 private:
  Client client_;
  Owned<SSL_CTX, SSL_CTX_free> context_;
  Owned<SSL, SSL_free> ssl_;
  bool connected_ = false;
};

TEST_F(TlsTest, SpeaksOnlyTheVersionsThatAreSafe) {
  TestServer server({}, {}, {}, tls_);
  for (const auto& [version, name] : {std::pair{TLS1_2_VERSION, "TLSv1.2"}, std::pair{TLS1_3_VERSION, "TLSv1.3"}}) {
    SecureClient client(server, version);
    ASSERT_TRUE(client.connected()) << name;
    EXPECT_EQ(client.version(), name);
    for (int i = 0; i < 3; ++i) {
      ASSERT_TRUE(client.send(get_request("/secure")));
      const auto answer = client.receive(13);
      EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 ")) << answer;
      EXPECT_TRUE(answer.ends_with("GET /secure 0"));
      EXPECT_NE(answer.find("strict-transport-security: max-age=31536000\r\n"), std::string::npos);
    }
  }
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) EXPECT_FALSE(SecureClient(server, version).connected());
  ERR_clear_error();
}

TEST_F(TlsTest, CarriesBigBodiesBothWays) {
  const std::string big(3'000'000, 'y');
  Limits limits;
  limits.body_bytes = 4'000'000;
  TestServer server(
      limits,
      [&](Request& request) {
        EXPECT_TRUE(request.tls);
        return Response{.type = "application/octet-stream", .body = request.body};
      },
      {}, tls_);
  SecureClient client(server, TLS1_3_VERSION);
  ASSERT_TRUE(client.connected());
  ASSERT_TRUE(client.send(post_request("/echo", big)));
  const auto answer = client.receive(big.size());
  EXPECT_TRUE(answer.substr(answer.find("\r\n\r\n") + 4) == big);
  ASSERT_TRUE(client.send(get_request("/1") + get_request("/2")));
  auto two = client.receive(0);
  while (count(two, "HTTP/1.1 200") < 2) two += client.receive(0);
  EXPECT_EQ(count(two, "HTTP/1.1 200"), 2U);
}

TEST_F(TlsTest, LetsGoOfClientsThatDoNotSpeakIt) {
  TestServer server(short_limits(), {}, {}, tls_);
  auto plain = server.client();
  plain.send(get_request("/"));
  EXPECT_TRUE(plain.closed(3s));
  auto silent = server.client();
  EXPECT_TRUE(silent.closed(3s));
  EXPECT_EQ(server.handled, 0);
}

TEST_F(TlsTest, RefusesFilesThatDoNotFit) {
  EXPECT_THROW(TestServer({}, {}, {}, {folder_ / "missing.pem", tls_.key}), Error);
  EXPECT_THROW(TestServer({}, {}, {}, {tls_.certificate, tls_.certificate}), Error);
}

}  // namespace
}  // namespace gongting::host::http::test
