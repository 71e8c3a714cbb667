#include "support.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <stdexcept>
#include <utility>

namespace gongting::host::http::test {
using Clock = std::chrono::steady_clock;

namespace {

bool ready(int fd, short what, Clock::time_point until) {
  const auto left = std::chrono::duration_cast<milliseconds>(until - Clock::now()).count();
  pollfd entry{fd, what, 0};
  return ::poll(&entry, 1, static_cast<int>(std::max<long>(left, 0))) == 1;
}

}  // namespace

Client::Client(std::uint16_t port, int receive_buffer) : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect");
}

Client::~Client() {
  if (fd_ >= 0) ::close(fd_);
}

Client::Client(Client&& other) noexcept : fd_(std::exchange(other.fd_, -1)), buffer_(std::move(other.buffer_)) {}

bool Client::send(std::string_view bytes) {
  const auto until = Clock::now() + 5s;
  while (!bytes.empty()) {
    const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EAGAIN || !ready(fd_, POLLOUT, until))
      return false;
  }
  return true;
}

std::size_t Client::send_some(std::string_view bytes) {
  const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  return sent > 0 ? static_cast<std::size_t>(sent) : 0;
}

bool Client::fill(Clock::time_point until) {
  std::array<char, 16384> chunk;
  if (!ready(fd_, POLLIN, until)) return false;
  const auto got = ::recv(fd_, chunk.data(), chunk.size(), 0);
  if (got <= 0) return false;
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

Answer Client::answer(bool bodiless, milliseconds limit) {
  const auto until = Clock::now() + limit;
  std::size_t end;
  while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
    if (!fill(until)) return {};
  Answer answer;
  const auto head = buffer_.substr(0, end + 2);
  if (head.starts_with("HTTP/1.1 ")) answer.status = std::atoi(head.c_str() + 9);
  for (auto at = head.find("\r\n") + 2; at < head.size();) {
    const auto stop = head.find("\r\n", at);
    const auto colon = head.find(": ", at);
    answer.headers.emplace(head.substr(at, colon - at), head.substr(colon + 2, stop - colon - 2));
    at = stop + 2;
  }
  buffer_.erase(0, end + 4);
  const auto length = answer.headers.find("content-length");
  const auto size = bodiless || length == answer.headers.end() ? 0 : std::stoul(length->second);
  while (buffer_.size() < size)
    if (!fill(until)) return {};
  answer.body = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return answer;
}

std::optional<std::string> Client::until_closed(milliseconds limit) {
  const auto until = Clock::now() + limit;
  while (fill(until)) {
  }
  if (Clock::now() >= until) return std::nullopt;
  return std::move(buffer_);
}

bool Client::closed(milliseconds limit) { return until_closed(limit).has_value(); }

void Client::finish_sending() { ::shutdown(fd_, SHUT_WR); }

Limits short_limits() {
  Limits limits;
  limits.header_time = 400ms;
  limits.idle_time = 400ms;
  limits.body_window = 300ms;
  limits.write_window = 400ms;
  limits.request_time = 2s;
  limits.drain_idle = 200ms;
  limits.linger_time = 300ms;
  return limits;
}

TestServer::TestServer(Limits limits, Server::Handler handler, Server::Fast fast, Tls tls, int worker_threads)
    : fd_(listen_on("127.0.0.1", 0)), port_(port_of(fd_)) {
  if (!handler)
    handler = [this](Request& request) {
      ++handled;
      Response response;
      response.type = "text/plain; charset=utf-8";
      response.body = request.method + ' ' + request.path + ' ' + std::to_string(request.body.size());
      return response;
    };
  server_ = std::make_unique<Server>(std::move(limits), std::move(tls), 2, worker_threads, std::move(handler),
                                     std::move(fast));
  server_->start({{fd_, Face::portal}});
}

TestServer::~TestServer() {
  server_.reset();
  ::close(fd_);
}

Answer TestServer::get(const std::string& target) const {
  auto one = client();
  one.send(get_request(target));
  return one.answer();
}

bool eventually(const std::function<bool()>& condition, milliseconds limit) {
  const auto until = Clock::now() + limit;
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  while (!condition()) {
    if (Clock::now() >= until) return false;
    never.wait_for(lock, 5ms);
  }
  return true;
}

std::string get_request(std::string_view target, std::string_view more_headers) {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(more_headers) + "\r\n";
}

std::string post_request(std::string_view target, std::string_view body, std::string_view more_headers) {
  return "POST " + std::string(target) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + what.size())) ++found;
  return found;
}

std::size_t resident() {
  std::ifstream in("/proc/self/statm");
  std::size_t total = 0;
  std::size_t pages = 0;
  in >> total >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

void raise_descriptor_limit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace gongting::host::http::test
