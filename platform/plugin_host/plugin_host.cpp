#include "plugin_host/plugin_host.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/log.hpp"
#include "base/text.hpp"
#include "gongting/abi/command.h"
#include "gongting/abi/event.h"
#include "gongting/abi/http.h"
#include "gongting/abi/schedule.h"
#include "gongting/abi/form.h"
#include "gongting/abi/workflow.h"
#include "plugin_host/answer.hpp"
#include "plugin_host/call_marks.hpp"
#include "plugin_host/library.hpp"
#include "plugin_host/routes.hpp"
#include "plugin_host/running_call.hpp"
#include "plugin_host/services.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::size_t k_longest_answer = 64u << 20;

/// Takes an answer up to a limit; what comes after it is dropped, and the answer refused.
struct Collected {
  std::string bytes;
  bool too_long = false;

  static void write(void* context, gt_str piece) noexcept {
    auto& self = *static_cast<Collected*>(context);
    if (self.too_long || piece.size > k_longest_answer - self.bytes.size()) self.too_long = true;
    else if (piece.size > 0) self.bytes.append(piece.data, static_cast<std::size_t>(piece.size));
  }
};

std::string text_of(const gt_error& error) {
  return inert(std::string_view(error.text, strnlen(error.text, sizeof error.text)));
}

/// The encoded map with {"route": number} as its last entry.
std::string with_route(std::string_view request, std::size_t route) {
  const ValueRef map(request);
  if (map.tag() != Tag::map) throw Error{Kind::internal, "a request must be an encoded map"};
  std::string bytes;
  bytes.reserve(request.size() + 24);
  bytes = map.exact();
  detail::put_sized(bytes, "route");
  Value(static_cast<std::int64_t>(route)).encode_to(bytes);
  const auto size = static_cast<std::uint32_t>(bytes.size() - 5);
  const std::uint32_t count = map.count() + 1;
  std::memcpy(bytes.data() + 1, &size, sizeof size);
  std::memcpy(bytes.data() + 5, &count, sizeof count);
  return bytes;
}

std::vector<WorkflowNames> read_names(ValueRef list) {
  std::vector<WorkflowNames> all;
  list.for_each([&](std::string_view, ValueRef item) {
    const auto names = [&](std::string_view key) {
      std::vector<std::string> found;
      item[key].for_each([&](std::string_view, ValueRef name) { return found.emplace_back(name.text()), true; });
      return found;
    };
    all.push_back({std::string(item["record"].text()), names("guards"), names("effects"), names("options")});
    return true;
  });
  return all;
}

std::vector<FormNames> read_form_names(ValueRef list) {
  std::vector<FormNames> all;
  list.for_each([&](std::string_view, ValueRef item) {
    FormNames names{std::string(item["form"].text()), {}, {}, item["prefill"].boolean(), item["submit"].boolean()};
    item["checks"].for_each([&](std::string_view, ValueRef name) { return names.checks.emplace_back(name.text()), true; });
    item["options"].for_each([&](std::string_view, ValueRef name) { return names.options.emplace_back(name.text()), true; });
    return all.push_back(std::move(names)), true;
  });
  return all;
}

gt_kind known(gt_kind kind) { return kind >= GT_BAD_INPUT && kind <= GT_INTERNAL ? kind : GT_INTERNAL; }

CallResult failure(gt_kind kind, std::string problem) {
  CallResult result;
  result.kind = kind;
  result.problem = std::move(problem);
  result.status = http_status(static_cast<Kind>(kind));
  return result;
}

/// Every service a plugin needs, or what to do about it. Asked before its library is loaded: loading runs its code.
void check_needs(const Manifest& manifest) {
  const auto& offered = offered_services();
  for (const auto& id : manifest.needs) {
    if (std::find(offered.begin(), offered.end(), id) != offered.end()) continue;
    std::string near;
    const auto noun = id.substr(0, id.find('/'));
    for (const auto& other : offered)
      if (other.substr(0, other.find('/')) == noun) near = other;
    throw Error{Kind::bad_input, "needs the service " + inert(id) + "; this platform has " +
                                     (near.empty() ? "none of that name" : near) +
                                     ". Update the platform, or install a version of " + manifest.id + " made for it"};
  }
}

void check_entry(const gt_entry& entry, const Manifest& manifest) {
  // abi_major stands before everything whose meaning may differ.
  if (entry.abi_major != GT_ABI_MAJOR)
    throw Error{Kind::bad_input, "its library is built for ABI " + std::to_string(entry.abi_major) + "; this platform has ABI " +
                                     std::to_string(GT_ABI_MAJOR) + ". Install the version of " + manifest.id +
                                     " made for this platform, or build it again with its SDK"};
  if (entry.struct_size < sizeof(gt_entry) || entry.create == nullptr || entry.manifest == nullptr)
    throw Error{Kind::bad_input, "its library has an entry that is too short or incomplete; build it again with this platform's SDK"};
  if (manifest.text != entry.manifest)
    throw Error{Kind::bad_input, "its library was built with another plugin.json than the one beside it; install library "
                                 "and plugin.json from the same package"};
}

/// What the plugin offers under this id, behind a loopback when asked for; null for nothing.
const gt_table* offered(Services& services, std::string_view id, bool codec_loopback) {
  const gt_table* const table = services.handle->service(services.handle->self, gt_str{id.data(), id.size()});
  if (table == nullptr || !codec_loopback) return table;
  services.loopbacks.push_back(std::make_unique<Loopback>(*table));
  return &services.loopbacks.back()->table();
}

/// The list that a plugin gives when it is loaded, encoded.
std::string listed(const gt_table& table, gt_call slot, const char* what) {
  Collected list;
  gt_error error{};
  const std::string no_args = encode_fields({});
  if (slot(table.self, 0, gt_str{no_args.data(), no_args.size()}, {&list, Collected::write}, &error) != GT_OK)
    throw Error{Kind::internal, "cannot name " + std::string(what) + ": " + text_of(error)};
  ValueRef(list.bytes).check();
  return std::move(list.bytes);
}

/// Whoever declares something and does not handle it, or the other way round, believes that it works.
void check_agreement(const std::string& encoded, const std::vector<std::string>& declared, const std::string& key,
                     const std::string& what, const std::string& call) {
  std::vector<std::string> handled;
  ValueRef(encoded).for_each([&](std::string_view, ValueRef name) { return handled.push_back(inert(name.text())), true; });
  const auto holds = [](const std::vector<std::string>& list, const std::string& name) {
    return std::count(list.begin(), list.end(), name) == 1;
  };
  for (const auto& name : declared)
    if (!holds(handled, name))
      throw Error{Kind::bad_input, "plugin.json names " + name + " under \"" + key + "\", but the plugin has not one handler for it; "
                                   "say " + call + "(\"" + name + "\", …) once in setup(), or remove the entry"};
  for (const auto& name : handled)
    if (!holds(declared, name))
      throw Error{Kind::bad_input, "the plugin handles the " + what + " " + name + ", which plugin.json does not name under \"" + key +
                                   "\"; add it there"};
}

void check_background(const Services& services, const Manifest& manifest) {
  const std::string nothing = Value(List{}).encode();
  const auto* events = reinterpret_cast<const gt_event_handler_v1*>(services.event_handler);
  const bool told = GT_HAS(events, gt_event_handler_v1, types) && GT_HAS(events, gt_event_handler_v1, deliver);
  check_agreement(told ? listed(events->head, events->types, "the events it handles") : nothing, manifest.subscribes, "subscribes",
                  "event", "app.on");
  const auto* schedule = reinterpret_cast<const gt_schedule_v1*>(services.schedule);
  const bool scheduled = GT_HAS(schedule, gt_schedule_v1, names) && GT_HAS(schedule, gt_schedule_v1, run);
  std::vector<std::string> declared;
  for (const auto& work : manifest.schedules) declared.push_back(work.name);
  check_agreement(scheduled ? listed(schedule->head, schedule->names, "its schedules") : nothing, declared, "schedules", "schedule",
                  "app.daily");
  const auto* handler = reinterpret_cast<const gt_command_handler_v1*>(services.commands);
  const bool called = GT_HAS(handler, gt_command_handler_v1, names) && GT_HAS(handler, gt_command_handler_v1, run);
  std::vector<std::string> commands;
  for (const auto& command : manifest.commands) commands.push_back(command.name);
  check_agreement(called ? listed(handler->head, handler->names, "its commands") : nothing, commands, "commands", "command", "app.command");
}

}  // namespace

struct PluginHostState {
  CallRegistry calls;
};

Plugin::Plugin(std::filesystem::path folder, Manifest manifest) : folder_(std::move(folder)), manifest_(std::move(manifest)) {}
Plugin::~Plugin() = default;

std::string Plugin::call_name(std::size_t number) const {
  if (number < routes_.size()) return routes_[number].method + ' ' + routes_[number].path;
  number -= routes_.size();
  if (number < manifest_.subscribes.size()) return "event " + manifest_.subscribes[number];
  number -= manifest_.subscribes.size();
  return number < manifest_.schedules.size() ? "schedule " + manifest_.schedules[number].name : "a guard, an effect or a form";
}

PluginHost::PluginHost(PluginHostOptions options) : options_(options), state_(new PluginHostState) {}

PluginHost& PluginHost::make(PluginHostOptions options) { return *new PluginHost(options); }

void PluginHost::read_catalogue(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> folders;
  std::error_code problem;
  for (const auto& entry : std::filesystem::directory_iterator(folder, problem))
    if (std::filesystem::exists(entry.path() / "plugin.json")) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  for (const auto& path : folders) {
    Manifest manifest;
    manifest.name = path.filename().string();
    std::string reason;
    try {
      Manifest read = read_manifest(path);
      for (const auto* other : plugins_)
        if (other->name() == read.name || other->manifest().id == read.id)
          throw Error{Kind::bad_input, "has the name or id of the plugin in " + other->folder().filename().string() +
                                           "; remove one of them"};
      if (read.name != manifest.name)
        throw Error{Kind::bad_input, "plugin.json says \"name\": \"" + read.name + "\", but it lies in the folder " +
                                         manifest.name + "; the folder must have the plugin's name"};
      manifest = std::move(read);
    } catch (const std::exception& error) {
      reason = error.what();
    }
    auto* plugin = new Plugin(path, std::move(manifest));  // never destroyed: see library.cpp
    plugins_.push_back(plugin);
    if (!reason.empty()) fail(*plugin, reason);
  }
}

Plugin* PluginHost::find(std::string_view name) const {
  for (auto* plugin : plugins_)
    if (plugin->name() == name) return plugin;
  return nullptr;
}

void PluginHost::fail(Plugin& plugin, const std::string& reason) {
  plugin.problem_ = reason;
  plugin.state_.store(PluginState::failed, std::memory_order_release);
  log(Level::error, "plugin " + plugin.name() + ": " + reason, {{"plugin", plugin.name()}});
}

bool PluginHost::load(Plugin& plugin) {
  if (plugin.state() != PluginState::listed) return plugin.running();
  try {
    load_or_throw(plugin);
    plugin.state_.store(PluginState::running, std::memory_order_release);
    return true;
  } catch (const std::exception& error) {
    if (auto* services = plugin.services_.get(); services != nullptr && services->handle != nullptr) {
      services->handle->destroy(services->handle->self);
      services->handle = nullptr;
      services->http = services->event_handler = services->schedule = services->commands = nullptr;
    }
    plugin.routes_.clear();
    fail(plugin, error.what());
    return false;
  }
}

void PluginHost::load_or_throw(Plugin& plugin) {
  const Manifest& manifest = plugin.manifest();
  check_needs(manifest);
  const auto file = std::filesystem::absolute(plugin.folder() / ("lib" + manifest.name + ".so"));
  if (!std::filesystem::exists(file))
    throw Error{Kind::bad_input, file.filename().string() + " is missing beside plugin.json; install the package again"};
  if (options_.inspect_first) inspect_library(file);
  const gt_entry& entry = load_library(file);
  check_entry(entry, manifest);

  plugin.services_ = std::make_unique<Services>(plugin, options_.codec_loopback);
  Services& services = *plugin.services_;
  gt_error error{};
  gt_plugin* const handle = entry.create(&services.host, &error);
  if (handle == nullptr) throw Error{Kind::internal, "cannot be created: " + text_of(error)};
  if (handle->struct_size < sizeof(gt_plugin) || handle->start == nullptr || handle->stop == nullptr ||
      handle->destroy == nullptr || handle->service == nullptr)
    throw Error{Kind::bad_input, "its library made an incomplete gt_plugin; build it again with this platform's SDK"};
  services.handle = handle;
  if (handle->start(handle->self, &error) != GT_OK) throw Error{Kind::internal, "did not start: " + text_of(error)};

  services.http = offered(services, GT_HTTP_ID, options_.codec_loopback);
  const auto* http = reinterpret_cast<const gt_http_v1*>(services.http);
  if (!GT_HAS(http, gt_http_v1, routes) || !GT_HAS(http, gt_http_v1, handle))
    throw Error{Kind::bad_input, "offers no gt.http/1; build it again with this platform's SDK"};
  const auto routes = listed(http->head, http->routes, "its routes");
  plugin.routes_ = read_routes(ValueRef(routes), manifest);
  services.event_handler = offered(services, GT_EVENT_HANDLER_ID, options_.codec_loopback);
  services.schedule = offered(services, GT_SCHEDULE_ID, options_.codec_loopback);
  services.commands = offered(services, GT_COMMAND_HANDLER_ID, options_.codec_loopback);
  check_background(services, manifest);
  services.rules = offered(services, GT_WORKFLOW_RULES_ID, options_.codec_loopback);
  if (services.rules != nullptr) {
    const auto* rules = reinterpret_cast<const gt_workflow_rules_v1*>(services.rules);
    if (!GT_HAS(rules, gt_workflow_rules_v1, options))
      throw Error{Kind::bad_input, "offers an incomplete gt.workflow_rules/1; build it again with this platform's SDK"};
    const auto names = listed(rules->head, rules->list, "its guards and effects");
    plugin.workflow_names_ = read_names(ValueRef(names));
  }
  services.form_rules = offered(services, GT_FORM_RULES_ID, options_.codec_loopback);
  if (services.form_rules != nullptr) {
    const auto* rules = reinterpret_cast<const gt_form_rules_v1*>(services.form_rules);
    if (!GT_HAS(rules, gt_form_rules_v1, submit))
      throw Error{Kind::bad_input, "offers an incomplete gt.form_rules/1; build it again with this platform's SDK"};
    const auto names = listed(rules->head, rules->list, "its forms");
    plugin.form_names_ = read_form_names(ValueRef(names));
  }
}

struct PluginHost::Answer {
  std::string bytes;
  std::vector<std::string> pages;
};

PluginHost::Answer PluginHost::invoke(Plugin& plugin, std::size_t number, CallContext& context, const gt_table& table, gt_call slot,
                                      const std::string& args) {
  Collected answer;
  std::vector<std::string> pages;
  gt_error error{};
  gt_kind kind = GT_OK;
  {
    RunningCall running(state_->calls, plugin, static_cast<std::int32_t>(number), context);
    const MarkedCall mark(plugin.name(), running.route, context.scope.site_id, context.scope.request_id);
    kind = slot(table.self, running.handle, gt_str{args.data(), args.size()}, {&answer, Collected::write}, &error);
    pages = std::move(running.pages);
  }
  if (std::chrono::steady_clock::now() > context.scope.deadline)
    throw Error{Kind::unavailable, "the plugin " + plugin.name() + " answered after its deadline"};
  if (kind != GT_OK) throw Error{static_cast<Kind>(known(kind)), text_of(error)};
  if (answer.too_long) throw Error{Kind::internal, "the plugin's answer is longer than 64 MB"};
  return {std::move(answer.bytes), std::move(pages)};
}

/// Refuses what cannot be called now, makes a kind of whatever is thrown, and logs what is the plugin's fault.
template <class Code>
CallResult PluginHost::guarded(Plugin& plugin, std::size_t number, const CallContext& context, Code&& code) {
  if (!plugin.running()) return failure(GT_UNAVAILABLE, "the plugin " + plugin.name() + " is not running");
  if (plugin.blocked())
    return failure(GT_UNAVAILABLE, "the plugin " + plugin.name() + " has a call past its deadline and takes no new ones here");
  CallResult result;
  try {
    result = code();
  } catch (const Error& error) {
    result = failure(static_cast<gt_kind>(error.kind()), error.what());
  } catch (const std::exception& error) {
    result = failure(GT_INTERNAL, error.what());
  }
  if (result.kind == GT_INTERNAL || result.kind == GT_UNAVAILABLE)
    log(Level::error, "a plugin's call failed",
        {{"plugin", plugin.name()}, {"route", plugin.call_name(number)}, {"site", context.scope.site_slug},
         {"request", context.scope.request_id}, {"reason", inert(result.problem)}});
  return result;
}

CallResult PluginHost::call(Plugin& plugin, std::size_t route, CallContext& context, std::string_view request) {
  return guarded(plugin, route, context, [&] {
    if (route >= plugin.routes().size()) throw Error{Kind::not_found, "there is no such route"};
    const auto* http = reinterpret_cast<const gt_http_v1*>(plugin.services_->http);
    auto answer = invoke(plugin, route, context, http->head, http->handle, with_route(request, route));
    return read_answer(answer.bytes, answer.pages);
  });
}

CallResult PluginHost::deliver(Plugin& plugin, CallContext& context, std::string_view event) {
  const auto& types = plugin.manifest().subscribes;
  const auto type = ValueRef(event)["type"].text();
  const auto number = plugin.routes().size() + static_cast<std::size_t>(std::find(types.begin(), types.end(), type) - types.begin());
  return guarded(plugin, number, context, [&] {
    const auto* handler = reinterpret_cast<const gt_event_handler_v1*>(plugin.services_->event_handler);
    invoke(plugin, number, context, handler->head, handler->deliver, std::string(event));
    return CallResult{};
  });
}

CallResult PluginHost::run_schedule(Plugin& plugin, CallContext& context, std::string_view moment) {
  const auto& schedules = plugin.manifest().schedules;
  const auto found = std::find_if(schedules.begin(), schedules.end(), [name = ValueRef(moment)["name"].text()](const DailyWork& work) {
    return work.name == name;
  });
  const auto number = plugin.routes().size() + plugin.manifest().subscribes.size() + static_cast<std::size_t>(found - schedules.begin());
  return guarded(plugin, number, context, [&] {
    const auto* schedule = reinterpret_cast<const gt_schedule_v1*>(plugin.services_->schedule);
    invoke(plugin, number, context, schedule->head, schedule->run, std::string(moment));
    return CallResult{};
  });
}

std::string PluginHost::run_command(Plugin& plugin, std::string_view command, CallContext& context, std::string_view request) {
  const auto& routes = plugin.routes();
  const auto found = std::find_if(routes.begin(), routes.end(), [&](const Route& route) { return route.command == command; });
  if (found == routes.end()) throw Error{Kind::not_found, plugin.name() + " has no command " + inert(command)};
  const auto number = static_cast<std::size_t>(found - routes.begin());
  std::string bytes;
  const auto result = guarded(plugin, number, context, [&] {
    const auto* handler = reinterpret_cast<const gt_command_handler_v1*>(plugin.services_->commands);
    bytes = invoke(plugin, number, context, handler->head, handler->run, std::string(request)).bytes;
    ValueRef(bytes).check();
    if (ValueRef(bytes).tag() != Tag::map) throw Error{Kind::internal, "the command's answer is no map"};
    return CallResult{};
  });
  if (!result.ok()) throw Error{static_cast<Kind>(result.kind), result.problem};
  return bytes;
}

std::string PluginHost::ask(Plugin& plugin, RulesCall what, CallContext& context, std::string_view request) {
  if (!plugin.running() || plugin.services_->rules == nullptr)
    throw Error{Kind::unavailable, "the plugin " + plugin.name() + " has no guards and effects now"};
  const auto* rules = reinterpret_cast<const gt_workflow_rules_v1*>(plugin.services_->rules);
  const gt_call slot = what == RulesCall::check ? rules->check : what == RulesCall::effect ? rules->effect : rules->options;
  const auto& manifest = plugin.manifest();
  const auto number = plugin.routes().size() + manifest.subscribes.size() + manifest.schedules.size();
  auto answer = invoke(plugin, number, context, rules->head, slot, std::string(request));
  ValueRef(answer.bytes).check();
  return std::move(answer.bytes);
}

std::string PluginHost::ask(Plugin& plugin, FormRulesCall what, CallContext& context, std::string_view request) {
  if (!plugin.running() || plugin.services_->form_rules == nullptr)
    throw Error{Kind::unavailable, "the plugin " + plugin.name() + " takes no forms now"};
  const auto* rules = reinterpret_cast<const gt_form_rules_v1*>(plugin.services_->form_rules);
  const gt_call slot = what == FormRulesCall::prefill   ? rules->prefill
                       : what == FormRulesCall::check   ? rules->check
                       : what == FormRulesCall::options ? rules->options
                                                        : rules->submit;
  const auto& manifest = plugin.manifest();
  const auto number = plugin.routes().size() + manifest.subscribes.size() + manifest.schedules.size();
  auto answer = invoke(plugin, number, context, rules->head, slot, std::string(request));
  ValueRef(answer.bytes).check();
  return std::move(answer.bytes);
}

std::vector<StuckCall> PluginHost::overdue(std::chrono::steady_clock::time_point now) {
  auto stuck = state_->calls.overdue(now);
  for (const auto& call : stuck) {
    if (!call.news) continue;
    log(Level::error, "a plugin's call does not return; until it does, this worker takes no new call of the plugin. Ask its author, "
                      "or switch the module off",
        {{"plugin", call.plugin->name()}, {"route", call.plugin->call_name(static_cast<std::size_t>(call.route))}, {"request", call.request_id}});
  }
  return stuck;
}

void PluginHost::stop() {
  for (auto* plugin : plugins_) {
    if (!plugin->running() || plugin->calls_in_flight() > 0) continue;
    plugin->state_.store(PluginState::stopped, std::memory_order_release);
    gt_plugin* const handle = plugin->services_->handle;
    plugin->services_->handle = nullptr;
    plugin->services_->http = plugin->services_->rules = plugin->services_->form_rules = plugin->services_->commands = nullptr;
    handle->stop(handle->self);
    handle->destroy(handle->self);
  }
}

}  // namespace gongting::host::plugin_host
