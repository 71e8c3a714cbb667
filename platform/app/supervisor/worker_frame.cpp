#include "app/supervisor/worker_frame.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "app/supervisor/control_channel.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

namespace gongting::host::app {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
using namespace std::chrono_literals;

constexpr auto k_beat = 1s;
constexpr auto k_look = 200ms;
constexpr auto k_drain_without_supervisor = 10s;

int number_of(const std::string& option, const std::string& text) {
  long long number = 0;
  if (!parse_integer(text, number) || number < -1 || number > 1 << 30)
    throw Error{Kind::bad_input, "worker: " + option + " is not a number; workers are started by gongting serve only"};
  return static_cast<int>(number);
}

FileDescriptor watch_signals() {
  sigset_t watched;
  sigemptyset(&watched);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&watched, signal);
  pthread_sigmask(SIG_BLOCK, &watched, nullptr);
  return FileDescriptor(signalfd(-1, &watched, SFD_CLOEXEC | SFD_NONBLOCK));
}

}  // namespace

std::vector<std::string> WorkerPlace::arguments() const {
  std::vector<std::string> out{"slot=" + std::to_string(slot), "number=" + std::to_string(number),
                               "generation=" + std::to_string(generation), "control=" + std::to_string(control),
                               "marks=" + std::to_string(marks)};
  for (const auto& socket : listening) out.push_back(std::string(face_name(socket.face)) + "=" + std::to_string(socket.fd));
  return out;
}

WorkerPlace WorkerPlace::from_arguments(const std::vector<std::string>& arguments) {
  WorkerPlace place;
  for (const auto& argument : arguments) {
    const auto sign = argument.find('=');
    const auto option = argument.substr(0, sign);
    const int value = number_of(option, sign == std::string::npos ? "" : argument.substr(sign + 1));
    if (option == "slot") place.slot = value;
    else if (option == "number") place.number = value;
    else if (option == "generation") place.generation = value;
    else if (option == "control") place.control = value;
    else if (option == "marks") place.marks = value;
    else if (option == "portal") place.listening.push_back({value, Face::portal});
    else if (option == "console") place.listening.push_back({value, Face::console});
    else throw Error{Kind::bad_input, "worker: unknown argument " + inert(argument)};
  }
  if (place.control < 0 || fcntl(place.control, F_GETFD) < 0)
    throw Error{Kind::bad_input, "worker: there is no control channel; workers are started by gongting serve only"};
  return place;
}

int run_worker(const WorkerPlace& place, WorkerService& service) {
  // Inherited without the flag; what this process starts in turn must not get them.
  for (const int fd : {place.control, place.marks})
    if (fd >= 0) fcntl(fd, F_SETFD, FD_CLOEXEC);
  for (const auto& socket : place.listening) fcntl(socket.fd, F_SETFD, FD_CLOEXEC);

  const auto signals = watch_signals();
  ControlChannel supervisor{FileDescriptor(place.control)};
  const Fields own{{"slot", place.slot}, {"generation", place.generation}};
  service.use_others([&supervisor](const std::string& text) { supervisor.send("tell", {{"text", text}}); });
  try {
    supervisor.send("ready", service.prepare(place));
  } catch (const Error& e) {
    supervisor.send("failed", {{"reason", e.what()}, {"lasting", e.kind() != Kind::unavailable}});
    return 1;
  } catch (const std::exception& e) {
    supervisor.send("failed", {{"reason", e.what()}, {"lasting", true}});
    return 1;
  }

  milliseconds drain_limit = k_drain_without_supervisor;
  auto next_beat = Clock::now();
  bool asked = false, serving = false;
  for (bool draining = false; !draining;) {
    pollfd watched[] = {{supervisor.fd(), POLLIN, 0}, {signals.get(), POLLIN, 0}};
    poll(watched, 2, static_cast<int>(milliseconds(k_look).count()));
    while (!draining) {
      const auto message = supervisor.receive();
      if (!message) break;
      if (message->word == "serve" && !serving) {
        service.serve();
        serving = true;
      } else if (message->word == "tell") {
        service.told(std::string(message->fields()["text"].text()));
      } else if (message->word == "drain") {
        drain_limit = milliseconds(message->fields()["ms"].integer());
        draining = true;
      } else if (message->word.empty()) {
        log(Level::error, "the supervisor is gone; this worker finishes what runs and stops", own);
        draining = true;
      }
    }
    signalfd_siginfo info;
    while (::read(signals.get(), &info, sizeof info) == sizeof info)
      if (info.ssi_signo == SIGTERM) draining = true;
    if (!asked) {
      if (const auto reason = service.replacement_wanted()) asked = supervisor.send("replace", {{"reason", *reason}});
    }
    if (Clock::now() >= next_beat) {
      supervisor.send("beat", service.figures());
      next_beat = Clock::now() + k_beat;
    }
  }

  service.drain();
  // So that clients are refused, and do not wait, when no other process has the sockets.
  for (const auto& socket : place.listening) ::close(socket.fd);
  const auto end = Clock::now() + drain_limit;
  for (bool drained = false; !drained;) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
    drained = service.wait_drained(std::clamp(left, 0ms, milliseconds(k_beat)));
    supervisor.send("beat", service.figures());
    if (!drained && Clock::now() >= end) {
      log(Level::warning, "requests were still running at the end of the drain", own);
      // Destructors would wait for the stuck ones.
      std::_Exit(0);
    }
  }
  return 0;
}

}  // namespace gongting::host::app
