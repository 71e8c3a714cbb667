// Does the jobs of the queue: threads of this process that take, run and note what came of it.
#ifndef GONGTING_JOBS_RUNNER_HPP
#define GONGTING_JOBS_RUNNER_HPP

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "jobs/outbox.hpp"
#include "jobs/queue.hpp"
#include "jobs/schedule.hpp"
#include "store/database.hpp"

namespace gongting::host::jobs {

/// Gets a session without a transaction. What it writes there is committed together with the mark that the job is done:
/// both are there or neither. So work outside of the database comes first, and has to bear being done twice. It does
/// not commit. Its statements end with the lease; see renew() for work that takes longer. What it throws is a failed
/// attempt.
using Handler = std::function<void(store::Session&, const Job&)>;
using EventHandler = std::function<void(store::Session&, const Event&)>;

/// Thrown by a handler for what is not wanted (any more): the job is dropped for this reason, and not tried again.
struct Declined {
  std::string reason;  // a key of locale/*.json, or words without data of persons
};

class Runner {
 public:
  struct Options {
    int threads = 1;
    std::chrono::milliseconds poll{1000};
    std::chrono::milliseconds lease{60'000};
    std::chrono::milliseconds count{15'000};  // how old the answer of standing() may be
    bool tells = true;  // false: another runner makes the jobs of events
  };
  struct Counters {
    std::int64_t done = 0, failed = 0, declined = 0;  // attempts
  };

  Runner(store::Database& database, const Options& options);
  /// Waits for the jobs that run.
  ~Runner();
  Runner(const Runner&) = delete;

  // Before start().
  void handle(const std::string& kind, Handler handler);
  void schedule(const Schedule& schedule, Handler handler);
  /// Once for each subscriber. Events of these types come to it, in order for each record, at least once. Without a
  /// handler they wait for a process that has one: a subscriber that cannot run now misses nothing.
  void subscribe(const Subscriber& subscriber, const EventHandler& handler);

  void start();
  /// Takes no more jobs; what runs finishes.
  void drain();
  bool wait_drained(std::chrono::milliseconds limit);

  /// Does in this thread what is due now, until nothing is. Answers how many attempts that were.
  int run_due();

  /// As it was when this process looked last; all zero when it has no threads.
  Standing standing() const { return {standing_.waiting.load(), standing_.running.load(), standing_.dead.load()}; }
  Counters counters() const { return {done_.load(), failed_.load(), declined_.load()}; }

 private:
  /// What one thread remembers between two looks at the queue.
  struct Look {
    std::optional<store::Mark> mark;  // taken before the last look
    Outlook outlook;
    std::map<std::string, std::int64_t> made;  // by schedule, the moment that has been seen to
  };
  void work();
  bool step(Look& look);
  void make_scheduled(Look& look, std::int64_t now);
  void look_again(Look& look, std::int64_t now);
  void count_again();
  void run(const Job& job);
  void note_declined(const Job& job, const std::string& reason);
  void note_failure(const Job& job, const std::string& reason);
  store::Session lease_moment();

  store::Database& database_;
  const Options options_;
  Taker taker_;
  std::map<std::string, Handler> handlers_;
  std::vector<Schedule> schedules_;
  std::vector<Subscriber> subscribers_;
  std::vector<std::thread> threads_;
  std::atomic<bool> stopping_{false};
  struct {
    std::atomic<std::int64_t> waiting{0}, running{0}, dead{0};
    std::atomic<std::int64_t> at_ms{0};  // when they were counted
  } standing_;
  std::atomic<std::int64_t> done_{0}, failed_{0}, declined_{0};
  std::mutex mutex_;
  std::condition_variable ended_;
  int working_ = 0;
};

}  // namespace gongting::host::jobs

#endif
