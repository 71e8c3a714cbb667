// Starts the workers, watches them, replaces them, and rolls them over to a new generation. Runs no plugin code and
// answers no client, so that a fault of the public edge or of a plugin cannot reach it.
#ifndef GONGTING_APP_SUPERVISOR_SUPERVISOR_HPP
#define GONGTING_APP_SUPERVISOR_SUPERVISOR_HPP

#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <set>

#include "app/supervisor/plan.hpp"
#include "app/supervisor/worker_process.hpp"

namespace gongting::host::app {

class Supervisor {
 public:
  explicit Supervisor(ReadPlan read_plan, CallMarks marks = {});
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  /// Reads the plan, opens the sockets and blocks the signals that run() waits for; threads started after it leave them
  /// alone. Errors: as ReadPlan and ListeningSocket.
  void open();
  /// Until SIGTERM or SIGINT, or until the first generation turns out not to be startable. Gives back the exit code.
  /// SIGHUP reloads. A second SIGTERM does not wait for what runs.
  int run();

  /// The rest: [any-thread], while run() runs.
  Status status() const;
  using Answer = std::shared_ptr<std::promise<ReloadOutcome>>;
  /// The answer comes when the new generation serves, or is given up and the old one goes on.
  std::future<ReloadOutcome> reload();
  /// Like SIGTERM.
  void stop();
  /// Replaces the ready worker of this slot, if there is one; the new one starts first.
  void replace(int slot);

 private:
  using Clock = WorkerProcess::Clock;
  using State = WorkerProcess::State;
  struct Slot {  // of the current generation
    int early_deaths = 0;  // in a row, before it was ready
    Clock::time_point not_before{};
  };

  void wait_for_events();
  void take_signals();
  void take_messages(WorkerProcess& worker);
  void take_exits();
  void lost(WorkerProcess& worker, int status);
  void lose_patience();
  void reconcile();
  bool spawn(const Generation& generation, int slot, std::string& reason);
  void early_death(int slot, const std::string& reason, bool for_good);
  void became_ready(WorkerProcess& worker, const Value& about);

  void begin_reload(Answer answer);
  void next_is_ready(ValueRef told);
  void remember(ValueRef told);
  void take_over();
  void finish_reload(bool done, const std::string& text);
  void begin_stop();

  int free_number() const;
  bool of_current(const WorkerProcess& worker) const { return current_ && worker.generation() == current_->number; }
  bool of_next(const WorkerProcess& worker) const { return next_ && worker.generation() == next_->number; }
  void order(std::function<void()> what);
  void publish();

  ReadPlan read_plan_;
  CallMarks marks_;
  FileDescriptor signals_, wake_;
  std::unique_ptr<Generation> current_, next_;
  int last_generation_ = 0;
  std::vector<Slot> slots_;
  std::list<WorkerProcess> workers_;
  std::vector<Answer> reload_answers_, later_answers_;  // for the reload that runs, and for the one after it
  bool ever_ready_ = false, stopping_ = false;
  int exit_code_ = 0;
  Status told_;  // the parts of the status that are not derived
  std::map<std::string, double> counters_of_the_gone_;
  std::set<std::string> problems_;  // names of what does not work in the current generation

  mutable std::mutex mutex_;  // guards what follows
  Status status_;
  std::deque<std::function<void()>> orders_;
};

}  // namespace gongting::host::app

#endif
