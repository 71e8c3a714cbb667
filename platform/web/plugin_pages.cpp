#include "web/plugin_pages.hpp"

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"
#include "http/form.hpp"
#include "gongting/items.hpp"
#include "web/commands.hpp"
#include "view/view.hpp"
#include "web/plugin_backend.hpp"

namespace gongting::host::web {
namespace {

Fields texts(const http::Form& form) {
  Fields fields;
  for (const auto& [name, value] : form.fields()) {
    if (name.starts_with("_")) continue;  // the host's own
    const auto same =
        std::find_if(fields.begin(), fields.end(), [&](const auto& field) { return field.first == name; });
    if (same == fields.end()) {
      fields.emplace_back(name, value);
      continue;
    }
    List list;
    if (const auto* items = std::get_if<List>(&same->second.data())) list = *items;
    else list.push_back(same->second);
    list.emplace_back(value);
    same->second = Value(std::move(list));
  }
  return fields;
}

Value files_of(const http::Request& request) {
  Items files;
  for (const auto& upload : request.uploads) {
    files.add({{"field", upload.field},
               {"name", upload.name},
               {"type", upload.type},
               {"size", static_cast<std::int64_t>(upload.size)},
               {"path", upload.path.string()}});
  }
  return files;
}

Value plain_value(const Context& context, const plugin_host::Plugin& plugin, const Value& value) {
  if (std::holds_alternative<Message>(value.data())) {
    const auto encoded = value.encode();
    return context.services.views.plain(context.scope.locale, plugin.name(), ValueRef(encoded));
  }
  if (const auto* fields = std::get_if<Fields>(&value.data())) return plain_fields(context, plugin, *fields);
  const auto* list = std::get_if<List>(&value.data());
  if (list == nullptr) return value;
  List items;
  for (const auto& item : *list) items.push_back(plain_value(context, plugin, item));
  return items;
}

Value permissions_of(const Context& context, const plugin_host::Plugin& plugin) {
  List permissions;
  for (const auto& permission : plugin.manifest().permissions)
    if (context.can(permission.id)) permissions.emplace_back(permission.id);
  return permissions;
}

}  // namespace

std::string plugin_request(const Context& context, const plugin_host::Plugin& plugin, const Asked& asked) {
  const bool api = context.path.starts_with("/api/v1/");
  const auto& request = context.request;
  const auto& scope = context.scope;
  Fields params;
  for (const auto& [name, value] : context.params) params.emplace_back(name, value);
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(request.deadline -
                                                                          std::chrono::steady_clock::now());
  const auto now = now_ms();
  return encoded_map({{"method", request.method},
                      {"path", context.path},
                      {"params", params},
                      {"query", texts(context.query)},
                      {"form", texts(context.form)},
                      {"files", files_of(request)},
                      {"json", http::is_json(request) ? parse_json(request.body) : Value()},
                      {"user", encoded_map({{"id", scope.account_id},
                                            {"name", scope.account_name},
                                            {"roles", Value(List(scope.roles.begin(), scope.roles.end()))},
                                            {"permissions", permissions_of(context, plugin)},
                                            {"point_id", scope.point_id},
                                            {"signed_in", context.signed_in()}})},
                      {"site", site_fields(*context.site)},
                      {"base", context.prefix + "/" + plugin.name()},
                      {"prefix", context.prefix},
                      {"face", api ? std::string_view("api") : face_name(request.face)},
                      {"locale", scope.locale},
                      {"request_id", request.id},
                      {"now_ms", now},
                      {"deadline_ms", now + left.count()},
                      {"host", request.header("host")},
                      {"tls", request.tls},
                      {"peer", request.peer},
                      {asked.fields == nullptr ? std::string("workflow") : std::string(asked.key), asked.fields == nullptr ? Value() : Value(*asked.fields)}})
      .bytes;
}

Encoded site_fields(const sites::Site& site) {
  return encoded_map({{"id", site.id},
                      {"slug", site.slug},
                      {"name", site.name},
                      {"short_name", site.short_name},
                      {"court_code", site.court_code},
                      {"division", site.division},
                      {"phone", site.phone}});
}

Context& module_context(Context& context, const plugin_host::Plugin& plugin) {
  if (!context.snapshot->module_enabled(context.site->id, plugin.name(), context.scope.point_id))
    throw Error{Kind::not_found, "the module is switched off here"};
  if (!plugin.running() || plugin.blocked()) throw Error{Kind::unavailable, plugin.manifest().title.in(context.scope.locale)};
  context.scope.plugin = plugin.name();
  return context;
}

Form typed_form(const Context& context) {
  const auto encoded = encode_fields(texts(context.form));
  return Form(ValueRef(encoded));
}

Fields plain_fields(const Context& context, const plugin_host::Plugin& plugin, const Fields& model) {
  Fields said;
  for (const auto& [name, value] : model) said.emplace_back(name, plain_value(context, plugin, value));
  return said;
}

PluginPages::PluginPages(plugin_host::PluginHost& plugins) : plugins_(plugins) {
  for (auto* plugin : plugins.plugins()) {
    if (!plugin->running()) continue;
    try {
      PluginRoutes routes{plugin, {}, {}};
      for (const auto& route : plugin->routes()) {
        routes.patterns.emplace_back(route.path);
        routes.index.add(routes.patterns.back(), routes.patterns.size() - 1);
      }
      routes_.push_back(std::move(routes));
    } catch (const Error& error) {
      plugins.fail(*plugin, error.what());
    }
  }
}

std::optional<PluginPages::Target> PluginPages::find(Face face, std::string_view method, std::string_view path) const {
  Target target;
  constexpr std::string_view api = "/api/v1/";
  if (path.starts_with(api)) target.api = true, path.remove_prefix(api.size() - 1);
  if (path.size() < 2) return std::nullopt;
  const auto end = path.find('/', 1);
  target.plugin = plugins_.find(path.substr(1, end == std::string_view::npos ? end : end - 1));
  if (target.plugin == nullptr) return std::nullopt;
  const auto rest = end == std::string_view::npos ? std::string_view("/") : path.substr(end);
  const auto wanted = target.api ? std::string_view("api") : face_name(face);
  for (const auto& routes : routes_) {
    if (routes.plugin != target.plugin) continue;
    int best = -1;
    routes.index.for_each(rest, [&](std::size_t number) {
      const auto& declared = routes.plugin->routes()[number];
      if (declared.face != wanted) return;
      const auto& pattern = routes.patterns[number];
      auto params = pattern.match(rest);
      if (!params) return;
      if (declared.method != method) {
        target.other_method = true;
      } else if (pattern.literals() > best) {
        best = pattern.literals();
        target.route = &declared;
        target.number = number;
        target.params = std::move(*params);
      }
    });
  }
  return target;
}

http::Response PluginPages::run(Context& context, const Target& target) {
  context.scope.plugin = target.plugin->name();
  if (!target.route->command.empty()) return run_api_command(context, *target.plugin, target.route->command);
  PluginBackend backend(context, *target.plugin);
  plugin_host::CallContext call{context.scope, backend};
  auto result = context.services.plugins.call(*target.plugin, target.number, call,
                                              plugin_request(context, *target.plugin));
  if (!result.ok()) throw Error{static_cast<Kind>(result.kind), result.problem};  // plugin_host has logged it
  http::Response response;
  response.status = result.status;
  if (!result.type.empty()) response.type = std::move(result.type);
  response.body = std::move(result.body);
  for (auto& [name, value] : result.headers) response.headers.push_back({name, std::move(value)});
  if (!result.location.empty()) response.headers.push_back({"location", std::move(result.location)});
  return response;
}

}  // namespace gongting::host::web
