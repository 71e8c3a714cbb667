#include "jobs/runner.hpp"

#include <typeinfo>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "jobs/bell.hpp"

namespace gongting::host::jobs {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds k_moment{5};  // for the queue's own statements

}  // namespace

Runner::Runner(store::Database& database, const Options& options) : database_(database), options_(options) {
  taker_.name = random_token(12);
  taker_.lease_ms = options.lease.count();
}

Runner::~Runner() {
  drain();
  for (auto& thread : threads_) thread.join();
}

void Runner::handle(const std::string& kind, Handler handler) {
  if (!handlers_.emplace(kind, std::move(handler)).second)
    throw Error{Kind::internal, "two handlers for jobs of the kind " + kind};
  taker_.kinds.push_back(kind);
}

void Runner::schedule(const Schedule& schedule, Handler handler) {
  handle(schedule.kind, std::move(handler));
  schedules_.push_back(schedule);
}

void Runner::subscribe(const Subscriber& subscriber, const EventHandler& handler) {
  if (handler)
    handle(delivery_kind(subscriber.name),
           [handler](store::Session& db, const Job& job) { handler(db, delivered(job)); });
  subscribers_.push_back(subscriber);
}

void Runner::start() {
  const std::lock_guard lock(mutex_);
  for (int i = 0; i < options_.threads; ++i) {
    ++working_;
    threads_.emplace_back([this] { work(); });
  }
}

void Runner::drain() {
  stopping_ = true;
  Bell::of_process().ring();
}

bool Runner::wait_drained(std::chrono::milliseconds limit) {
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, limit, [this] { return working_ == 0; });
}

void Runner::work() {
  Look look;
  while (!stopping_) {
    // Counted before the look: what is committed during it is not slept through.
    const auto heard = Bell::of_process().count();
    bool more = false;
    try {
      count_again();
      more = step(look);
    } catch (const Error& error) {
      log(Level::warning, "the queue of jobs is looked at later", {{"reason", error.what()}});
    }
    if (!more && !stopping_) Bell::of_process().wait(heard, options_.poll);
  }
  const std::lock_guard lock(mutex_);
  --working_;
  ended_.notify_all();
}

int Runner::run_due() {
  Look look;
  int count = 0;
  while (step(look)) ++count;
  return count;
}

store::Session Runner::lease_moment() { return database_.lease(Clock::now() + k_moment); }

/// Costs no statement when nobody wrote since the last look and what waits is for later.
void Runner::look_again(Look& look, std::int64_t now) {
  const auto mark = database_.mark();
  if (mark && mark == look.mark && now < look.outlook.next()) return;
  auto db = lease_moment();
  look.outlook = look_ahead(db, taker_.kinds);
  look.outlook.untold = look.outlook.untold && options_.tells;
  look.mark = mark;
}

/// One thread of the process counts for all, now and then: a queue may be long.
void Runner::count_again() {
  const auto now = now_ms();
  auto last = standing_.at_ms.load();
  if (now - last < options_.count.count() && now >= last) return;
  if (!standing_.at_ms.compare_exchange_strong(last, now)) return;
  auto db = lease_moment();
  const auto found = jobs::standing(db);
  standing_.waiting = found.waiting, standing_.running = found.running, standing_.dead = found.dead;
}

void Runner::make_scheduled(Look& look, std::int64_t now) {
  for (const auto& schedule : schedules_) {
    const auto due = last_due(schedule, now);
    if (auto& made = look.made[schedule.kind]; made != due) {
      auto db = lease_moment();
      make_due(db, schedule, due);
      db.commit();
      made = due;
    }
  }
}

/// Does one job. False: there was none.
bool Runner::step(Look& look) {
  const auto now = now_ms();
  make_scheduled(look, now);
  look_again(look, now);
  if (look.outlook.next() > now) return false;
  std::optional<Job> job;
  {
    auto db = lease_moment();
    if (look.outlook.lapse && *look.outlook.lapse <= now && reclaim(db) > 0)
      log(Level::warning, "jobs are tried again whose worker died or took too long");
    db.commit();
    while (look.outlook.untold && tell(db, subscribers_)) {
    }
    job = take(db, taker_);
  }
  if (!job) return false;
  run(*job);
  return true;
}

void Runner::run(const Job& job) {
  std::string reason;
  try {
    auto db = database_.lease(Clock::now() + options_.lease);
    handlers_.at(job.kind)(db, job);
    if (complete(db, taker_, job)) {
      db.commit();
      ++done_;
      return;
    }
    db.rollback();
    log(Level::warning, "a job took longer than its lease; what it wrote is taken back",
        {{"kind", job.kind}, {"job", job.id}});
    return;
  } catch (const Declined& declined) {
    return note_declined(job, declined.reason);
  } catch (const Error& error) {
    reason = error.what();
  } catch (const std::exception& error) {
    // Its text may hold data of persons; an Error's must not.
    reason = std::string("an exception of the type ") + typeid(error).name();
  } catch (...) {
    reason = "an unknown exception";
  }
  note_failure(job, reason);
}

void Runner::note_declined(const Job& job, const std::string& reason) {
  ++declined_;
  try {
    auto db = lease_moment();
    decline(db, taker_, job, reason);
    db.commit();
  } catch (const Error& error) {
    // Its lease runs out, and then it is declined again.
    log(Level::warning, "a job that is not wanted could not be dropped", {{"job", job.id}, {"reason", error.what()}});
  }
}

void Runner::note_failure(const Job& job, const std::string& reason) {
  ++failed_;
  const bool dead = job.attempts >= job.max_attempts;
  log(dead ? Level::error : Level::warning, dead ? "a job failed for the last time" : "a job failed",
      {{"kind", job.kind}, {"job", job.id}, {"attempt", job.attempts}, {"of", job.max_attempts}});
  try {
    auto db = lease_moment();
    fail(db, taker_, job, reason);
    db.commit();
  } catch (const Error& error) {
    // Its lease runs out, and then it is tried again.
    log(Level::warning, "a failed attempt could not be noted", {{"job", job.id}, {"reason", error.what()}});
  }
}

}  // namespace gongting::host::jobs
