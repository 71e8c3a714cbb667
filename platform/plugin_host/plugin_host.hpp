// The plugins of this process: found, checked, loaded once, called, and never unloaded.
#ifndef GONGTING_PLUGIN_HOST_PLUGIN_HOST_HPP
#define GONGTING_PLUGIN_HOST_PLUGIN_HOST_HPP

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/error.hpp"
#include "plugin_host/backend.hpp"
#include "plugin_host/manifest.hpp"

namespace gongting::host::plugin_host {

struct Services;  // one plugin's gt.* tables, and its library
struct PluginHostState;

/// A route as the plugin named it; its place in Plugin::routes() is its number.
struct Route {
  std::string face;        // "portal" | "console" | "api"
  std::string method;      // "GET" | "POST" | "PUT" | "DELETE"
  std::string path;        // "/disputes/{id}", below the plugin's address
  std::string permission;  // "" anyone, "*" anyone signed in, or an id of the manifest
  int per_hour = 0;        // how often one account or address may send it; 0: as often as it likes
  std::string command = {};  // the command that stands behind it; "" for a route that the plugin named
};

/// What the plugin's code has for one workflow: the names under which it is known.
struct WorkflowNames {
  std::string record;
  std::vector<std::string> guards, effects, options;
};

/// What the plugin's code has for one form.
struct FormNames {
  std::string form;
  std::vector<std::string> checks, options;
  bool prefill = false, submit = false;
};

enum class PluginState { listed, running, failed, stopped };

/// One plugin. Lives as long as the process: its code may be on a stack anywhere.
class Plugin {
 public:
  Plugin(std::filesystem::path folder, Manifest manifest);
  ~Plugin();
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;

  /// Of a plugin whose plugin.json cannot be read, only `name` (the folder's) is set.
  const Manifest& manifest() const { return manifest_; }
  const std::string& name() const { return manifest_.name; }
  const std::filesystem::path& folder() const { return folder_; }
  const std::vector<Route>& routes() const { return routes_; }
  /// What a call with this number is called in the log: routes have the first numbers, then the events it subscribes to,
  /// then its schedules, then guards, effects and forms.
  std::string call_name(std::size_t number) const;
  const std::vector<WorkflowNames>& workflow_names() const { return workflow_names_; }
  const std::vector<FormNames>& form_names() const { return form_names_; }
  PluginState state() const { return state_.load(std::memory_order_acquire); }
  bool running() const { return state() == PluginState::running; }
  /// Why it failed: what, which, and what to do. Empty otherwise.
  /// Why it does not run; its name stands beside that.
  const std::string& problem() const { return problem_; }
  int calls_in_flight() const { return in_flight_.load(std::memory_order_relaxed); }
  /// Set while a call of it is past its deadline and does not return: this worker takes no new calls of it.
  bool blocked() const { return calls_overdue() > 0; }
  int calls_overdue() const { return overdue_.load(std::memory_order_relaxed); }

 private:
  friend class PluginHost;
  friend struct Services;
  friend struct RunningCall;
  friend class CallRegistry;
  std::filesystem::path folder_;
  Manifest manifest_;
  std::vector<Route> routes_;
  std::vector<WorkflowNames> workflow_names_;
  std::vector<FormNames> form_names_;
  std::string problem_;
  std::atomic<PluginState> state_{PluginState::listed};
  std::atomic<int> in_flight_{0}, overdue_{0};
  std::unique_ptr<Services> services_;
};

/// What a handler answered, or how it failed. `kind` is GT_OK for an answer.
struct CallResult {
  gt_kind kind = GT_OK;
  std::string problem;  // for the log and for staff; empty for an answer
  int status = 200;
  std::string type, body, location;
  std::vector<std::pair<std::string, std::string>> headers;  // names lower case, checked

  bool ok() const { return kind == GT_OK; }
};

/// A call that its deadline has passed and that still runs.
struct StuckCall {
  Plugin* plugin = nullptr;
  std::int32_t route = 0;
  std::int64_t site = 0;
  std::string request_id;
  std::chrono::milliseconds late{0};
  bool news = false;  // not told before
};

/// The slots of gt.workflow_rules/1 that run within a request.
enum class RulesCall { check, effect, options };
/// Those of gt.form_rules/1.
enum class FormRulesCall { prefill, check, options, submit };

struct PluginHostOptions {
  bool codec_loopback = false;  // encode and decode every call in both directions, as a wire would
  bool inspect_first = true;    // read a library's exports in a child with limited memory before loading it
};

/// Thread: catalogue, load and stop on one thread; call, overdue and the rest on any.
/// Lifetime: make one and never destroy it (it is not destructible by accident: make() leaks on purpose).
class PluginHost {
 public:
  static PluginHost& make(PluginHostOptions options = {});

  /// Lists every <folder>/*/plugin.json, in the order of the names, loading nothing. One that is wrong is listed as failed;
  /// two with one name or id: the second one fails.
  void read_catalogue(const std::filesystem::path& folder);

  const std::vector<Plugin*>& plugins() const { return plugins_; }
  /// Null for a name that is not listed.
  Plugin* find(std::string_view name) const;

  /// Loads and starts a listed plugin. False when it failed; problem() and the log say why. Others are untouched.
  bool load(Plugin& plugin);
  /// For what the host itself finds wrong with it: a migration, a template. Names the plugin in the log.
  void fail(Plugin& plugin, const std::string& reason);

  /// Runs a route. `request` is the encoded map of gt.http/1 without "route", which is added here, as its last key.
  /// Throws nothing: a blocked or failed plugin, a call past its deadline, garbage in the answer, all become a kind.
  CallResult call(Plugin& plugin, std::size_t route, CallContext& context, std::string_view request);

  /// Tells the plugin of an event: the encoded map of gt.event_handler/1. Failures as of call().
  CallResult deliver(Plugin& plugin, CallContext& context, std::string_view event);
  /// Runs a schedule: the encoded map of gt.schedule/1. Failures as of call().
  CallResult run_schedule(Plugin& plugin, CallContext& context, std::string_view moment);

  /// Runs a command: the encoded map of gt.command_handler/1. Answers the encoded map. Errors: what the plugin answered;
  /// what is its fault is logged.
  std::string run_command(Plugin& plugin, std::string_view command, CallContext& context, std::string_view request);

  /// Asks the plugin's guards and effects, within a call of it or for a page of the host. `request` is the encoded map of
  /// gt.workflow_rules/1. Answers the encoded map. Errors: what the plugin answered.
  std::string ask(Plugin& plugin, RulesCall what, CallContext& context, std::string_view request);
  /// The same for what its code says of a form: gt.form_rules/1.
  std::string ask(Plugin& plugin, FormRulesCall what, CallContext& context, std::string_view request);

  /// Calls past their deadline now, longest first. Marks their plugins as blocked until those calls return, and says in
  /// the log, once, which they are.
  std::vector<StuckCall> overdue(std::chrono::steady_clock::time_point now);

  /// Stops every plugin that has no call in flight (stop, destroy); the libraries stay. The others are left alone.
  void stop();

 private:
  explicit PluginHost(PluginHostOptions options);
  ~PluginHost() = delete;
  void load_or_throw(Plugin& plugin);
  struct Answer;
  /// One call of a slot. Throws Error with the kind that it failed with.
  Answer invoke(Plugin& plugin, std::size_t number, CallContext& context, const gt_table& table, gt_call slot,
                const std::string& args);
  template <class Code>
  CallResult guarded(Plugin& plugin, std::size_t number, const CallContext& context, Code&& code);

  PluginHostOptions options_;
  std::vector<Plugin*> plugins_;
  PluginHostState* state_;
};

}  // namespace gongting::host::plugin_host

#endif
