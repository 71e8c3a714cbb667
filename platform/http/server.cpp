#include "http/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <thread>

#include "gongting/error.hpp"
#include "http/connection.hpp"
#include "http/core.hpp"
#include "http/loop.hpp"
#include "http/response_head.hpp"

namespace gongting::host::http {
namespace {

/// How many handlers run at once. Never one alone: another's long statement would hold up every page.
int cores() { return std::max(2, static_cast<int>(std::thread::hardware_concurrency())); }

}  // namespace

Core::Core(Limits limits_, const Tls& tls_, int worker_threads, Server::Handler handler_, Server::Fast fast_)
    : limits(std::move(limits_)),
      tls(tls_.on() ? std::make_unique<TlsContext>(tls_.certificate, tls_.key) : std::make_unique<TlsContext>()),
      handler(std::move(handler_)),
      fast(std::move(fast_)),
      pool(std::max(worker_threads, 1), cores(), limits.queue, [](Job& job) { job.connection->run(job); }) {}

Core::~Core() = default;

Response Core::error_answer(int status, std::string_view request_id) const {
  Response response;
  response.status = status;
  if (error_page) response.body = error_page(status, request_id);
  if (response.body.empty()) response.body = plain_error_page(status, request_id);
  response.set("cache-control", "no-store");
  if (status == 405) response.set("allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
  if (status == 503) response.set("retry-after", "5");
  return response;
}

Loop& Core::least_loaded(Loop& own) const {
  auto* best = &own;
  for (const auto& loop : loops)
    if (loop->open.load(std::memory_order_relaxed) < best->open.load(std::memory_order_relaxed)) best = loop.get();
  return *best;
}

void Core::opened() {
  accepted.fetch_add(1, std::memory_order_relaxed);
  open.fetch_add(1, std::memory_order_relaxed);
}

void Core::closed() {
  if (open.fetch_sub(1, std::memory_order_acq_rel) != 1 || !draining.load()) return;
  const std::lock_guard lock(mutex);
  empty.notify_all();
}

struct Server::Impl {
  Impl(Limits limits, const Tls& tls, int io_threads, int worker_threads, Handler handler, Fast fast)
      : core(std::move(limits), tls, worker_threads, std::move(handler), std::move(fast)) {
    for (int i = 0; i < std::max(io_threads, 1); ++i) core.loops.push_back(std::make_unique<Loop>(core));
  }

  Core core;
  std::vector<std::thread> threads;
  bool stopped = false;
};

Server::Server(Limits limits, Tls tls, int io_threads, int worker_threads, Handler handler, Fast fast)
    : impl_(std::make_unique<Impl>(std::move(limits), tls, io_threads, worker_threads, std::move(handler),
                                   std::move(fast))) {}

Server::~Server() { stop(); }

void Server::set_error_page(ErrorPage page) { impl_->core.error_page = std::move(page); }
void Server::set_overdue(Overdue overdue) { impl_->core.overdue = std::move(overdue); }

void Server::start(const std::vector<Listener>& listeners) {
  // OpenSSL writes without MSG_NOSIGNAL: a client that went away must not end the process.
  if (std::signal(SIGPIPE, SIG_IGN) == SIG_ERR) throw std::system_error(errno, std::generic_category(), "SIGPIPE");
  auto& core = impl_->core;
  for (const auto& loop : core.loops)
    for (const auto& listener : listeners) loop->listen(listener.fd, listener.face);
  core.pool.start();
  for (const auto& loop : core.loops) impl_->threads.emplace_back([&loop] { loop->run(); });
}

void Server::drain() {
  auto& core = impl_->core;
  if (core.draining.exchange(true)) return;
  for (const auto& loop : core.loops) loop->drain();
}

bool Server::wait_drained(std::chrono::milliseconds limit) {
  auto& core = impl_->core;
  std::unique_lock lock(core.mutex);
  return core.empty.wait_for(lock, limit, [&] { return core.open.load() == 0; });
}

void Server::stop() {
  if (std::exchange(impl_->stopped, true)) return;
  drain();
  auto& core = impl_->core;
  core.pool.stop();  // before the loops: a handler that runs still has its connection
  for (const auto& loop : core.loops) loop->stop();
  for (auto& thread : impl_->threads) thread.join();
  impl_->threads.clear();
  core.loops.clear();
}

Counters Server::counters() const {
  const auto& core = impl_->core;
  return {.connections = core.accepted.load(),
          .open = core.open.load(),
          .requests = core.requests.load(),
          .refused = core.refused.load(),
          .timed_out = core.timed_out.load(),
          .queued = core.pool.waiting()};
}

int listen_on(const std::string& address, std::uint16_t port) {
  sockaddr_storage storage{};
  socklen_t size = 0;
  auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, address.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    size = sizeof v4;
  } else if (inet_pton(AF_INET6, address.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    size = sizeof v6;
  } else {
    throw Error(Kind::bad_input, "listen: " + address + " is no IP address");
  }
  const int fd = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  if (fd >= 0) ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd < 0 || ::bind(fd, reinterpret_cast<const sockaddr*>(&storage), size) != 0 || ::listen(fd, 4096) != 0) {
    const auto why = std::generic_category().message(errno);
    if (fd >= 0) ::close(fd);
    throw Error(Kind::unavailable,
                "listen: cannot listen on " + address + " port " + std::to_string(port) + ": " + why);
  }
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size) != 0) return 0;
  // The port lies at the same place for both families.
  return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

}  // namespace gongting::host::http
