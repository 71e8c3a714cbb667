// What a process counts about its database, and from when on a statement is told in the log as slow.
#ifndef GONGTING_STORE_FIGURES_HPP
#define GONGTING_STORE_FIGURES_HPP

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "gongting/value.hpp"

namespace gongting::host::store {

/// Of the whole process. [any-thread]
class Figures {
 public:
  enum class Kind { read, write, commit };

  static Figures& of_process();

  /// From now on statements that take this long have a line in the log; zero: none has.
  void tell_slow_from(std::chrono::milliseconds limit) { slow_ = limit; }

  void waited_for_connection(std::chrono::steady_clock::duration time);
  void refused_connection() { ++refused_; }

  /// Entries for the counters of a process; the names are those of `GET /metrics`, without "gongting_".
  void add_to(Fields& counters) const;

  /// Takes the time of one statement until it goes. `plugin` is empty for the host's own; `sql` has no values in it.
  class Running {
   public:
    Running(Kind kind, std::string_view plugin, std::string_view sql)
        : kind_(kind), plugin_(plugin), sql_(sql), began_(std::chrono::steady_clock::now()) {}
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

   private:
    Kind kind_;
    std::string_view plugin_, sql_;
    std::chrono::steady_clock::time_point began_;
  };

 private:
  struct Sum {
    std::atomic<std::int64_t> count{0}, microseconds{0};
    void add(std::chrono::steady_clock::duration time);
  };
  Sum sums_[3], waits_;
  std::atomic<std::int64_t> slow_statements_{0}, refused_{0};
  std::atomic<std::chrono::milliseconds> slow_{std::chrono::milliseconds(0)};
};

}  // namespace gongting::host::store

#endif
