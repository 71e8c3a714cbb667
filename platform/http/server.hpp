// The HTTP/1.1 edge: sockets are read and written on a few I/O threads, handlers run on a pool of worker threads.
// Whatever is malformed, ambiguous, too big or too slow is answered here and never reaches a handler.
#ifndef GONGTING_HTTP_SERVER_HPP
#define GONGTING_HTTP_SERVER_HPP

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "http/message.hpp"

namespace gongting::host::http {

/// What one client may cost. The defaults are the product's.
struct Limits {
  std::size_t header_bytes = 16 * 1024;             // request line and headers together: 431
  std::size_t url_bytes = 8 * 1024;                 // 414
  std::size_t header_count = 100;                   // 431
  std::uint64_t body_bytes = 1024 * 1024;           // 413
  std::uint64_t upload_bytes = 50 * 1024 * 1024;    // multipart/form-data as a whole: 413
  std::size_t upload_files = 20;                    // 413
  std::uint64_t buffered_bytes = 64 * 1024 * 1024;  // bodies held in memory, all connections together: 503
  std::size_t connections = 10'000;                 // one more is answered 503 and closed
  std::size_t queue = 512;                          // requests waiting for a worker thread: 503 with Retry-After

  std::chrono::milliseconds header_time{10'000};  // first to last byte of a header block: 408
  std::chrono::milliseconds idle_time{60'000};    // between requests
  std::size_t body_rate = 1024;                   // bytes a second, looked at once every body_window: 408
  std::chrono::milliseconds body_window{5'000};
  std::size_t write_rate = 1024;  // bytes a second that a reader has to take, looked at once every write_window
  std::chrono::milliseconds write_window{20'000};
  std::chrono::milliseconds request_time{10'000};  // from the complete request to the answer; then 503
  std::chrono::milliseconds drain_idle{2'000};     // silence after which a draining server closes a connection
  std::chrono::milliseconds linger_time{2'000};    // for a refused client to read why before the socket goes

  std::size_t gzip_bytes = 1024;  // smaller answers are not worth compressing
  std::filesystem::path upload_folder = "/tmp";
};

/// Both empty for plain HTTP. Files in PEM; the certificate file may hold the chain.
struct Tls {
  std::filesystem::path certificate;
  std::filesystem::path key;
  bool on() const { return !certificate.empty(); }
};

/// A socket that is bound and listening already; several processes may share it. The server works on a duplicate.
struct Listener {
  int fd = -1;
  Face face = Face::portal;
};

/// Binds and listens: "127.0.0.1", "::1", "0.0.0.0" or "::"; port 0 picks one. Throws Error saying which address and
/// why.
int listen_on(const std::string& address, std::uint16_t port);
std::uint16_t port_of(int fd);

/// Totals since start. Refused are the requests that the edge itself answered with 4xx or 503.
struct Counters {
  std::uint64_t connections = 0;  // accepted
  std::uint64_t open = 0;         // now
  std::uint64_t requests = 0;     // complete and well-formed
  std::uint64_t refused = 0;
  std::uint64_t timed_out = 0;  // handlers that were past their deadline
  std::uint64_t queued = 0;     // waiting for a worker now
};

class Server {
 public:
  /// Runs on a worker thread; may block. What it throws becomes a bare 500 and a line in the log.
  using Handler = std::function<Response(Request&)>;
  /// Runs on an I/O thread for every GET and HEAD, before Handler: must not block. Nothing = ask the Handler.
  using Fast = std::function<std::optional<Response>(const Request&)>;
  /// The page for a status that the edge answers by itself; "" for a bare one. Any thread; must not block or throw.
  using ErrorPage = std::function<std::string(int status, std::string_view request_id)>;
  /// A handler did not return by the request's deadline; the client has had its 503. Runs on an I/O thread.
  using Overdue = std::function<void(std::string_view request_id)>;

  /// Throws Error when the certificate or key cannot be used.
  Server(Limits limits, Tls tls, int io_threads, int worker_threads, Handler handler, Fast fast);
  ~Server();  // stop()
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Both before start().
  void set_error_page(ErrorPage page);
  void set_overdue(Overdue overdue);

  void start(const std::vector<Listener>& listeners);

  /// Accepts no more. What runs finishes; every answer from now on says Connection: close; a connection that stays
  /// silent for Limits::drain_idle is closed. The listening sockets themselves stay open for other processes.
  void drain();
  /// Waits until no connection is left. False when time ran out.
  bool wait_drained(std::chrono::milliseconds limit);
  /// Waits for the handlers that run (a stuck one holds it up: exit the process instead), closes everything.
  void stop();

  Counters counters() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gongting::host::http

#endif
