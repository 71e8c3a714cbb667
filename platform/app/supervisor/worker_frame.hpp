// The frame of a worker process: what the supervisor expects of it, whatever it serves.
#ifndef GONGTING_APP_SUPERVISOR_WORKER_FRAME_HPP
#define GONGTING_APP_SUPERVISOR_WORKER_FRAME_HPP

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "gongting/value.hpp"

namespace gongting::host::app {

/// What the supervisor hands to a worker by its arguments; descriptors are open in this process.
struct WorkerPlace {
  int slot = 0;        // 0 to workers - 1; a replacement has the slot of the one it replaces
  int number = 0;      // different for all workers alive on this node, draining ones included; 0 to 59
  int generation = 1;
  int control = -1;
  int marks = -1;      // shared memory for call marks; -1 when there is none
  struct Listening {
    int fd = -1;
    Face face = Face::portal;
  };
  std::vector<Listening> listening;

  /// As arguments of a process, and back. Errors: Error{bad_input}.
  std::vector<std::string> arguments() const;
  static WorkerPlace from_arguments(const std::vector<std::string>& arguments);
};

/// What runs inside a worker. All calls come from the main thread of the process.
class WorkerService {
 public:
  virtual ~WorkerService() = default;
  /// Gets everything ready but takes no connection. Answers {"plugins": […], "problems": {name: reason}}: what the
  /// operations port shows, and what does not work here although the rest does. A generation with a problem that the one
  /// before it did not have does not take over.
  /// Errors: Error{unavailable} when a later attempt may succeed (the database does not answer yet), any other when not.
  virtual Fields prepare(const WorkerPlace& place) = 0;
  /// Takes connections from now on.
  virtual void serve() = 0;
  /// Takes no new connection; running requests finish.
  virtual void drain() = 0;
  /// Waits until all have finished. False when the time was too short.
  virtual bool wait_drained(std::chrono::milliseconds limit) = 0;
  /// {"counters": {name: number that only grows}, "gauges": {name: number}}, names as in Prometheus, with labels.
  virtual Fields figures() = 0;
  /// Before prepare(): by `tell` it says something to the other workers of the node. [any-thread] What does not fit into the
  /// channel is lost.
  virtual void use_others(std::function<void(const std::string&)>) {}
  /// Another worker has said this.
  virtual void told(const std::string&) {}
  /// A reason when this process should be replaced, for example because two handlers are stuck. Called often.
  virtual std::optional<std::string> replacement_wanted() { return std::nullopt; }
};

/// Runs the service until the supervisor says drain, is gone, or SIGTERM comes. The process must have no other thread
/// when it is called. Gives back the exit code; does not return when handlers are stuck after the drain.
int run_worker(const WorkerPlace& place, WorkerService& service);

}  // namespace gongting::host::app

#endif
