#include "web/application.hpp"

#include <sodium.h>

#include <algorithm>
#include <mutex>

#include "audit/receipt_book.hpp"
#include "auth/accounts.hpp"
#include "auth/attempts.hpp"
#include "auth/passwords.hpp"
#include "auth/provider.hpp"
#include "auth/roles.hpp"
#include "auth/sealing.hpp"
#include "auth/sessions.hpp"
#include "auth/sign_in.hpp"
#include "base/clock.hpp"
#include "forms/drafts.hpp"
#include "base/ids.hpp"
#include "base/log.hpp"
#include "gongting/error.hpp"
#include "invite/invitations.hpp"
#include "http/raw_header_scan.hpp"
#include "http/static_files.hpp"
#include "jobs/runner.hpp"
#include "plugin_host/plugin_host.hpp"
#include "sites/holidays.hpp"
#include "sites/sites.hpp"
#include "store/database.hpp"
#include "store/figures.hpp"
#include "store/migrations.hpp"
#include "store/records.hpp"
#include "view/view.hpp"
#include "web/clock_jobs.hpp"
#include "web/context.hpp"
#include "web/declared_api.hpp"
#include "web/form_pages.hpp"
#include "web/csrf.hpp"
#include "web/forwarded.hpp"
#include "web/notice_jobs.hpp"
#include "web/live.hpp"
#include "web/page_cache.hpp"
#include "web/pipeline.hpp"
#include "web/plugin_jobs.hpp"
#include "web/plugin_pages.hpp"
#include "web/request_figures.hpp"
#include "web/router.hpp"
#include "web/rules.hpp"
#include "web/shown_again.hpp"
#include "web/workflow_pages.hpp"
#include "web/workflows.hpp"

namespace gongting::host::web {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds k_start_limit{30};
// How long an I/O thread waits for a connection: not longer, because others wait for that thread.
constexpr std::chrono::milliseconds k_moment{1};

/// Loads what can be loaded, and says of the rest why not; in the order of the names.
plugin_host::PluginHost& load_plugins(const Places& places, store::Session& db, Rules& rules, Workflows& workflows, Forms& forms) {
  auto& plugins = plugin_host::PluginHost::make();
  for (const auto& folder : places.plugins)
    if (std::filesystem::is_directory(folder)) plugins.read_catalogue(folder);
  for (auto* plugin : plugins.plugins()) {
    if (plugin->state() != plugin_host::PluginState::listed) continue;
    try {
      const auto migrations = plugin->folder() / "migrations";
      if (std::filesystem::is_directory(migrations) && store::pending_migrations(db, plugin->name(), migrations) > 0)
        throw Error{Kind::unavailable, "its tables are not up to date; run `gongting migrate` and look at its output"};
      rules.add(*plugin);
      workflows.add(*plugin, rules);
      forms.add(*plugin);
      if (plugins.load(*plugin)) workflows.check_names(*plugin), forms.check_names(*plugin);
    } catch (const Error& error) {
      plugins.fail(*plugin, error.what());
    }
  }
  return plugins;
}

view::Sources template_sources(const Places& places, const Config& config, const plugin_host::PluginHost& plugins) {
  view::Sources sources;
  sources.templates = places.share / "templates";
  sources.locale = places.share / "locale";
  sources.overrides = config.var / "sites";
  for (const auto* plugin : plugins.plugins()) {
    if (plugin->running())
      sources.plugins.push_back({plugin->name(), plugin->folder() / "templates", plugin->folder() / "locale"});
  }
  return sources;
}

std::vector<store::RecordType> record_types(const plugin_host::PluginHost& plugins) {
  std::vector<store::RecordType> types;
  for (const auto* plugin : plugins.plugins()) {
    if (!plugin->running()) continue;
    auto own = store::parse_record_types(plugin->name(), plugin->manifest().records);
    std::move(own.begin(), own.end(), std::back_inserter(types));
  }
  return types;
}

jobs::Runner::Options runner_options(const Config& config, bool tells) {
  jobs::Runner::Options options;
  options.threads = config.jobs.threads, options.tells = tells;
  options.poll = std::chrono::milliseconds(config.jobs.poll_ms), options.lease = std::chrono::seconds(config.jobs.lease_s);
  return options;
}

auth::Passwords::Cost cost(const Config& config) {
  return {config.argon2.memory_kib, config.argon2.passes, config.argon2.at_once};
}

}  // namespace

Places Places::beside(const std::filesystem::path& program, const Config& config) {
  Places places;
  const auto folder = program.parent_path();
  const bool installed = !std::filesystem::is_directory(folder / "share" / "gongting");
  places.share = (installed ? folder.parent_path() : folder) / "share" / "gongting";
  if (!config.plugins.empty()) places.plugins = config.plugins;
  else places.plugins = {installed ? folder.parent_path() / "lib" / "gongting" / "plugins" : folder / "plugins"};
  return places;
}

struct Application::Impl {
  Impl(Config config_in, const Places& places, const std::vector<AddRoutes>& pages)
      : config(std::move(config_in)),
        database(store::Database::open({config.store.kind,
                                        config.store.kind == "sqlite" ? config.store_file().string() : config.store.url,
                                        config.store.pool + 2 * config.jobs.threads})),
        sealing(config.var / "secret.key"),
        passwords(cost(config), places.share / "config" / "common-passwords.txt"),
        sessions(config.session, time),
        accounts(passwords, sealing, sessions, time),
        sign_in(passwords, sessions, time, sealing),
        providers(config.identity_providers),
        csrf(sealing.subkey("csrf")),
        rules(places.share / "config" / "rules"),
        sites(sites::shipped_holidays(places.share / "config" / "data" / "holidays-cn.csv")),
        plugins(open_plugins(places)),
        views(template_sources(places, config, plugins)),
        records(*database, record_types(plugins), &sealing),
        receipts(records, sealing.subkey(audit::k_signing_key), *hash_named(config.audit.hash)),
        invitations(sealing, sessions),
        services{config, *database, records, sites,  sealing, time,    sessions, roles,
                 accounts, sign_in,  views,   assets, plugins, rules, workflows, forms, receipts, invitations, csrf,     router,   live,     providers},
        live({static_cast<std::size_t>(config.live.readers), static_cast<std::size_t>(config.live.readers_per_person),
              std::chrono::milliseconds(config.live.check_ms), std::chrono::milliseconds(config.live.keep_alive_ms)},
             config.store.kind == "sqlite" ? std::string() : config.store.url,
             [this](const live::Reader& reader) { return look_for(services, reader); }),
        plugin_pages(plugins),
        figures(config.log),
        pipeline(services, plugin_pages, front, cache, figures),
        jobs(*database, runner_options(config, true)),
        outward(*database, runner_options(config, false)) {
    assets.add(places.share / "static");
    for (const auto* plugin : plugins.plugins()) {
      const auto folder = plugin->folder() / "static";
      if (plugin->running() && std::filesystem::is_directory(folder)) {
        plugin_assets.emplace(plugin->name(), "/assets/" + plugin->name() + "/").first->second.add(folder);
      }
    }
    for (const auto& problem : views.problems()) {
      if (!problem.fatal) continue;
      if (problem.plugin.empty()) throw Error{Kind::internal, problem.text()};
      if (auto* plugin = plugins.find(problem.plugin); plugin != nullptr && plugin->running())
        plugins.fail(*plugin, problem.text() + ". Mend the file, or install a version of the plugin without the fault");
    }
    for (auto* plugin : plugins.plugins()) {
      if (!plugin->running()) continue;
      try {
        workflows.check_texts(*plugin, views);
        forms.check_texts(*plugin, views);
      } catch (const Error& error) {
        plugins.fail(*plugin, error.what());
      }
    }
    for (const auto& add : pages) add(router, front);
    add_workflow_pages(router, plugins, workflows);
    add_step_up_page(router);
    add_live(router);
    sessions.on_end([this](std::int64_t account) { live.sessions_ended(account); });
    add_form_pages(router, plugins, forms);
    add_declared_api(router, plugins, workflows, forms);
    add_jobs();
    add_plugin_jobs(jobs, services);
    add_notice_jobs(outward, services);
    auto db = database->lease(Clock::now() + k_start_limit);
    records.install(db);
    db.commit();
    // The clock may have been set back while nothing ran: no id is older than what was seen.
    for (const auto row : db.read("select value from gt_epoch where id = :highest",
                                  {{"highest", auth::NeverBack::k_highest_row}}))
      raise_ids_to(row.integer("value"));
  }

  /// Sessions, counters of attempts and answers kept for repeats end by themselves; their rows go here.
  void add_jobs() {
    constexpr std::int64_t day_ms = 24 * 3'600'000;
    jobs.schedule(jobs::Schedule::every("core.sweep", 300), [this](store::Session& db, const jobs::Job&) {
      const auto now = now_ms();
      sessions.sweep(db);
      auth::sweep_attempts(db, now);
      db.write("delete from gt_once where created_at < :before", {{"before", now - day_ms}});
    });
    add_clock_jobs(jobs, services);
    jobs.schedule(jobs::Schedule::daily("core.sweep_drafts", 3, 20), [](store::Session& db, const jobs::Job&) { forms::Drafts::sweep(db, today()); });
    jobs.schedule(jobs::Schedule::daily("core.sweep_jobs", 3, 10), [this](store::Session& db, const jobs::Job&) {
      jobs::sweep(db, now_ms() - config.jobs.keep_days * day_ms);
    });
  }

  plugin_host::PluginHost& open_plugins(const Places& places) {
    auto db = database->lease(Clock::now() + k_start_limit);
    if (store::pending_migrations(db, "core", places.share / "migrations") > 0)
      throw Error{Kind::unavailable, "the database is not up to date; run `gongting migrate`"};
    return load_plugins(places, db, rules, workflows, forms);
  }

  /// The epoch, read only when something was committed since it was read last; waits a moment for a connection, no more.
  std::int64_t known_epoch() {
    const auto mark = database->mark();
    {
      const std::lock_guard lock(epoch_mutex);
      if (mark && mark == epoch_mark) return epoch;
    }
    auto db = database->lease(Clock::now() + k_moment);
    const auto now = sites::read_epoch(db);
    const std::lock_guard lock(epoch_mutex);
    epoch = now, epoch_mark = mark;
    return now;
  }

  std::mutex epoch_mutex;
  std::optional<store::Mark> epoch_mark;  // taken before `epoch` was read
  std::int64_t epoch = 0;
  Config config;
  std::unique_ptr<store::Database> database;
  auth::NeverBack time;
  auth::Sealing sealing;
  auth::Passwords passwords;
  auth::Sessions sessions;
  auth::Roles roles;
  auth::Accounts accounts;
  auth::SignIn sign_in;
  auth::Providers providers;
  Csrf csrf;
  Rules rules;
  Workflows workflows;
  Forms forms;
  sites::Sites sites;
  plugin_host::PluginHost& plugins;
  view::Engine views;
  store::Records records;
  audit::ReceiptBook receipts;
  invite::Invitations invitations;
  http::StaticFiles assets;
  std::map<std::string, http::StaticFiles, std::less<>> plugin_assets;
  Router router, front;
  PageCache cache;
  Services services;
  live::Hub live;  // after the services that it looks with
  PluginPages plugin_pages;
  RequestFigures figures;
  Pipeline pipeline;
  jobs::Runner jobs;  // after all that its handlers use
  jobs::Runner outward;  // what waits for servers of others, so that nothing else waits for them
};

Application::Application(Config config, const Places& places, const std::vector<AddRoutes>& pages) {
  if (sodium_init() < 0) throw Error{Kind::internal, "libsodium cannot be used on this machine"};
  impl_ = std::make_unique<Impl>(std::move(config), places, pages);
}

Application::~Application() = default;

http::Response Application::handle(http::Request& request) {
  if (request.path == "/readyz") {
    const auto reasons = not_ready();
    http::Response response;
    response.type = "text/plain; charset=utf-8";
    response.status = reasons.empty() ? 200 : 503;
    response.body = reasons.empty() ? "ok\n" : "";
    for (const auto& reason : reasons) response.body += reason + "\n";
    if (!reasons.empty()) response.set("retry-after", "5");
    response.set("cache-control", "no-store");
    return response;
  }
  return impl_->pipeline.handle(request);
}

std::optional<http::Response> Application::fast(const http::Request& request) {
  if (request.path == "/healthz") {
    static const auto ok = std::make_shared<const std::string>("ok\n");
    http::Response response;
    response.type = "text/plain; charset=utf-8";
    response.shared_body = ok;
    return response;
  }
  if (request.path.starts_with("/assets/")) {
    if (auto found = impl_->assets.find(request)) return found;
    for (const auto& [name, files] : impl_->plugin_assets)
      if (auto found = files.find(request)) return found;
    return std::nullopt;
  }
  // Reading the epoch from SQLite never waits for a writer; from PostgreSQL it would be a round trip on this thread.
  if (!impl_->database->sqlite()) return std::nullopt;
  const auto key = PageCache::key(request, came_by_tls(request, impl_->config.trusted_proxies));
  if (key.empty() || !impl_->cache.maybe(key)) return std::nullopt;
  try {
    return impl_->cache.find(key, impl_->known_epoch(), http::allows_gzip(request.header("accept-encoding")));
  } catch (const Error&) {
    return std::nullopt;  // no connection free at once: the worker pool waits, this thread does not
  }
}

std::string Application::error_page(int status, std::string_view request_id) {
  constexpr int with_a_page[] = {400, 405, 408, 413, 414, 415, 431, 503};
  if (std::find(std::begin(with_a_page), std::end(with_a_page), status) == std::end(with_a_page)) return {};
  try {
    http::Request request;
    request.id = request_id;
    Context context(impl_->services, request);
    return context.error_page(status).body;
  } catch (const std::exception& error) {
    log(Level::error, error.what(), {{"request", request_id}});
    return {};
  }
}

std::vector<std::string> Application::not_ready() {
  std::vector<std::string> reasons;
  try {
    auto db = impl_->database->lease(Clock::now() + std::chrono::seconds(1));
    sites::read_epoch(db);
  } catch (const Error& error) {
    reasons.push_back(std::string("database: ") + error.what());
  }
  for (const auto* plugin : impl_->plugins.plugins())
    if (!plugin->running()) reasons.push_back("plugin " + plugin->name() + ": " + plugin->problem());
  return reasons;
}

jobs::Runner& Application::jobs() { return impl_->jobs; }
jobs::Runner& Application::outward() { return impl_->outward; }

live::Hub& Application::live() { return impl_->live; }

std::vector<Address> Application::addresses() const {
  std::vector<Address> all;
  const auto add = [&](const Router& router, const std::string& prefix) {
    for (const auto& route : router.routes())
      all.push_back({std::string(face_name(route.face)), route.method, prefix + route.pattern.text(), route.permission});
  };
  add(impl_->front, "");
  add(impl_->router, "/{site}");
  for (const auto* plugin : impl_->plugins.plugins()) {
    if (!plugin->running()) continue;
    for (const auto& route : plugin->routes())
      all.push_back({route.face, route.method, "/{site}" + std::string(route.face == "api" ? "/api/v1/" : "/") + plugin->name() + route.path,
                     route.permission});
  }
  return all;
}

void Application::add_figures(Fields& counters) const {
  impl_->figures.add_to(counters);
  store::Figures::of_process().add_to(counters);
}

const Services& Application::services() const { return impl_->services; }

std::vector<std::string> migrate_all(store::Database& database, const Places& places) {
  std::vector<std::string> failures;
  auto db = database.lease(Clock::now() + std::chrono::minutes(30));
  store::migrate(db, "core", places.share / "migrations");
  db.commit();
  auto& plugins = plugin_host::PluginHost::make();
  for (const auto& folder : places.plugins)
    if (std::filesystem::is_directory(folder)) plugins.read_catalogue(folder);
  std::vector<store::RecordType> types;
  for (const auto* plugin : plugins.plugins()) {
    if (plugin->state() == plugin_host::PluginState::failed) {
      failures.push_back(plugin->name() + ": " + plugin->problem());
      continue;
    }
    try {
      const auto folder = plugin->folder() / "migrations";
      if (std::filesystem::is_directory(folder)) store::migrate(db, plugin->name(), folder);
      auto own = store::parse_record_types(plugin->name(), plugin->manifest().records);
      std::move(own.begin(), own.end(), std::back_inserter(types));
      db.commit();
    } catch (const Error& error) {
      db.rollback();
      failures.push_back(plugin->name() + ": " + error.what());
    }
  }
  store::Records(database, std::move(types)).install(db);
  db.commit();
  return failures;
}

}  // namespace gongting::host::web
