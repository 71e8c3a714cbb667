#include "web/live.hpp"

#include "base/text.hpp"
#include "gongting/error.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/records.hpp"
#include "web/context.hpp"
#include "web/plugin_backend.hpp"
#include "web/router.hpp"

namespace gongting::host::web {
namespace {

constexpr std::chrono::seconds k_look_limit{3};
/// So long a browser waits before it comes back after a break.
constexpr const char* k_beginning = "retry: 4000\n\n";

/// Nothing when the record is not in reach.
std::optional<std::int64_t> version_of(Context& context, std::string_view plugin, std::string_view type, std::int64_t id) {
  const auto values = encode_fields({{"id", id}});
  const auto rows = context.services.records.query(context.db(), context.scope, plugin, "select version from " + std::string(type) + " where id = :id",
                                                   ValueRef(values));
  if (rows.empty()) return std::nullopt;
  return rows[0].integer("version");
}

/// Whether a page of this plugin's records may be watched here: a module that is on, and a type of its own.
bool is_known(const Context& context, std::string_view plugin, std::string_view type) {
  const auto* found = context.services.plugins.find(plugin);
  return found != nullptr && found->running() && context.snapshot->module_enabled(context.site->id, found->name()) &&
         context.services.records.type(plugin, type) != nullptr;
}

std::int64_t number_in(std::string_view text) {
  long long number = 0;
  return parse_integer(text, number) && number >= 0 ? number : -1;
}

http::Response subscribe(Context& context) {
  const std::string plugin(context.param("plugin")), type(context.param("type"));
  if (!is_known(context, plugin, type)) throw Error{Kind::not_found, "there is no such record"};
  live::Reader reader;
  reader.plugin = plugin, reader.type = type;
  reader.record = context.id(), reader.site = context.site->id, reader.account = context.scope.account_id;
  reader.token_hash = context.session->token_hash, reader.face = context.request.face;
  reader.channel = live::channel_of(reader.site, plugin, type, reader.record);
  context.scope.plugin = plugin;
  const auto version = version_of(context, plugin, type, reader.record);
  if (!version) throw Error{Kind::not_found, "there is no such record"};
  // What a browser says when it comes back stands above what its page said when it was made.
  reader.version = std::max(number_in(context.query.text("version")), number_in(context.request.header("last-event-id")));
  if (reader.version < 0) reader.version = *version;
  http::Response response;
  response.type = "text/event-stream; charset=utf-8";
  response.headers = {{"cache-control", "no-store"}, {"x-accel-buffering", "no"}};
  response.body = k_beginning;
  if (*version > reader.version) response.body += live::event_of(*version);
  reader.version = std::max(reader.version, *version);
  response.stream = std::make_shared<http::Stream>();
  if (context.request.head) return response;
  switch (context.services.live.subscribe(reader, response.stream)) {
    case live::Hub::Taken::yes: return response;
    case live::Hub::Taken::too_many_of_his:
      context.retry_after_s = 30;
      throw Error{Kind::too_many, "refused.live_pages"};
    default: throw Error{Kind::unavailable, "no more readers here now"};
  }
}

}  // namespace

std::optional<std::int64_t> look_for(const Services& services, const live::Reader& reader) {
  http::Request request;
  request.id = "live";
  request.face = reader.face;
  Context context(services, request);
  context.scope.face = reader.face;
  context.scope.deadline = std::chrono::steady_clock::now() + k_look_limit;
  context.session = services.sessions.peek(context.db(), reader.face, reader.token_hash);
  if (!context.session || context.session->account_id != reader.account || context.session->must_change) return std::nullopt;
  context.snapshot = services.sites.snapshot(context.db(), context.session->epoch);
  context.site = context.snapshot->by_id(reader.site);
  if (context.site == nullptr || !context.site->active() || !is_known(context, reader.plugin, reader.type)) return std::nullopt;
  context.scope.site_id = context.site->id, context.scope.site_slug = context.site->slug, context.scope.plugin = reader.plugin;
  auth::apply(*services.roles.identity(context.db(), reader.account, reader.site, context.session->epoch), context.scope);
  context.scope.account_id = reader.account;
  return version_of(context, reader.plugin, reader.type, reader.record);
}

void PluginBackend::publish_live(std::string_view type, std::int64_t id) {
  if (context_.services.records.type(plugin_.name(), type) == nullptr)
    throw Error{Kind::internal, plugin_.name() + " has no record type \"" + std::string(type) + "\" in its manifest"};
  context_.services.live.publish(context_.db(), live::channel_of(context_.site->id, plugin_.name(), type, id));
}

Fields PluginBackend::watch_live(std::string_view type, std::int64_t id, std::int64_t version) {
  seen_record(type, id);
  return {{"href", context_.url("/live/" + plugin_.name() + "/" + std::string(type) + "/" + std::to_string(id) + "?version=" + std::to_string(version))},
          {"version", version}};
}

void add_live(Router& site) {
  for (const auto face : {Face::portal, Face::console}) site.get(face, "/live/{plugin}/{type}/{id}", k_signed_in, subscribe);
}

}  // namespace gongting::host::web
