#include "app/supervisor/control_channel.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace gongting::host::app {

std::pair<ControlChannel, FileDescriptor> ControlChannel::pair() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0)
    throw Error{Kind::unavailable, std::string("cannot make a control channel: ") + std::strerror(errno)};
  return {ControlChannel(FileDescriptor(ends[0])), FileDescriptor(ends[1])};
}

bool ControlChannel::send(std::string_view word, const Fields& fields) {
  const auto packet = std::string(word) + '\n' + encode_fields(fields);
  return fd_ && ::send(fd_.get(), packet.data(), packet.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(packet.size());
}

std::optional<ControlMessage> ControlChannel::receive() {
  ssize_t size = ::recv(fd_.get(), nullptr, 0, MSG_PEEK | MSG_TRUNC);  // the size of the packet that waits
  if (size < 0) return errno == EAGAIN || errno == EINTR ? std::nullopt : std::optional<ControlMessage>(ControlMessage{});
  std::string packet(static_cast<std::size_t>(size), '\0');
  size = ::recv(fd_.get(), packet.data(), packet.size(), 0);
  if (size <= 0) return ControlMessage{};
  const auto line = packet.find('\n');
  if (line == std::string::npos) return ControlMessage{};
  return ControlMessage{packet.substr(0, line), packet.substr(line + 1)};
}

}  // namespace gongting::host::app
