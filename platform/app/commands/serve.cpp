// gongting serve: the supervisor.
#include <sys/mman.h>

#include "app/commands/commands.hpp"
#include "app/read_file.hpp"
#include "app/state_folder.hpp"
#include "app/supervisor/operations_server.hpp"
#include "app/supervisor/supervisor.hpp"
#include "base/log.hpp"
#include "gongting/error.hpp"
#include "plugin_host/call_marks.hpp"

namespace gongting::host::app {
namespace {

/// What the supervisor itself lives by is read once; a new generation cannot change it.
void refuse_change(const Config& now, const Config& before) {
  const auto refuse = [&](const char* key) {
    throw Error{Kind::bad_input, now.file.string() + ": " + key + ": cannot change while the service runs; restart it, or put the old value back"};
  };
  if (now.var != before.var) refuse("var");
  if (now.user != before.user) refuse("user");
  if (now.node != before.node) refuse("node");
  if (now.listen.operations != before.listen.operations) refuse("listen.operations");
}

Plan plan_of(const Call& call, const Config& before) {
  const auto file = call.config_file();
  Plan plan;
  plan.configuration = file.empty() ? "{}" : read_file(file);
  const auto config = load_config(file);
  refuse_change(config, before);
  set_log_level(log_level_named(config.log.level));
  plan.workers = config.workers;
  for (const auto& face : config.faces) {
    const bool portal = face == "portal";
    plan.listen.push_back({portal ? Face::portal : Face::console, config.listen.address, portal ? config.listen.portal : config.listen.console});
  }
  plan.drain = std::chrono::seconds(config.drain_s);
  plan.program = call.program();
  plan.arguments = {"worker", "--config", "{configuration}"};
  return plan;
}

std::vector<std::string> running_calls(int fd) {
  using plugin_host::CallMarks;
  void* const memory = mmap(nullptr, sizeof(CallMarks), PROT_READ, MAP_SHARED, fd, 0);
  if (memory == MAP_FAILED) return {};
  std::vector<std::string> calls;
  for (const auto& culprit : plugin_host::culprits(*static_cast<const CallMarks*>(memory)))
    calls.push_back("plugin " + culprit.plugin + ", route " + std::to_string(culprit.route) + ", site " + std::to_string(culprit.site) +
                    ", request " + culprit.request_id);
  munmap(memory, sizeof(CallMarks));
  return calls;
}

}  // namespace

int run_serve(Call& call) {
  restrict_process();
  set_log_process("supervisor");
  const auto config = call.config();
  prepare_state_folder(config.var);
  const ServeLock lock(config.var);
  Supervisor supervisor([&] { return plan_of(call, config); }, {sizeof(plugin_host::CallMarks), running_calls});
  supervisor.open();
  OperationsServer operations(supervisor, config.listen.operations, operations_token(config.var));
  become_user(config.user, config.var);
  operations.start();
  for (const auto& face : config.faces)
    log(Level::info, "listening", {{"face", face}, {"address", config.listen.address},
                                   {"port", face == "portal" ? config.listen.portal : config.listen.console}});
  log(Level::info, "operations port", {{"address", "127.0.0.1"}, {"port", operations.port()}});
  return supervisor.run();
}

}  // namespace gongting::host::app
