// The one header of a plugin: derive from Plugin, name your routes in setup(), end with GONGTING_PLUGIN(YourClass).
#ifndef GONGTING_PLUGIN_HPP
#define GONGTING_PLUGIN_HPP

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/background.hpp"
#include "gongting/request.hpp"
#include "gongting/response.hpp"

namespace gongting {

/// Who may call a route, beside the permissions that plugin.json declares.
inline constexpr std::string_view anyone = "";
inline constexpr std::string_view signed_in = "*";

using Handler = std::function<Response(Request&)>;

struct Route {
  std::string face, method, path, permission;
  Handler handler;
  int per_hour = 0;
};

/// How often one account, or the address of one who has not signed in, may send a form or call: 429 beyond that.
/// For what costs something to answer or to undo. Set `per_hour` well above what an honest person needs.
struct Limit {
  int per_hour = 0;  // 0: as often as one likes
};

/// The routes of one face. Paths are below the plugin's address; "{id}" takes one segment.
class Routes {
 public:
  Routes(std::vector<Route>& all, const char* face) : all_(all), face_(face) {}
  void get(std::string_view path, std::string_view permission, Handler handler) { add("GET", path, permission, handler); }
  void post(std::string_view path, std::string_view permission, Handler handler, Limit limit = {}) {
    add("POST", path, permission, handler, limit);
  }
  void put(std::string_view path, std::string_view permission, Handler handler, Limit limit = {}) {
    add("PUT", path, permission, handler, limit);
  }
  void del(std::string_view path, std::string_view permission, Handler handler) { add("DELETE", path, permission, handler); }

 private:
  void add(const char* method, std::string_view path, std::string_view permission, Handler& handler, Limit limit = {}) {
    all_.push_back({face_, method, std::string(path), std::string(permission), std::move(handler), limit.per_hour});
  }
  std::vector<Route>& all_;
  const char* face_;
};

/// All that a plugin is called for.
struct Handlers {
  std::vector<Route> routes;
  std::vector<std::pair<std::string, EventHandler>> events;
  std::vector<std::pair<std::string, ScheduleHandler>> schedules;
  std::map<std::string, WorkflowRules> rules;  // by record type
  std::vector<std::pair<std::string, CommandHandler>> commands;
  std::map<std::string, FormRules> forms;
};

class Setup {
 public:
  explicit Setup(Handlers& all)
      : portal(all.routes, "portal"), console(all.routes, "console"), api(all.routes, "api"), all_(all) {}
  Routes portal, console, api;

  /// An event of this type is told by this handler; plugin.json names the type under "subscribes".
  void on(std::string_view type, EventHandler handler) { all_.events.emplace_back(type, std::move(handler)); }
  /// Each day, at the time that plugin.json gives under "schedules", at every site where the module is on.
  void daily(std::string_view name, ScheduleHandler handler) { all_.schedules.emplace_back(name, std::move(handler)); }
  /// A command that plugin.json declares under "commands": one function behind page, API and command line.
  void command(std::string_view name, CommandHandler handler) { all_.commands.emplace_back(name, std::move(handler)); }
  /// The guards and effects of this record type's workflow: app.workflow("dispute").guard("due_over", due_over);
  WorkflowRules& workflow(const std::string& record) { return all_.rules[record]; }
  /// What the declaration of this form cannot say: app.form("application").submit(take_in);
  FormRules& form(const std::string& name) { return all_.forms[name]; }

 private:
  Handlers& all_;
};

/// A plugin. Handlers run on several threads at once: what they share needs a lock, and is gone when the worker is
/// replaced, so state belongs into records. A plugin starts no threads.
class Plugin {
 public:
  using Setup = gongting::Setup;
  using Request = gongting::Request;
  using Response = gongting::Response;

  Plugin() = default;
  Plugin(const Plugin&) = delete;
  Plugin& operator=(const Plugin&) = delete;
  virtual ~Plugin() = default;

  /// Thread: [lifecycle]. Names the routes, what is done while nobody waits, and the guards and effects of workflows.
  virtual void setup(Setup& app) = 0;
  /// Thread: [lifecycle]. Before the first request; throwing refuses the start, and the text tells the administrator why.
  virtual void start(const Host&) {}
  /// Thread: [lifecycle]. After the last request.
  virtual void stop() noexcept {}
};

}  // namespace gongting

#include "gongting/detail/edge.hpp"

/// Makes this class the plugin of the library. Once, at the end of one source file.
#define GONGTING_PLUGIN(Class)                                                                         \
  extern "C" const char gongting_manifest_text[]; /* made from plugin.json by gongting_add_plugin */   \
  namespace {                                                                                          \
  gt_plugin* gongting_create_plugin(const gt_host* host, gt_error* error) noexcept {                   \
    return ::gongting::detail::create<Class>(host, error);                                             \
  }                                                                                                    \
  constexpr gt_entry k_gongting_entry{sizeof(gt_entry), GT_ABI_MAJOR, gongting_manifest_text,          \
                                      gongting_create_plugin};                                         \
  }                                                                                                    \
  extern "C" __attribute__((visibility("default"))) const gt_entry* const gt_plugin_v1;                \
  extern "C" const gt_entry* const gt_plugin_v1 = &k_gongting_entry;

#endif
