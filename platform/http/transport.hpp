// A connected socket that never blocks, plain or under TLS.
#ifndef GONGTING_HTTP_TRANSPORT_HPP
#define GONGTING_HTTP_TRANSPORT_HPP

#include <cstddef>
#include <filesystem>
#include <string_view>

typedef struct ssl_st SSL;
typedef struct ssl_ctx_st SSL_CTX;

namespace gongting::host::http {

/// Certificate, key and rules for all connections: TLS 1.2 and 1.3 with forward secrecy, nothing older.
class TlsContext {
 public:
  TlsContext() = default;
  /// Throws Error naming the file and the reason.
  TlsContext(const std::filesystem::path& certificate, const std::filesystem::path& key);
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

  bool on() const { return context_ != nullptr; }
  SSL_CTX* get() const { return context_; }

 private:
  SSL_CTX* context_ = nullptr;
};

/// What an operation came to: done, or what the socket has to be ready for before it is tried again.
enum class Io { done, wants_read, wants_write, closed };

struct IoResult {
  Io io;
  std::size_t size = 0;  // bytes moved when done
};

/// Does not own the descriptor. One thread at a time.
class Transport {
 public:
  Transport(int fd, const TlsContext& tls);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  bool tls() const { return ssl_ != nullptr; }
  Io handshake();
  IoResult read(char* to, std::size_t size);
  /// Some bytes of the first text, then of the second.
  IoResult write(std::string_view first, std::string_view second);
  /// Bytes that were taken off the socket but not read yet.
  bool has_pending() const;
  /// Whether a read would find something: data, or the end.
  bool readable() const;
  /// No more will be written; the other end sees the end of the stream after all that was.
  void finish();

 private:
  Io verdict(int code) const;

  int fd_;
  SSL* ssl_ = nullptr;
};

}  // namespace gongting::host::http

#endif
