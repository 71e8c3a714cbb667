#include "app/supervisor/listening_socket.hpp"

#include <algorithm>

#include "gongting/error.hpp"
#include "http/server.hpp"

namespace gongting::host::app {

ListeningSocket::ListeningSocket(const ListenAddress& where) : where_(where) {
  try {
    fd_ = FileDescriptor(http::listen_on(where.address, static_cast<std::uint16_t>(where.port)));
  } catch (const Error& e) {
    throw Error{e.kind(), std::string(face_name(where.face)) + ": " + e.what()};
  }
}

ListeningSockets open_sockets(const std::vector<ListenAddress>& wanted, const ListeningSockets& open) {
  ListeningSockets sockets;
  for (const auto& where : wanted) {
    const auto kept = std::find_if(open.begin(), open.end(), [&](const auto& socket) { return socket->where() == where; });
    sockets.push_back(kept != open.end() ? *kept : std::make_shared<const ListeningSocket>(where));
  }
  return sockets;
}

}  // namespace gongting::host::app
