#include "web/commands.hpp"

#include "base/json.hpp"
#include "base/random.hpp"
#include "gongting/detail/json.hpp"
#include "gongting/error.hpp"
#include "http/form.hpp"
#include "plugin_host/commands.hpp"
#include "web/permissions.hpp"
#include "web/plugin_backend.hpp"
#include "web/plugin_pages.hpp"

namespace gongting::host::web {
namespace {

const plugin_host::DeclaredCommand& declared(const plugin_host::Plugin& plugin, std::string_view name) {
  const auto* found = plugin.manifest().command(name);
  if (found == nullptr) throw Error{Kind::not_found, plugin.name() + " has no command " + std::string(name)};
  return *found;
}

/// The scope names another plugin for a while, and then the one before again.
class NamedPlugin {
 public:
  NamedPlugin(Scope& scope, const std::string& name) : scope_(scope), before_(std::exchange(scope.plugin, name)) {}
  ~NamedPlugin() { scope_.plugin = before_; }
  NamedPlugin(const NamedPlugin&) = delete;
  NamedPlugin& operator=(const NamedPlugin&) = delete;

 private:
  Scope& scope_;
  std::string before_;
};

Fields given_in(const Context& context) {
  Fields given;
  if (context.request.method == "GET") {
    for (const auto& [name, value] : context.query.fields()) given.emplace_back(name, value);
    return given;
  }
  const auto body = parse_json(context.request.body.empty() ? "{}" : context.request.body);
  if (const auto* fields = std::get_if<Fields>(&body.data())) return *fields;
  throw Error{Kind::bad_input, "a command takes a JSON object of its arguments"};
}

}  // namespace

std::string run_command(Context& context, plugin_host::Plugin& plugin, std::string_view name, const Fields& given) {
  const auto& command = declared(plugin, name);
  if (!context.scope.system && !context.can(command.permission))
    throw Error{Kind::forbidden, "the permission " + command.permission + " is missing"};
  const Fields about{{"name", command.name}, {"arguments", plugin_host::read_arguments(command, given)}};
  const NamedPlugin named(context.scope, plugin.name());
  PluginBackend backend(context, plugin);
  plugin_host::CallContext call{context.scope, backend};
  return context.services.plugins.run_command(plugin, name, call, plugin_request(context, plugin, {"command", &about}));
}

http::Response run_api_command(Context& context, plugin_host::Plugin& plugin, std::string_view command) {
  http::Response response;
  response.type = "application/json; charset=utf-8";
  try {
    const auto answer = run_command(context, plugin, command, given_in(context));
    gongting::detail::write_json(response.body, ValueRef(answer));
  } catch (const plugin_host::ArgumentError& error) {
    response.status = 400;
    response.body = to_json(Fields{{"error", Fields{{"status", 400}, {"text", error.what()}, {"argument", error.argument()},
                                                    {"request_id", context.request.id}}}});
  }
  return response;
}

std::string run_command_at(const Services& services, std::string_view site, plugin_host::Plugin& plugin, std::string_view command,
                           const Fields& given, const Scope& caller) {
  http::Request request;
  request.id = "command-" + random_token(6);
  request.method = declared(plugin, command).writes ? "POST" : "GET";
  request.deadline = caller.deadline;
  Context context(services, request);
  context.scope = caller;
  context.scope.system = true;
  context.scope.request_id = request.id;
  context.snapshot = services.sites.snapshot(context.db(), sites::read_epoch(context.db()));
  context.site = context.snapshot->by_slug(site);
  if (context.site == nullptr) throw Error{Kind::not_found, "there is no site " + std::string(site)};
  if (!context.site->active() || !context.snapshot->module_enabled(context.site->id, plugin.name()))
    throw Error{Kind::not_found, "the module " + plugin.name() + " is switched off at " + std::string(site)};
  context.prefix = "/" + context.site->slug;
  context.path = "/api/v1/" + plugin.name() + "/" + std::string(command);
  context.scope.site_id = context.site->id, context.scope.site_slug = context.site->slug;
  auto answer = run_command(context, plugin, command, given);
  context.db().commit();
  return answer;
}

Fields PluginBackend::command(std::string_view plugin, std::string_view name, ValueRef arguments) {
  auto* called = context_.services.plugins.find(plugin);
  if (called == nullptr || !called->running() ||
      !context_.snapshot->module_enabled(context_.site->id, called->name(), context_.scope.point_id))
    throw Error{Kind::not_found, "no module that is on here has the command " + std::string(plugin) + "." + std::string(name)};
  Fields given;
  arguments.for_each([&](std::string_view key, ValueRef value) { return given.emplace_back(key, value.value()), true; });
  const auto answer = run_command(context_, *called, name, given);
  Fields fields;
  ValueRef(answer).for_each([&](std::string_view key, ValueRef value) { return fields.emplace_back(key, value.value()), true; });
  return fields;
}

}  // namespace gongting::host::web
