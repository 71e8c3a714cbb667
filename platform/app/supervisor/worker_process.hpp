// One worker, seen from the supervisor: its process, its channel, and what it last told.
#ifndef GONGTING_APP_SUPERVISOR_WORKER_PROCESS_HPP
#define GONGTING_APP_SUPERVISOR_WORKER_PROCESS_HPP

#include <memory>
#include <optional>

#include "app/supervisor/control_channel.hpp"
#include "app/supervisor/plan.hpp"

namespace gongting::host::app {

/// A plan that workers run under: numbered, with its sockets open and its configuration kept.
struct Generation {
  int number = 0;
  Plan plan;
  ListeningSockets sockets;
  FileDescriptor configuration;  // memory that holds plan.configuration

  Generation(int number, Plan plan, ListeningSockets sockets);
};

class WorkerProcess {
 public:
  using Clock = std::chrono::steady_clock;
  enum class State { starting, ready, draining };

  /// Starts the process. Errors: Error{unavailable}.
  WorkerProcess(const Generation& generation, int slot, int number, const CallMarks& marks);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  int slot() const { return slot_; }
  int number() const { return number_; }
  int generation() const { return generation_; }
  pid_t pid() const { return pid_; }
  State state() const { return state_; }
  int channel() const { return channel_.fd(); }
  bool replacement_wanted() const { return replacement_wanted_; }
  void want_replacement() { replacement_wanted_ = true; }
  /// What it said before it gave up, and whether another attempt is of no use.
  const std::string& failure() const { return failure_; }
  bool failed_for_good() const { return failed_for_good_; }
  const std::map<std::string, double>& counters() const { return counters_; }

  /// Takes in what waits in the channel. The word of a message that changes something for others ("ready", "replace", "tell")
  /// comes back; `about` is then what a ready worker told. Nothing when no message is left.
  std::optional<std::string> next_word(Value& about);
  void serve();
  void tell(const Value& about);
  void drain();
  /// With everything it started. The log says why unless the reason is empty.
  void kill(const std::string& reason);
  bool killed() const { return killed_; }
  /// When it must have become ready, sent a heartbeat or finished draining.
  Clock::time_point patience_ends() const;
  /// Why it is to be killed at that time.
  std::string lost_patience() const;
  /// The exit status when the process has ended; leaves nothing of its process group.
  std::optional<int> exited();
  /// The calls that were running, from its call marks.
  std::vector<std::string> calls() const;
  WorkerStatus status() const;
  Fields names() const;  // for a line of the log

 private:
  void take_beat(ValueRef fields);

  int slot_, number_, generation_;
  pid_t pid_ = 0;
  State state_ = State::starting;
  bool replacement_wanted_ = false, failed_for_good_ = false, killed_ = false;
  std::string failure_;
  Clock::time_point started_, last_beat_, drain_began_;
  std::chrono::milliseconds drain_, ready_limit_, silence_limit_;
  ControlChannel channel_;
  FileDescriptor marks_;
  const CallMarks& read_marks_;
  std::map<std::string, double> counters_, gauges_;
};

}  // namespace gongting::host::app

#endif
