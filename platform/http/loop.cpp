#include "http/loop.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "http/connection.hpp"
#include "http/core.hpp"

namespace gongting::host::http {
namespace asio = boost::asio;
using Descriptor = asio::posix::stream_descriptor;

namespace {

/// Room beyond the biggest head: what one read takes at most.
constexpr std::size_t k_read = 64 * 1024;

std::chrono::milliseconds sweep_interval(const Limits& limits) {
  const auto shortest = std::min({limits.header_time, limits.idle_time, limits.body_window, limits.write_window,
                                  limits.request_time, limits.drain_idle, limits.linger_time});
  return std::clamp(shortest / 4, std::chrono::milliseconds(10), std::chrono::milliseconds(250));
}

std::string address_of(const sockaddr_storage& peer) {
  char text[INET6_ADDRSTRLEN] = "";
  if (peer.ss_family == AF_INET)
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(peer).sin_addr, text, sizeof text);
  if (peer.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(peer).sin6_addr, text, sizeof text);
  return text;
}

}  // namespace

struct Watch {
  Watch(asio::io_context& io, int fd) : descriptor(io, fd) {}
  Descriptor descriptor;
  bool waits_to_read = false;
  bool waits_to_write = false;
};

void WatchDelete::operator()(Watch* watch) const { delete watch; }

struct Loop::Impl {
  struct Listening {
    Descriptor descriptor;
    Face face;
  };

  // One thread runs it, so the reactor needs no locks; posting from other threads stays safe.
  asio::io_context io{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO};
  asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(io);
  asio::steady_timer timer{io};
  std::chrono::milliseconds interval{};
  std::vector<Listening> listening;
  std::vector<std::size_t> out_of_descriptors;  // listeners that rest until the next tick
};

Loop::Loop(Core& core) : core_(core), impl_(std::make_unique<Impl>()), scratch_(core.limits.header_bytes + k_read) {
  impl_->interval = sweep_interval(core.limits);
}

Loop::~Loop() {
  // What is closed takes itself off the list.
  while (!connections_.empty()) std::shared_ptr<Connection>(connections_.back())->close();
}

void Loop::listen(int fd, Face face) {
  const int copy = ::fcntl(fd, F_DUPFD_CLOEXEC, 0);
  if (copy < 0) throw std::system_error(errno, std::generic_category(), "listening socket");
  ::fcntl(copy, F_SETFL, ::fcntl(copy, F_GETFL) | O_NONBLOCK);
  // Accepted sockets inherit both. A slow reader shall not fill the kernel's memory with megabytes that it never takes.
  const int yes = 1;
  const int unsent = 128 * 1024;
  ::setsockopt(copy, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::setsockopt(copy, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
  impl_->listening.push_back({Descriptor(impl_->io, copy), face});
}

void Loop::run() {
  for (std::size_t i = 0; i < impl_->listening.size(); ++i) accept(i);
  tick();
  impl_->io.run();
}

void Loop::drain() {
  asio::post(impl_->io, [this] {
    impl_->listening.clear();
    impl_->out_of_descriptors.clear();
    const auto now = std::chrono::steady_clock::now();
    // Backwards, as one that closes is replaced by the last of the list.
    for (auto i = connections_.size(); i-- > 0;) {
      const auto connection = connections_[i];
      connection->drain(now);
    }
  });
}

void Loop::stop() {
  asio::post(impl_->io, [this] { impl_->io.stop(); });
}

void Loop::answered(std::shared_ptr<Connection> connection) {
  asio::post(impl_->io, [connection = std::move(connection)] { connection->on_answered(); });
}

void Loop::stream_ready(std::weak_ptr<Connection> connection) {
  asio::post(impl_->io, [connection = std::move(connection)] {
    if (const auto found = connection.lock()) found->on_stream();
  });
}

void Loop::resume_later(std::shared_ptr<Connection> connection) {
  asio::post(impl_->io, [connection = std::move(connection)] { connection->resume(); });
}

WatchPtr Loop::watch(int fd) { return WatchPtr(new Watch(impl_->io, fd)); }

void Loop::wait(Connection& connection, bool for_writing) {
  auto& watch = *connection.watch;
  bool& waits = for_writing ? watch.waits_to_write : watch.waits_to_read;
  if (std::exchange(waits, true)) return;
  watch.descriptor.async_wait(
      for_writing ? Descriptor::wait_write : Descriptor::wait_read,
      [self = connection.shared_from_this(), for_writing](const boost::system::error_code& error) {
        if (error || !self->watch) return;
        (for_writing ? self->watch->waits_to_write : self->watch->waits_to_read) = false;
        self->on_ready();
      });
}

void Loop::accept(std::size_t listener) {
  // One connection a turn: of several processes on one socket, the one with the least to do comes back first.
  impl_->listening[listener].descriptor.async_wait(Descriptor::wait_read, [this, listener](const auto& error) {
    if (error || listener >= impl_->listening.size()) return;
    auto& listening = impl_->listening[listener];
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd = ::accept4(listening.descriptor.native_handle(), reinterpret_cast<sockaddr*>(&peer), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)) {
      impl_->out_of_descriptors.push_back(listener);
      return;
    }
    if (fd >= 0) {
      core_.opened();
      auto& loop = core_.least_loaded(*this);
      loop.open.fetch_add(1, std::memory_order_relaxed);
      if (&loop == this)
        adopt(fd, listening.face, address_of(peer));
      else
        asio::post(loop.impl_->io,
                   [&loop, fd, face = listening.face, address = address_of(peer)] { loop.adopt(fd, face, address); });
    }
    accept(listener);
  });
}

void Loop::adopt(int fd, Face face, std::string peer) {
  if (core_.open.load(std::memory_order_relaxed) > core_.limits.connections) {
    static constexpr std::string_view busy =
        "HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    if (!core_.tls->on()) (void)::send(fd, busy.data(), busy.size(), MSG_NOSIGNAL);
    ::close(fd);
    open.fetch_sub(1, std::memory_order_relaxed);
    core_.refused.fetch_add(1, std::memory_order_relaxed);
    return core_.closed();
  }
  auto connection = std::make_shared<Connection>(core_, *this, fd, face, std::move(peer));
  connection->index = connections_.size();
  connections_.push_back(connection);
  connection->start();
}

void Loop::remove(Connection& connection) {
  const auto index = connection.index;
  if (index + 1 != connections_.size()) {
    connections_[index] = std::move(connections_.back());
    connections_[index]->index = index;
  }
  connections_.pop_back();
  open.fetch_sub(1, std::memory_order_relaxed);
  core_.closed();
}

/// Deadlines are looked at here, all at once, instead of a timer for each read.
void Loop::tick() {
  const auto now = std::chrono::steady_clock::now();
  // Backwards, as one that closes is replaced by the last of the list.
  for (auto i = connections_.size(); i-- > 0;) {
    const auto connection = connections_[i];
    connection->tick(now);
  }
  for (const auto listener : std::exchange(impl_->out_of_descriptors, {})) accept(listener);
  impl_->timer.expires_after(impl_->interval);
  impl_->timer.async_wait([this](const auto& error) {
    if (!error) tick();
  });
}

}  // namespace gongting::host::http
