#include "base/log.hpp"

#include <Poco/Channel.h>
#include <Poco/Logger.h>
#include <Poco/Message.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <mutex>
#include <utility>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host {
namespace {

std::atomic<Level> g_level{Level::info};
std::mutex g_process_mutex;
std::string g_process;
thread_local std::string_view current_request;

/// Supervisor and workers share one standard error: a line that goes out in one piece cannot be torn by another's, as
/// Poco's ConsoleChannel lets happen between the text and its newline.
class WholeLineChannel final : public Poco::Channel {
 public:
  void log(const Poco::Message& message) override {
    const auto line = message.getText() + '\n';
    if (::write(STDERR_FILENO, line.data(), line.size()) < 0) return;  // nowhere is left to say so
  }
};

Poco::Logger& logger() {
  static Poco::Logger& made = []() -> Poco::Logger& {
    auto& log = Poco::Logger::get("gongting");
    Poco::AutoPtr<WholeLineChannel> channel(new WholeLineChannel);
    log.setChannel(channel);
    log.setLevel(Poco::Message::PRIO_TRACE);
    return log;
  }();
  return made;
}

constexpr std::string_view k_names[] = {"debug", "info", "warning", "error"};

Poco::Message::Priority priority(Level level) {
  switch (level) {
    case Level::debug: return Poco::Message::PRIO_DEBUG;
    case Level::info: return Poco::Message::PRIO_INFORMATION;
    case Level::warning: return Poco::Message::PRIO_WARNING;
    case Level::error: return Poco::Message::PRIO_ERROR;
  }
  return Poco::Message::PRIO_ERROR;
}

}  // namespace

void log(Level level, std::string_view text, const Fields& extra) {
  if (level < g_level.load(std::memory_order_relaxed)) return;
  Fields line{{"at", utc_time(now_ms())}, {"level", k_names[static_cast<int>(level)]}};
  {
    const std::lock_guard lock(g_process_mutex);
    if (!g_process.empty()) line.emplace_back("process", g_process);
  }
  line.emplace_back("text", inert(text));
  const auto told = std::any_of(extra.begin(), extra.end(), [](const auto& entry) { return entry.first == "request"; });
  if (!current_request.empty() && !told) line.emplace_back("request", inert(current_request));
  for (const auto& [key, value] : extra) {
    if (const auto* words = std::get_if<std::string>(&value.data()))
      line.emplace_back(key, inert(*words));
    else
      line.emplace_back(key, value);
  }
  logger().log(Poco::Message("gongting", to_json(line), priority(level)));
}

LogRequest::LogRequest(std::string_view number) : before_(std::exchange(current_request, number)) {}
LogRequest::~LogRequest() { current_request = before_; }

void set_log_level(Level level) { g_level.store(level); }

Level log_level_named(std::string_view name) {
  for (int i = 0; i < 4; ++i)
    if (k_names[i] == name) return static_cast<Level>(i);
  throw Error{Kind::bad_input, "there is no log level " + inert(name) + "; use debug, info, warning or error"};
}

void set_log_process(std::string_view name) {
  const std::lock_guard lock(g_process_mutex);
  g_process = inert(name);
}

}  // namespace gongting::host
