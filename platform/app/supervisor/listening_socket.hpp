// The sockets that clients connect to. The supervisor opens them once and hands them to every worker: a connection that
// waits in a socket's queue is taken by whichever worker serves then, so that no change of generation loses one.
#ifndef GONGTING_APP_SUPERVISOR_LISTENING_SOCKET_HPP
#define GONGTING_APP_SUPERVISOR_LISTENING_SOCKET_HPP

#include <memory>
#include <string>
#include <vector>

#include "app/supervisor/file_descriptor.hpp"
#include "base/scope.hpp"

namespace gongting::host::app {

struct ListenAddress {
  Face face = Face::portal;
  std::string address;  // numeric, IPv4 or IPv6
  int port = 0;
  bool operator==(const ListenAddress&) const = default;
};

class ListeningSocket {
 public:
  /// Errors: Error with face, address, reason and what to do.
  explicit ListeningSocket(const ListenAddress& where);
  int fd() const { return fd_.get(); }
  const ListenAddress& where() const { return where_; }

 private:
  ListenAddress where_;
  FileDescriptor fd_;
};

using ListeningSockets = std::vector<std::shared_ptr<const ListeningSocket>>;

/// One socket for each address; those of `open` are kept where the address is the same.
/// Errors: as ListeningSocket.
ListeningSockets open_sockets(const std::vector<ListenAddress>& wanted, const ListeningSockets& open);

}  // namespace gongting::host::app

#endif
