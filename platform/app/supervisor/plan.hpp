// What the supervisor takes from the configuration, and how it is told about workers.
#ifndef GONGTING_APP_SUPERVISOR_PLAN_HPP
#define GONGTING_APP_SUPERVISOR_PLAN_HPP

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <future>
#include <map>
#include <string>
#include <vector>

#include "app/supervisor/listening_socket.hpp"
#include "gongting/value.hpp"

namespace gongting::host::app {

/// One generation of workers, as the configuration of one moment wants it.
struct Plan {
  int workers = 2;
  std::vector<ListenAddress> listen;
  std::chrono::milliseconds drain{10'000};        // for what runs when a worker stops
  std::chrono::milliseconds ready_limit{60'000};  // for a worker to become ready
  std::chrono::milliseconds silence_limit{15'000};  // a ready worker without a heartbeat for so long is replaced
  std::filesystem::path program;
  /// Before those of WorkerPlace. "{configuration}" becomes the path of `configuration` in the worker.
  std::vector<std::string> arguments;
  /// The text of the configuration file. Workers read this copy, so that one which is replaced later still gets the
  /// configuration of its generation, whatever has become of the file.
  std::string configuration;
};

/// Reads the configuration anew. Errors: Error with file, key and reason.
using ReadPlan = std::function<Plan()>;

/// Shared memory in which a worker marks what runs, so that a crash can be attributed.
struct CallMarks {
  std::size_t size = 0;  // 0: none
  /// One line for each call that was running, from the memory behind the descriptor.
  std::function<std::vector<std::string>(int fd)> read;
};

struct WorkerStatus {
  int slot = 0, generation = 0;
  pid_t pid = 0;
  std::string state;  // starting, ready, draining
  double seconds = 0;  // since it was started
  std::map<std::string, double> counters, gauges;
};

struct Status {
  int generation = 0;
  bool stopping = false, reloading = false;
  std::uint64_t restarts = 0, reloads = 0, refused_reloads = 0;
  std::string last_reload;  // "" or what came of it
  std::vector<WorkerStatus> workers;
  std::map<std::string, double> counters;  // of all workers ever, by name
  Value plugins;                           // as the newest ready worker tells
};

struct ReloadOutcome {
  bool done = false;
  int generation = 0;
  std::string text;
};

}  // namespace gongting::host::app

#endif
