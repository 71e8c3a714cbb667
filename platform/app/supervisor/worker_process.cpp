#include "app/supervisor/worker_process.hpp"

#include <sys/mman.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "app/supervisor/process_launcher.hpp"
#include "app/supervisor/worker_frame.hpp"
#include "base/log.hpp"

namespace gongting::host::app {
namespace {

using namespace std::chrono_literals;

// A worker keeps to the drain time by itself; only one that hangs is still there after this much more.
constexpr auto k_grace_after_drain = 3s;

FileDescriptor shared_memory(const char* name, std::size_t size) {
  FileDescriptor memory(memfd_create(name, MFD_CLOEXEC));
  if (!memory || ftruncate(memory.get(), static_cast<off_t>(size)) != 0)
    throw Error{Kind::unavailable, std::string("cannot get memory for ") + name + ": " + std::strerror(errno)};
  return memory;
}

}  // namespace

Generation::Generation(int number_, Plan plan_, ListeningSockets sockets_)
    : number(number_), plan(std::move(plan_)), sockets(std::move(sockets_)) {
  const auto& text = plan.configuration;
  configuration = shared_memory("gongting-configuration", text.size());
  if (pwrite(configuration.get(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    throw Error{Kind::unavailable, std::string("cannot keep the configuration: ") + std::strerror(errno)};
}

WorkerProcess::WorkerProcess(const Generation& generation, int slot, int number, const CallMarks& marks)
    : slot_(slot),
      number_(number),
      generation_(generation.number),
      started_(Clock::now()),
      last_beat_(started_),
      drain_(generation.plan.drain),
      ready_limit_(generation.plan.ready_limit),
      silence_limit_(generation.plan.silence_limit),
      channel_(FileDescriptor()),
      read_marks_(marks) {
  auto [ours, theirs] = ControlChannel::pair();
  channel_ = std::move(ours);
  if (marks.size > 0) marks_ = shared_memory("gongting-call-marks", marks.size);

  WorkerPlace place;
  place.slot = slot;
  place.number = number;
  place.generation = generation.number;
  place.control = theirs.get();
  place.marks = marks_.get();
  Launch start{generation.plan.program, generation.plan.arguments, {theirs.get(), generation.configuration.get()}};
  if (marks_) start.inherited.push_back(marks_.get());
  for (const auto& socket : generation.sockets) {
    place.listening.push_back({socket->fd(), socket->where().face});
    start.inherited.push_back(socket->fd());
  }
  for (auto& argument : start.arguments)
    if (argument == "{configuration}") argument = "/proc/self/fd/" + std::to_string(generation.configuration.get());
  for (auto& argument : place.arguments()) start.arguments.push_back(std::move(argument));
  pid_ = launch(start);
}

std::optional<std::string> WorkerProcess::next_word(Value& about) {
  while (channel_.fd() >= 0) {
    const auto message = channel_.receive();
    if (!message) return std::nullopt;
    if (message->word.empty()) {
      channel_.close();
      return std::nullopt;
    }
    last_beat_ = Clock::now();
    const auto fields = message->fields();
    if (message->word == "beat") {
      take_beat(fields);
    } else if (message->word == "failed") {
      failure_ = std::string(fields["reason"].text());
      failed_for_good_ = fields["lasting"].boolean();
    } else if (message->word == "ready" && state_ == State::starting) {
      state_ = State::ready;
      about = fields.value();
      return message->word;
    } else if (message->word == "tell") {
      about = fields["text"].value();
      return message->word;
    } else if (message->word == "replace" && state_ == State::ready) {
      replacement_wanted_ = true;
      about = fields["reason"].value();
      return message->word;
    }
  }
  return std::nullopt;
}

void WorkerProcess::take_beat(ValueRef fields) {
  const auto take = [](ValueRef from, std::map<std::string, double>& to) {
    from.for_each([&](std::string_view name, ValueRef value) { return to[std::string(name)] = value.real(), true; });
  };
  take(fields["counters"], counters_);
  take(fields["gauges"], gauges_);
}

void WorkerProcess::serve() {
  last_beat_ = Clock::now();
  channel_.send("serve");
}

void WorkerProcess::tell(const Value& about) { channel_.send("tell", {{"text", about}}); }

void WorkerProcess::drain() {
  state_ = State::draining;
  drain_began_ = Clock::now();
  channel_.send("drain", {{"ms", static_cast<std::int64_t>(drain_.count())}});
}

void WorkerProcess::kill(const std::string& reason) {
  if (killed_) return;
  if (!reason.empty()) log(Level::error, "killing worker: " + reason, names());
  killed_ = true;
  ::kill(pid_, SIGKILL);
}

WorkerProcess::Clock::time_point WorkerProcess::patience_ends() const {
  if (killed_) return Clock::time_point::max();
  switch (state_) {
    case State::starting: return started_ + ready_limit_;
    case State::ready: return last_beat_ + silence_limit_;
    case State::draining: break;
  }
  return drain_began_ + drain_ + k_grace_after_drain;
}

std::string WorkerProcess::lost_patience() const {
  switch (state_) {
    case State::starting: return "it did not become ready within " + std::to_string(ready_limit_.count() / 1000) + " s";
    case State::ready: return "it sent no heartbeat for " + std::to_string(silence_limit_.count() / 1000) + " s";
    case State::draining: break;
  }
  return "it did not stop at the end of its drain";
}

std::optional<int> WorkerProcess::exited() {
  siginfo_t info{};
  if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0) return std::nullopt;
  // While its process is not yet reaped, the number of its group cannot belong to another.
  ::kill(-pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
  return status;
}

std::vector<std::string> WorkerProcess::calls() const {
  return marks_ && read_marks_.read ? read_marks_.read(marks_.get()) : std::vector<std::string>{};
}

WorkerStatus WorkerProcess::status() const {
  WorkerStatus status;
  status.slot = slot_;
  status.generation = generation_;
  status.pid = pid_;
  status.state = state_ == State::starting ? "starting" : state_ == State::ready ? "ready" : "draining";
  status.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
  status.counters = counters_;
  status.gauges = gauges_;
  return status;
}

Fields WorkerProcess::names() const {
  return {{"worker", slot_}, {"generation", generation_}, {"pid", static_cast<std::int64_t>(pid_)}};
}

}  // namespace gongting::host::app
