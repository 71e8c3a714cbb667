#include "web/plugin_jobs.hpp"

#include <chrono>

#include "base/clock.hpp"
#include "base/log.hpp"
#include "gongting/error.hpp"
#include "gongting/items.hpp"
#include "jobs/runner.hpp"
#include "plugin_host/plugin_host.hpp"
#include "web/context.hpp"
#include "web/plugin_backend.hpp"
#include "web/plugin_pages.hpp"

namespace gongting::host::web {
namespace {

constexpr std::string_view k_event = "event.", k_daily = "daily.", k_at_site = "site.";
constexpr const char* k_switched_off = "console.jobs.module_off";

using plugin_host::Plugin;
using plugin_host::PluginHost;
using Call = plugin_host::CallResult (PluginHost::*)(Plugin&, plugin_host::CallContext&, std::string_view);

bool is_on(const sites::Snapshot& snapshot, const sites::Site* site, const Plugin& plugin) {
  return site != nullptr && site->active() && snapshot.module_enabled(site->id, plugin.name());
}

/// One job of a plugin: where, under which name in logs and audit, and what it is told beside.
struct Errand {
  std::int64_t site_id = 0;
  std::string id, name;
  Fields args;
};

/// Calls the plugin in the job's transaction. Errors: jobs::Declined where the module is off; the plugin's own.
void run(const Services& services, Plugin& plugin, store::Session& db, const Errand& errand, Call call) {
  http::Request request;
  request.id = errand.id;
  Context context(services, request);
  context.borrow(db);
  context.snapshot = services.sites.snapshot(db, sites::read_epoch(db));
  context.site = context.snapshot->by_id(errand.site_id);
  if (!is_on(*context.snapshot, context.site, plugin)) throw jobs::Declined{k_switched_off};
  context.prefix = "/" + context.site->slug;

  auto& scope = context.scope;
  const auto time = std::chrono::seconds(services.config.jobs.lease_s);
  scope.site_id = context.site->id, scope.site_slug = context.site->slug;
  scope.plugin = plugin.name(), scope.account_name = errand.name, scope.request_id = errand.id;
  scope.system = true;
  scope.deadline = std::chrono::steady_clock::now() + time;

  const auto now = now_ms();
  auto args = errand.args;
  args.insert(args.end(), {{"site", site_fields(*context.site)},
                           {"base", context.prefix + "/" + plugin.name()},
                           {"prefix", context.prefix},
                           {"locale", scope.locale},
                           {"request_id", errand.id},
                           {"now_ms", now},
                           {"deadline_ms", now + std::chrono::milliseconds(time).count()}});
  PluginBackend backend(context, plugin);
  plugin_host::CallContext called{scope, backend};
  const auto result = (services.plugins.*call)(plugin, called, encode_fields(args));
  if (result.ok()) return;
  // What an author's code threw by accident may hold data of persons; the log has it, the page of jobs does not.
  const bool meant = result.kind != GT_INTERNAL;
  throw Error{static_cast<Kind>(result.kind), meant ? result.problem : "console.jobs.plugin_failed"};
}

void deliver(const Services& services, Plugin& plugin, store::Session& db, const jobs::Event& event) {
  run(services, plugin, db,
      {event.site_id,
       event.delivery,
       "event " + event.type,
       {{"type", event.type},
        {"delivery", event.delivery},
        {"record_type", event.record_type},
        {"record", event.record_id},
        {"payload", event.payload},
        {"at_ms", event.at}}},
      &PluginHost::deliver);
}

/// A job for each site where the module is on, so that one site's failure is its own. What is left of an earlier day is
/// taken away: the new one does the same.
void make_for_sites(const Services& services, const Plugin& plugin, store::Session& db, const jobs::Job& day,
                    const std::string& kind) {
  db.write("delete from gt_job where kind = :kind and state in ('waiting', 'dead')", {{"kind", kind}});
  const auto snapshot = services.sites.snapshot(db, sites::read_epoch(db));
  for (const auto& site : snapshot->sites()) {
    if (!is_on(*snapshot, &site, plugin)) continue;
    jobs::Job job;
    job.kind = kind;
    job.site_id = site.id;
    job.key = day.key + "/" + site.slug;
    jobs::enqueue(db, job);
  }
}

void add_schedule(jobs::Runner& runner, const Services& services, Plugin& plugin, const plugin_host::DailyWork& work) {
  const auto name = plugin.name() + "." + work.name;
  const auto at_site = std::string(k_at_site) + name;
  runner.schedule(jobs::Schedule::daily(std::string(k_daily) + name, work.minute / 60, work.minute % 60),
                  [&services, &plugin, at_site](store::Session& db, const jobs::Job& job) {
                    make_for_sites(services, plugin, db, job, at_site);
                  });
  runner.handle(at_site, [&services, &plugin, schedule = work.name](store::Session& db, const jobs::Job& job) {
    run(services, plugin, db, {job.site_id, job.key, "schedule " + schedule, {{"name", schedule}}}, &PluginHost::run_schedule);
  });
}

/// A misspelt type would be waited for in vain.
void warn_of_unknown(const Services& services, const Plugin& plugin) {
  for (const auto& type : plugin.manifest().subscribes) {
    const auto* publisher = services.plugins.find(type.substr(0, type.find('.')));
    if (publisher == nullptr || publisher->manifest().event(type) == nullptr)
      log(Level::warning, "a plugin subscribes to an event that no installed plugin publishes",
          {{"plugin", plugin.name()}, {"event", type}});
  }
}

}  // namespace

void add_plugin_jobs(jobs::Runner& runner, const Services& services) {
  for (auto* plugin : services.plugins.plugins()) {
    const auto& manifest = plugin->manifest();
    if (!manifest.subscribes.empty()) {
      jobs::EventHandler handler;
      if (plugin->running())
        handler = [&services, plugin](store::Session& db, const jobs::Event& event) { deliver(services, *plugin, db, event); };
      runner.subscribe({plugin->name(), manifest.subscribes}, handler);
    }
    if (!plugin->running()) continue;
    warn_of_unknown(services, *plugin);
    for (const auto& work : manifest.schedules) add_schedule(runner, services, *plugin, work);
  }
}

PluginJob plugin_job(const Services& services, std::string_view kind) {
  for (const auto prefix : {k_event, k_daily, k_at_site}) {
    if (!kind.starts_with(prefix)) continue;
    const auto rest = kind.substr(prefix.size());
    const auto point = std::min(rest.find('.'), rest.size());
    const auto* plugin = services.plugins.find(rest.substr(0, point));
    return {plugin, point < rest.size() ? rest.substr(point + 1) : std::string_view()};
  }
  return {};
}

}  // namespace gongting::host::web
