// Owns one file descriptor and closes it.
#ifndef GONGTING_APP_SUPERVISOR_FILE_DESCRIPTOR_HPP
#define GONGTING_APP_SUPERVISOR_FILE_DESCRIPTOR_HPP

#include <unistd.h>

#include <utility>

namespace gongting::host::app {

class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor() { close(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

}  // namespace gongting::host::app

#endif
