// An answer that does not end: what is written to it from any thread goes out on the connection's own I/O thread, and no
// handler waits meanwhile.
#ifndef GONGTING_HTTP_STREAM_HPP
#define GONGTING_HTTP_STREAM_HPP

#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace gongting::host::http {

class Stream {
 public:
  /// A reader that leaves more than this untaken is let go.
  static constexpr std::size_t k_most_waiting = 16 * 1024;

  /// [any-thread] False when the reader is gone.
  bool write(std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (waiting_.size() + bytes.size() > k_most_waiting) closed_ = true;
    else waiting_ += bytes;
    if (wake_) wake_();
    return !closed_;
  }
  /// Ends the answer. [any-thread]
  void close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    if (wake_) wake_();
  }
  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }

  /// For the edge: `wake` is called, under the lock, whenever there is something to do.
  void attach(std::function<void()> wake) {
    const std::lock_guard lock(mutex_);
    wake_ = std::move(wake);
    if (wake_ && (closed_ || !waiting_.empty())) wake_();
  }
  /// For the edge: the connection is gone.
  void detach() {
    const std::lock_guard lock(mutex_);
    wake_ = nullptr;
    closed_ = true;
  }
  /// For the edge: what waits, and whether it ends with it.
  std::pair<std::string, bool> take() {
    const std::lock_guard lock(mutex_);
    return {std::exchange(waiting_, {}), closed_};
  }

 private:
  mutable std::mutex mutex_;
  std::function<void()> wake_;
  std::string waiting_;
  bool closed_ = false;
};

}  // namespace gongting::host::http

#endif
