// gongting worker: what the supervisor starts. Serves portal and console with the plugins.
#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>

#include "app/audit_sealer.hpp"
#include "app/commands/commands.hpp"
#include "app/pages.hpp"
#include "app/state_folder.hpp"
#include "app/supervisor/worker_frame.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "http/server.hpp"
#include "jobs/runner.hpp"
#include "live/hub.hpp"
#include "plugin_host/call_marks.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/audit_row.hpp"
#include "store/figures.hpp"
#include "web/application.hpp"

namespace gongting::host::app {
namespace {

// Ids hold ten bits of worker number: sixteen nodes of sixty-four, the last four of them for commands.
constexpr int k_numbers_of_a_node = 64;

http::Limits limits_of(const Config& config) {
  http::Limits limits;
  limits.header_bytes = static_cast<std::size_t>(config.http.header_limit);
  limits.url_bytes = static_cast<std::size_t>(config.http.url_limit);
  limits.body_bytes = static_cast<std::uint64_t>(config.http.body_limit);
  limits.upload_bytes = static_cast<std::uint64_t>(config.http.upload_limit);
  limits.header_time = std::chrono::milliseconds(config.http.header_ms);
  limits.body_rate = static_cast<std::size_t>(config.http.body_rate);
  limits.idle_time = std::chrono::milliseconds(config.http.idle_ms);
  limits.connections = static_cast<std::size_t>(config.http.connections);
  limits.request_time = std::chrono::milliseconds(config.http.request_ms);
  limits.upload_folder = config.var / "uploads";
  return limits;
}

void use_shared_marks(int fd) {
  if (fd < 0) return;
  void* const memory = mmap(nullptr, sizeof(plugin_host::CallMarks), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (memory != MAP_FAILED) plugin_host::use_call_marks(static_cast<plugin_host::CallMarks*>(memory));
}

std::string state_name(plugin_host::PluginState state) {
  switch (state) {
    case plugin_host::PluginState::listed: return "listed";
    case plugin_host::PluginState::running: return "running";
    case plugin_host::PluginState::failed: return "failed";
    case plugin_host::PluginState::stopped: break;
  }
  return "stopped";
}

class PlatformWorker final : public WorkerService {
 public:
  explicit PlatformWorker(Call& call) : call_(call) {}

  Fields prepare(const WorkerPlace& place) override {
    const auto& config = call_.config();
    set_log_level(log_level_named(config.log.level));
    store::Figures::of_process().tell_slow_from(std::chrono::milliseconds(config.log.slow_statement_ms));
    set_worker_number(config.node * k_numbers_of_a_node + place.number);
    store::use_audit_hash(*hash_named(config.audit.hash));
    seals_ = place.slot == 0;
    use_shared_marks(place.marks);
    application_ = std::make_unique<web::Application>(config, web::Places::beside(call_.program(), config), core_pages());
    application_->live().set_tell(tell_);
    const auto limits = limits_of(config);
    prepare_state_folder(limits.upload_folder);
    server_ = std::make_unique<http::Server>(
        limits, http::Tls{config.tls.certificate, config.tls.key}, config.io_threads, config.worker_threads,
        [this](http::Request& request) { return counted(application_->handle(request)); },
        [this](const http::Request& request) -> std::optional<http::Response> {
          auto answer = application_->fast(request);
          if (answer) count(answer->status);
          return answer;
        });
    server_->set_error_page([this](int status, std::string_view request) { return application_->error_page(status, request); });
    for (const auto& socket : place.listening) listeners_.push_back({socket.fd, socket.face});
    return {{"plugins", plugins()}, {"problems", problems()}};
  }

  void use_others(std::function<void(const std::string&)> tell) override { tell_ = std::move(tell); }
  void told(const std::string& text) override { application_->live().told(text); }

  void serve() override {
    application_->live().start();
    server_->start(listeners_);
    if (seals_) sealer_ = std::make_unique<AuditSealer>(application_->services());
    application_->jobs().start();
    application_->outward().start();
  }
  void drain() override {
    application_->jobs().drain();
    application_->outward().drain();
    application_->live().drain();
    server_->drain();
  }
  bool wait_drained(std::chrono::milliseconds limit) override {
    const auto end = std::chrono::steady_clock::now() + limit;
    if (!server_->wait_drained(limit)) return false;
    const auto left = [&] {
      return std::max(std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now()), std::chrono::milliseconds(0));
    };
    return application_->jobs().wait_drained(left()) && application_->outward().wait_drained(left());
  }

  Fields figures() override {
    const auto counts = server_->counters();
    const auto jobs = application_->jobs().counters(), outward = application_->outward().counters();
    Fields counters{{"connections_total", number(counts.connections)},
                    {"requests_total", number(counts.requests)},
                    {"requests_refused_total", number(counts.refused)},
                    {"requests_timed_out_total", number(counts.timed_out)},
                    {"jobs_done_total", jobs.done + outward.done},
                    {"jobs_failed_total", jobs.failed + outward.failed},
                    {"jobs_declined_total", jobs.declined + outward.declined}};
    for (std::size_t status = 0; status < answers_.size(); ++status)
      if (const auto count = answers_[status].load(std::memory_order_relaxed); count > 0)
        counters.emplace_back("answers_total{status=\"" + std::to_string(status) + "\"}", number(count));
    application_->add_figures(counters);
    Fields gauges{{"connections", number(counts.open)}, {"requests_queued", number(counts.queued)},
                  {"live_readers", static_cast<std::int64_t>(application_->live().readers())}};
    // All workers see the same queue: one of them tells of it.
    if (seals_) {
      const auto standing = application_->jobs().standing();
      gauges.emplace_back("jobs{state=\"waiting\"}", standing.waiting);
      gauges.emplace_back("jobs{state=\"running\"}", standing.running);
      gauges.emplace_back("jobs{state=\"dead\"}", standing.dead);
    }
    for (const auto* plugin : application_->services().plugins.plugins())
      gauges.emplace_back("plugin_calls_overdue{plugin=\"" + plugin->name() + "\"}", std::int64_t{plugin->calls_overdue()});
    return {{"counters", std::move(counters)}, {"gauges", std::move(gauges)}};
  }

  std::optional<std::string> replacement_wanted() override {
    const auto stuck = application_->services().plugins.overdue(std::chrono::steady_clock::now());
    if (stuck.size() < 2) return std::nullopt;
    return "two calls are stuck, of plugin " + stuck[0].plugin->name() + " (request " + stuck[0].request_id + ") and of plugin " +
           stuck[1].plugin->name() + " (request " + stuck[1].request_id + ")";
  }

 private:
  static std::int64_t number(std::uint64_t count) { return static_cast<std::int64_t>(count); }

  http::Response counted(http::Response answer) {
    count(answer.status);
    return answer;
  }
  void count(int status) {
    if (status > 0 && static_cast<std::size_t>(status) < answers_.size())
      answers_[static_cast<std::size_t>(status)].fetch_add(1, std::memory_order_relaxed);
  }

  List plugins() const {
    List list;
    for (const auto* plugin : application_->services().plugins.plugins())
      list.emplace_back(Fields{{"name", plugin->name()}, {"version", plugin->manifest().version},
                               {"state", state_name(plugin->state())}, {"problem", plugin->problem()}});
    return list;
  }

  Fields problems() const {
    Fields problems;
    for (const auto* plugin : application_->services().plugins.plugins())
      if (!plugin->running()) problems.emplace_back("plugin " + plugin->name(), plugin->problem());
    return problems;
  }

  Call& call_;
  std::function<void(const std::string&)> tell_;
  std::unique_ptr<web::Application> application_;
  std::unique_ptr<http::Server> server_;  // after the application: stops before it goes
  bool seals_ = false;                    // one worker of a node is enough
  std::unique_ptr<AuditSealer> sealer_;   // after the application, whose database it uses
  std::vector<http::Listener> listeners_;
  std::array<std::atomic<std::uint64_t>, 600> answers_{};
};

}  // namespace

int run_worker_command(Call& call) {
  restrict_process();
  const auto place = WorkerPlace::from_arguments(call.arguments());
  set_log_process("worker " + std::to_string(place.slot));
  PlatformWorker service(call);
  return run_worker(place, service);
}

}  // namespace gongting::host::app
