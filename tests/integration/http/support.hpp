// A server in this process on a port of its own, and a client that sends whatever bytes it is given.
#ifndef GONGTING_TESTS_INTEGRATION_HTTP_SUPPORT_HPP
#define GONGTING_TESTS_INTEGRATION_HTTP_SUPPORT_HPP

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/server.hpp"

namespace gongting::host::http::test {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

struct Answer {
  int status = 0;  // 0: no complete answer came
  std::map<std::string, std::string> headers;
  std::string body;
};

class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer = 0);
  ~Client();
  Client(Client&& other) noexcept;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// False when the other end does not take all of it.
  bool send(std::string_view bytes);
  /// What the kernel takes without waiting; 0 also when the connection is gone.
  std::size_t send_some(std::string_view bytes);
  /// The next answer; its body by content-length unless `bodiless`.
  Answer answer(bool bodiless = false, milliseconds limit = 5s);
  /// All that comes until the other end closes; nothing when it does not close in time.
  std::optional<std::string> until_closed(milliseconds limit = 5s);
  bool closed(milliseconds limit = 5s);
  void finish_sending();
  int fd() const { return fd_; }

 private:
  bool fill(std::chrono::steady_clock::time_point until);

  int fd_ = -1;
  std::string buffer_;
};

/// Limits short enough for a test to wait for them.
Limits short_limits();

class TestServer {
 public:
  /// Answers "METHOD path body-size" unless another handler is given.
  explicit TestServer(Limits limits = {}, Server::Handler handler = {}, Server::Fast fast = {}, Tls tls = {},
                      int worker_threads = 4);
  ~TestServer();
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  std::uint16_t port() const { return port_; }
  Server& operator*() { return *server_; }
  Server* operator->() { return server_.get(); }
  Client client() const { return Client(port_); }
  /// One GET on a connection of its own.
  Answer get(const std::string& target) const;

  std::atomic<int> handled{0};  // by the default handler

 private:
  int fd_;
  std::uint16_t port_;
  std::unique_ptr<Server> server_;
};

/// Polls until the condition holds; false when it does not in time.
bool eventually(const std::function<bool()>& condition, milliseconds limit = 5s);

std::string get_request(std::string_view target, std::string_view more_headers = "");
std::string post_request(std::string_view target, std::string_view body, std::string_view more_headers = "");
std::size_t count(std::string_view text, std::string_view what);
/// Sanitizers hold freed memory back: figures about memory mean nothing then.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool k_sanitized = true;
#else
inline constexpr bool k_sanitized = false;
#endif
/// Memory of this process that lies in RAM, in bytes.
std::size_t resident();
/// Lets this process have as many descriptors as the system allows.
void raise_descriptor_limit();

}  // namespace gongting::host::http::test

#endif
