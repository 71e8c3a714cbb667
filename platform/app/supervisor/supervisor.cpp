#include "app/supervisor/supervisor.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "app/supervisor/process_launcher.hpp"
#include "base/log.hpp"

namespace gongting::host::app {
namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr auto k_longest_wait = 500ms;
constexpr auto k_first_backoff = 100ms, k_longest_backoff = 5000ms;
constexpr int k_early_deaths_at_start = 5;  // then the first generation is given up
constexpr int k_numbers = 60;               // see WorkerPlace::number

}  // namespace

Supervisor::Supervisor(ReadPlan read_plan, CallMarks marks) : read_plan_(std::move(read_plan)), marks_(std::move(marks)) {}

Supervisor::~Supervisor() {
  for (auto& worker : workers_) worker.kill("");
}

void Supervisor::open() {
  sigset_t watched;
  sigemptyset(&watched);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&watched, signal);
  pthread_sigmask(SIG_BLOCK, &watched, nullptr);
  signals_ = FileDescriptor(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
  wake_ = FileDescriptor(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  auto plan = read_plan_();
  auto sockets = open_sockets(plan.listen, {});
  current_ = std::make_unique<Generation>(++last_generation_, std::move(plan), std::move(sockets));
  slots_.assign(static_cast<std::size_t>(current_->plan.workers), {});
}

int Supervisor::run() {
  while (true) {
    reconcile();
    publish();
    if (stopping_ && workers_.empty()) break;
    wait_for_events();
    take_exits();
    lose_patience();
  }
  finish_reload(false, "the service is stopping");
  for (auto& answer : std::exchange(later_answers_, {}))
    if (answer) answer->set_value({false, current_->number, "the service is stopping"});
  return exit_code_;
}

void Supervisor::wait_for_events() {
  std::vector<pollfd> watched{{signals_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}};
  auto until = Clock::now() + k_longest_wait;
  for (const auto& worker : workers_) {
    if (worker.channel() >= 0) watched.push_back({worker.channel(), POLLIN, 0});
    until = std::min(until, worker.patience_ends());
  }
  for (const auto& slot : slots_)
    if (slot.not_before > Clock::now()) until = std::min(until, slot.not_before);
  const auto wait = std::chrono::ceil<milliseconds>(until - Clock::now());
  poll(watched.data(), watched.size(), static_cast<int>(std::max<std::int64_t>(0, wait.count())));

  take_signals();
  std::uint64_t count = 0;
  while (::read(wake_.get(), &count, sizeof count) > 0) {}
  std::deque<std::function<void()>> orders;
  {
    const std::lock_guard lock(mutex_);
    orders.swap(orders_);
  }
  for (const auto& what : orders) what();
  for (auto& worker : workers_) take_messages(worker);
}

void Supervisor::take_signals() {
  signalfd_siginfo info;
  while (::read(signals_.get(), &info, sizeof info) == sizeof info) {
    if (info.ssi_signo == SIGHUP) {
      begin_reload(nullptr);
    } else if (info.ssi_signo != SIGCHLD) {
      if (stopping_)
        for (auto& worker : workers_) worker.kill("asked a second time to stop");
      begin_stop();
    }
  }
}

void Supervisor::take_messages(WorkerProcess& worker) {
  Value about;
  while (const auto word = worker.next_word(about)) {
    if (*word == "ready") {
      became_ready(worker, about);
    } else if (*word == "tell") {
      for (auto& other : workers_)
        if (&other != &worker && other.state() == State::ready) other.tell(about);
    } else {
      auto line = worker.names();
      line.emplace_back("reason", about);
      log(Level::warning, "worker asks to be replaced", line);
    }
  }
}

void Supervisor::became_ready(WorkerProcess& worker, const Value& about) {
  log(Level::info, "worker is ready", worker.names());
  const auto encoded = about.encode();
  const auto told = ValueRef(encoded);
  if (of_next(worker)) return next_is_ready(told);
  if (stopping_ || !of_current(worker)) {
    worker.kill("");
    return;
  }
  ever_ready_ = true;
  remember(told);
  slots_[static_cast<std::size_t>(worker.slot())] = {};
  worker.serve();
  for (auto& other : workers_)
    if (&other != &worker && of_current(other) && other.slot() == worker.slot() && other.state() == State::ready) other.drain();
}

void Supervisor::next_is_ready(ValueRef told) {
  std::string reason;
  told["problems"].for_each([&](std::string_view name, ValueRef problem) {
    if (!ever_ready_ || problems_.contains(std::string(name))) return true;
    reason = std::string(name) + " worked before and would not any more: " + std::string(problem.text());
    return false;
  });
  if (!reason.empty()) return finish_reload(false, reason);
  const auto ready = std::count_if(workers_.begin(), workers_.end(), [this](const auto& other) {
    return of_next(other) && other.state() == State::ready;
  });
  if (ready < next_->plan.workers) return;
  take_over();
  remember(told);
}

void Supervisor::remember(ValueRef told) {
  told_.plugins = told["plugins"].value();
  problems_.clear();
  told["problems"].for_each([&](std::string_view name, ValueRef) { return problems_.emplace(name), true; });
}

void Supervisor::take_exits() {
  for (auto worker = workers_.begin(); worker != workers_.end();) {
    const auto status = worker->exited();
    if (!status) {
      ++worker;
      continue;
    }
    take_messages(*worker);  // its last words
    for (const auto& [name, count] : worker->counters()) counters_of_the_gone_[name] += count;
    std::list<WorkerProcess> gone;
    gone.splice(gone.end(), workers_, worker++);
    lost(gone.front(), *status);
  }
}

void Supervisor::lost(WorkerProcess& worker, int status) {
  const auto how = describe_exit(status);
  auto line = worker.names();
  line.emplace_back("exit", how);
  if (worker.state() == State::draining && status == 0) {
    log(Level::info, "worker has stopped", line);
    return;
  }
  List calls;
  for (const auto& call : worker.calls()) calls.emplace_back(call);
  std::string during;
  for (const auto& call : worker.calls()) during += (during.empty() ? "; it was running " : ", ") + call;
  if (!calls.empty()) line.emplace_back("calls", std::move(calls));
  if (!worker.failure().empty()) line.emplace_back("reason", worker.failure());
  const auto reason = worker.failure().empty() ? "a worker died with " + how + during : worker.failure();
  if (of_next(worker)) {
    finish_reload(false, reason);
    return;
  }
  if (stopping_ || !of_current(worker) || worker.state() == State::draining) {
    if (!worker.killed()) log(Level::warning, "worker was gone before its drain ended", line);
    return;
  }
  log(Level::error, worker.state() == State::starting ? "worker failed to start" : "worker died; starting another", line);
  ++told_.restarts;
  if (worker.state() == State::starting) early_death(worker.slot(), reason, worker.failed_for_good());
}

void Supervisor::early_death(int number, const std::string& reason, bool for_good) {
  auto& slot = slots_[static_cast<std::size_t>(number)];
  const auto count = ++slot.early_deaths;
  if (count > 1) {
    const auto wait = k_first_backoff * (1 << std::min(count - 2, 10));
    slot.not_before = Clock::now() + std::min<milliseconds>(wait, k_longest_backoff);
  }
  if (ever_ready_ || stopping_ || !(for_good || count >= k_early_deaths_at_start)) return;
  log(Level::error, "the service cannot start", {{"reason", reason}});
  exit_code_ = 1;
  begin_stop();
}

void Supervisor::lose_patience() {
  for (auto& worker : workers_)
    if (worker.patience_ends() <= Clock::now()) worker.kill(worker.lost_patience());
}

void Supervisor::reconcile() {
  if (stopping_) return;
  for (int number = 0; number < static_cast<int>(slots_.size()) && !stopping_; ++number) {
    const bool held = std::any_of(workers_.begin(), workers_.end(), [&](const auto& worker) {
      return of_current(worker) && worker.slot() == number && worker.state() != State::draining && !worker.replacement_wanted();
    });
    if (held || slots_[static_cast<std::size_t>(number)].not_before > Clock::now()) continue;
    std::string reason;
    if (!spawn(*current_, number, reason)) early_death(number, reason, false);
  }
}

bool Supervisor::spawn(const Generation& generation, int slot, std::string& reason) {
  try {
    workers_.emplace_back(generation, slot, free_number(), marks_);
    return true;
  } catch (const Error& e) {
    reason = e.what();
    log(Level::error, "worker could not be started", {{"reason", reason}});
    return false;
  }
}

int Supervisor::free_number() const {
  for (int number = 0; number < k_numbers; ++number)
    if (std::none_of(workers_.begin(), workers_.end(), [&](const auto& worker) { return worker.number() == number; })) return number;
  throw Error{Kind::unavailable, "too many workers are still draining; lower drain_s, or reload less often"};
}

std::future<ReloadOutcome> Supervisor::reload() {
  auto answer = std::make_shared<std::promise<ReloadOutcome>>();
  order([this, answer] { begin_reload(answer); });
  return answer->get_future();
}

void Supervisor::stop() {
  order([this] { begin_stop(); });
}

void Supervisor::replace(int slot) {
  order([this, slot] {
    for (auto& worker : workers_)
      if (of_current(worker) && worker.slot() == slot && worker.state() == State::ready) worker.want_replacement();
  });
}

void Supervisor::order(std::function<void()> what) {
  {
    const std::lock_guard lock(mutex_);
    orders_.push_back(std::move(what));
  }
  const std::uint64_t one = 1;
  if (::write(wake_.get(), &one, sizeof one) < 0) return;  // a full counter wakes as well
}

void Supervisor::begin_reload(Answer answer) {
  if (next_) {  // what changed since then needs a generation of its own
    later_answers_.push_back(answer);
    return;
  }
  reload_answers_.push_back(answer);
  if (stopping_) return finish_reload(false, "the service is stopping");
  try {
    auto plan = read_plan_();
    auto sockets = open_sockets(plan.listen, current_->sockets);
    next_ = std::make_unique<Generation>(++last_generation_, std::move(plan), std::move(sockets));
  } catch (const Error& e) {
    return finish_reload(false, e.what());
  }
  log(Level::info, "reloading", {{"generation", next_->number}});
  std::string reason;
  for (int slot = 0; slot < next_->plan.workers; ++slot)
    if (!spawn(*next_, slot, reason)) return finish_reload(false, reason);
}

void Supervisor::take_over() {
  current_ = std::move(next_);
  slots_.assign(static_cast<std::size_t>(current_->plan.workers), {});
  ever_ready_ = true;
  for (auto& worker : workers_)
    if (of_current(worker)) worker.serve();
  for (auto& worker : workers_) {
    if (of_current(worker)) continue;
    if (worker.state() == State::ready) worker.drain();
    else if (worker.state() == State::starting) worker.kill("");
  }
  finish_reload(true, "generation " + std::to_string(current_->number) + " serves");
}

void Supervisor::finish_reload(bool done, const std::string& text) {
  if (next_) {
    for (auto& worker : workers_)
      if (of_next(worker)) worker.kill("");
    next_.reset();
  }
  if (reload_answers_.empty()) return;
  ++(done ? told_.reloads : told_.refused_reloads);
  told_.last_reload = text;
  if (done) log(Level::info, "reloaded", {{"generation", current_->number}});
  else log(Level::error, "the reload was refused; the old generation goes on", {{"reason", text}});
  publish();
  for (auto& answer : std::exchange(reload_answers_, {}))
    if (answer) answer->set_value({done, current_->number, text});
  if (later_answers_.empty() || stopping_) return;
  order([this] {
    auto later = std::exchange(later_answers_, {});
    const auto last = later.back();
    later.pop_back();
    reload_answers_ = std::move(later);
    begin_reload(last);
  });
}

void Supervisor::begin_stop() {
  if (stopping_) return;
  log(Level::info, "stopping");
  stopping_ = true;
  finish_reload(false, "the service is stopping");
  current_->sockets.clear();
  for (auto& worker : workers_) {
    if (worker.state() == State::ready) worker.drain();
    else if (worker.state() == State::starting) worker.kill("");
  }
}

Status Supervisor::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Supervisor::publish() {
  auto status = told_;
  status.generation = current_->number;
  status.stopping = stopping_;
  status.reloading = next_ != nullptr;
  status.counters = counters_of_the_gone_;
  for (const auto& worker : workers_) {
    status.workers.push_back(worker.status());
    for (const auto& [name, count] : worker.counters()) status.counters[name] += count;
  }
  const std::lock_guard lock(mutex_);
  status_ = std::move(status);
}

}  // namespace gongting::host::app
