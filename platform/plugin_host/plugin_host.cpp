#include "plugin_host/plugin_host.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/log.hpp"
#include "base/text.hpp"
#include "gongting/abi/http.h"
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

}  // namespace

struct PluginHostState {
  CallRegistry calls;
};

Plugin::Plugin(std::filesystem::path folder, Manifest manifest) : folder_(std::move(folder)), manifest_(std::move(manifest)) {}
Plugin::~Plugin() = default;

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
      services->handle = nullptr, services->http = nullptr;
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

  const std::string_view id = GT_HTTP_ID;
  const gt_table* table = handle->service(handle->self, gt_str{id.data(), id.size()});
  const auto* http = reinterpret_cast<const gt_http_v1*>(table);
  if (!GT_HAS(http, gt_http_v1, routes) || !GT_HAS(http, gt_http_v1, handle))
    throw Error{Kind::bad_input, "offers no " + std::string(id) + "; build it again with this platform's SDK"};
  if (options_.codec_loopback) {
    services.loopbacks.push_back(std::make_unique<Loopback>(*table));
    table = &services.loopbacks.back()->table();
    http = reinterpret_cast<const gt_http_v1*>(table);
  }
  services.http = table;

  Collected routes;
  const std::string no_args = encode_fields({});
  const gt_kind kind = http->routes(table->self, 0, gt_str{no_args.data(), no_args.size()}, {&routes, Collected::write}, &error);
  if (kind != GT_OK) throw Error{Kind::internal, "cannot name its routes: " + text_of(error)};
  ValueRef(routes.bytes).check();
  plugin.routes_ = read_routes(ValueRef(routes.bytes), manifest);
}

CallResult PluginHost::call(Plugin& plugin, std::size_t route, CallContext& context, std::string_view request) {
  if (!plugin.running()) return failure(GT_UNAVAILABLE, "the plugin " + plugin.name() + " is not running");
  if (plugin.blocked())
    return failure(GT_UNAVAILABLE, "the plugin " + plugin.name() + " has a call past its deadline and takes no new ones here");
  const Scope& scope = context.scope;
  CallResult result;
  try {
    if (route >= plugin.routes().size()) throw Error{Kind::not_found, "there is no such route"};
    const std::string args = with_route(request, route);
    Collected answer;
    std::vector<std::string> pages;
    gt_error error{};
    gt_kind kind = GT_OK;
    {
      RunningCall running(state_->calls, plugin, static_cast<std::int32_t>(route), context);
      const MarkedCall mark(plugin.name(), running.route, scope.site_id, scope.request_id);
      const auto* http = reinterpret_cast<const gt_http_v1*>(plugin.services_->http);
      kind = http->handle(http->head.self, running.handle, gt_str{args.data(), args.size()}, {&answer, Collected::write}, &error);
      pages = std::move(running.pages);
    }
    if (std::chrono::steady_clock::now() > scope.deadline)
      result = failure(GT_UNAVAILABLE, "the plugin " + plugin.name() + " answered after its deadline");
    else if (kind != GT_OK) result = failure(known(kind), text_of(error));
    else if (answer.too_long) result = failure(GT_INTERNAL, "the plugin's answer is longer than 64 MB");
    else result = read_answer(answer.bytes, pages);
  } catch (const Error& error) {
    result = failure(static_cast<gt_kind>(error.kind()), error.what());
  } catch (const std::exception& error) {
    result = failure(GT_INTERNAL, error.what());
  }
  if (result.kind == GT_INTERNAL || result.kind == GT_UNAVAILABLE) {
    const auto& routes = plugin.routes();
    log(Level::error, "a plugin's call failed",
        {{"plugin", plugin.name()}, {"route", route < routes.size() ? routes[route].method + ' ' + routes[route].path : std::string()},
         {"site", scope.site_slug}, {"request", scope.request_id}, {"reason", inert(result.problem)}});
  }
  return result;
}

std::vector<StuckCall> PluginHost::overdue(std::chrono::steady_clock::time_point now) {
  auto stuck = state_->calls.overdue(now);
  for (const auto& call : stuck) {
    if (!call.news) continue;
    const auto& route = call.plugin->routes()[static_cast<std::size_t>(call.route)];
    log(Level::error, "a plugin's call does not return; until it does, this worker takes no new call of the plugin. Ask its author, "
                      "or switch the module off",
        {{"plugin", call.plugin->name()}, {"route", route.method + ' ' + route.path}, {"request", call.request_id}});
  }
  return stuck;
}

void PluginHost::stop() {
  for (auto* plugin : plugins_) {
    if (!plugin->running() || plugin->calls_in_flight() > 0) continue;
    plugin->state_.store(PluginState::stopped, std::memory_order_release);
    gt_plugin* const handle = plugin->services_->handle;
    plugin->services_->handle = nullptr;
    plugin->services_->http = nullptr;
    handle->stop(handle->self);
    handle->destroy(handle->self);
  }
}

}  // namespace gongting::host::plugin_host
