#include "http/transport.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "gongting/error.hpp"

namespace gongting::host::http {
namespace {

constexpr std::size_t k_record = 16 * 1024;  // the most that one TLS record carries

std::string last_error() {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  return text.data();
}

int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in,
                    unsigned int in_size, void*) {
  static constexpr unsigned char offered[] = "\x08http/1.1";
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, offered, sizeof offered - 1, in, in_size) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

TlsContext::TlsContext(const std::filesystem::path& certificate, const std::filesystem::path& key) {
  context_ = SSL_CTX_new(TLS_server_method());
  if (context_ == nullptr) throw Error(Kind::internal, "TLS: " + last_error());
  const auto fail = [&](const std::string& what) {
    const auto why = last_error();
    SSL_CTX_free(context_);
    context_ = nullptr;
    throw Error(Kind::internal, "TLS: " + what + ": " + why);
  };
  SSL_CTX_set_min_proto_version(context_, TLS1_2_VERSION);
  SSL_CTX_set_options(context_, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // An idle connection gives its record buffers back: thousands of them wait on a phone's next tap.
  SSL_CTX_set_mode(context_,
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
  if (SSL_CTX_set_cipher_list(context_, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1) fail("ciphers");
  SSL_CTX_set_alpn_select_cb(context_, choose_protocol, nullptr);
  if (SSL_CTX_use_certificate_chain_file(context_, certificate.c_str()) != 1)
    fail("certificate " + certificate.string());
  if (SSL_CTX_use_PrivateKey_file(context_, key.c_str(), SSL_FILETYPE_PEM) != 1) fail("key " + key.string());
  if (SSL_CTX_check_private_key(context_) != 1) fail("key " + key.string() + " does not belong to the certificate");
}

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

Transport::Transport(int fd, const TlsContext& tls) : fd_(fd) {
  if (!tls.on()) return;
  ssl_ = SSL_new(tls.get());
  if (ssl_ == nullptr || SSL_set_fd(ssl_, fd) != 1) {
    SSL_free(ssl_);
    throw std::bad_alloc();
  }
  SSL_set_accept_state(ssl_);
}

Transport::~Transport() { SSL_free(ssl_); }

Io Transport::verdict(int code) const {
  const int error = SSL_get_error(ssl_, code);
  ERR_clear_error();
  if (error == SSL_ERROR_WANT_READ) return Io::wants_read;
  if (error == SSL_ERROR_WANT_WRITE) return Io::wants_write;
  return Io::closed;
}

Io Transport::handshake() {
  const int code = SSL_do_handshake(ssl_);
  return code == 1 ? Io::done : verdict(code);
}

IoResult Transport::read(char* to, std::size_t size) {
  if (ssl_ != nullptr) {
    std::size_t got = 0;
    const int code = SSL_read_ex(ssl_, to, size, &got);
    return code == 1 ? IoResult{Io::done, got} : IoResult{verdict(code)};
  }
  for (;;) {
    const auto got = ::recv(fd_, to, size, 0);
    if (got > 0) return {Io::done, static_cast<std::size_t>(got)};
    if (got < 0 && errno == EINTR) continue;
    return {got < 0 && errno == EAGAIN ? Io::wants_read : Io::closed};
  }
}

IoResult Transport::write(std::string_view first, std::string_view second) {
  if (ssl_ != nullptr) {
    // One record for what fits in one. A write that is tried again makes the same record again.
    thread_local std::string joined;
    std::string_view record = first.empty() ? second : first;
    if (!first.empty() && !second.empty() && first.size() < k_record) {
      joined.assign(first);
      joined.append(second.substr(0, std::min(second.size(), k_record - first.size())));
      record = joined;
    }
    if (record.empty()) return {Io::done, 0};
    std::size_t sent = 0;
    const int code = SSL_write_ex(ssl_, record.data(), record.size(), &sent);
    return code == 1 ? IoResult{Io::done, sent} : IoResult{verdict(code)};
  }
  std::array<iovec, 2> parts{
      {{const_cast<char*>(first.data()), first.size()}, {const_cast<char*>(second.data()), second.size()}}};
  msghdr message{};
  message.msg_iov = parts.data();
  message.msg_iovlen = second.empty() ? 1 : 2;
  for (;;) {
    const auto sent = ::sendmsg(fd_, &message, MSG_NOSIGNAL);
    if (sent >= 0) return {Io::done, static_cast<std::size_t>(sent)};
    if (errno == EINTR) continue;
    return {errno == EAGAIN ? Io::wants_write : Io::closed};
  }
}

bool Transport::has_pending() const { return ssl_ != nullptr && SSL_has_pending(ssl_) == 1; }

bool Transport::readable() const {
  pollfd entry{fd_, POLLIN, 0};
  return has_pending() || ::poll(&entry, 1, 0) == 1;
}

void Transport::finish() {
  if (ssl_ != nullptr && SSL_is_init_finished(ssl_) == 1) {
    SSL_shutdown(ssl_);
    ERR_clear_error();
  }
  ::shutdown(fd_, SHUT_WR);
}

}  // namespace gongting::host::http
