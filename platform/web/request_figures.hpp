// What is counted of requests, by site, module and answer, and how long they took; and their lines in the log.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "base/config.hpp"
#include "gongting/value.hpp"

namespace gongting::host::web {

/// One request that was answered. Borrows everything.
struct Answered {
  std::string_view site;    // slug; "" on the front page
  std::string_view module;  // name of the plugin; "" for the host's own pages
  std::string_view method;
  std::string_view route;   // its pattern, never the path: that may hold what is nobody's business; "" when there is none
  std::int64_t account_id = 0;
  int status = 0;
  std::chrono::steady_clock::duration time{};
};

/// [any-thread]
class RequestFigures {
 public:
  explicit RequestFigures(const Config::Log& settings) : settings_(settings) {}

  void note(const Answered& request);

  /// Entries for the counters of a process; the names are those of `GET /metrics`, without "gongting_".
  void add_to(Fields& counters) const;

 private:
  // Up to the longest deadline that a request has by default; the last bucket of a histogram is all of them.
  static constexpr std::array<int, 11> k_bounds_ms{5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10'000};
  struct Times {
    std::array<std::int64_t, k_bounds_ms.size() + 1> of_bucket{};
    std::int64_t microseconds = 0;
  };
  using Counts = std::array<std::int64_t, 6>;  // by the hundreds of the status

  bool worth_a_line(const Answered& request) const;

  const Config::Log& settings_;
  mutable std::mutex mutex_;
  std::map<std::string, std::map<std::string, Counts, std::less<>>, std::less<>> counts_;  // by site and module
  std::map<std::string, Times, std::less<>> times_;                                        // by module
};

}  // namespace gongting::host::web
