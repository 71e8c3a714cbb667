// What supervisor and worker say to each other: one socket pair a worker, one message a packet.
//
// From the worker:  ready {about}, failed {reason, lasting}, beat {counters, gauges}, replace {reason}, tell {text}
// To the worker:    serve, drain {ms}, tell {text} (of another worker)
// The end of the channel means that the other side is gone.
#ifndef GONGTING_APP_SUPERVISOR_CONTROL_CHANNEL_HPP
#define GONGTING_APP_SUPERVISOR_CONTROL_CHANNEL_HPP

#include <optional>
#include <string>
#include <utility>

#include "app/supervisor/file_descriptor.hpp"
#include "gongting/value.hpp"

namespace gongting::host::app {

struct ControlMessage {
  std::string word;
  std::string encoded;  // a map
  ValueRef fields() const { return ValueRef(encoded); }
};

class ControlChannel {
 public:
  explicit ControlChannel(FileDescriptor fd) : fd_(std::move(fd)) {}
  /// Two connected ends: the supervisor's, and the one that a worker inherits.
  static std::pair<ControlChannel, FileDescriptor> pair();

  int fd() const { return fd_.get(); }
  /// False when the other side is gone or does not read any more.
  bool send(std::string_view word, const Fields& fields = {});
  /// Nothing when no message waits; an empty word at the end of the channel. Never blocks.
  std::optional<ControlMessage> receive();
  void close() { fd_.close(); }

 private:
  FileDescriptor fd_;
};

}  // namespace gongting::host::app

#endif
