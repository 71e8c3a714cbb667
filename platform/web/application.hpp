// The host in one worker: everything wired together, and the way of a request through it (docs/map.md draws it).
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.hpp"
#include "gongting/value.hpp"
#include "http/message.hpp"
#include "web/services.hpp"

namespace gongting::host::jobs {
class Runner;
}
namespace gongting::host::live {
class Hub;
}

namespace gongting::host::web {

/// Where the program's own data lies.
struct Places {
  std::filesystem::path share;                 // templates, static, locale, migrations
  std::vector<std::filesystem::path> plugins;  // folders that hold plugin folders
  /// Beside the program in the build tree, under ../share and ../lib when installed.
  static Places beside(const std::filesystem::path& program, const Config& config);
};

/// Adds pages of the host: `site` has those below a site, `front` those of the installation (only "/").
using AddRoutes = std::function<void(Router& site, Router& front)>;

/// An address that is answered. `path` begins with /{site} where a site is needed.
struct Address {
  std::string face;  // "portal", "console", or "api" on both
  std::string method, path;
  std::string permission;  // "" anyone, "*" whoever is signed in, or an id
};

class Application {
 public:
  /// Loads templates and plugins, checks the schema. Throws Error when the worker cannot serve at all; a plugin that
  /// fails only fails itself.
  Application(Config config, const Places& places, const std::vector<AddRoutes>& pages);
  ~Application();

  /// [worker thread]
  http::Response handle(http::Request& request);
  /// [I/O thread] Health, assets and kept public pages.
  std::optional<http::Response> fast(const http::Request& request);

  /// The page for what the HTTP edge answers by itself, where neither site nor person is known. Any thread; does not wait
  /// for the database. Empty for a status that has no page.
  std::string error_page(int status, std::string_view request_id);

  /// Does the jobs of the queue once it is started, among them the sweeping of what has ended.
  jobs::Runner& jobs();
  /// Does those that wait for servers of others: mail, messages.
  jobs::Runner& outward();
  /// Whoever has a page open and wants to hear of changes, once it is started.
  live::Hub& live();

  /// What keeps this worker from serving, in words; empty when it is ready.
  std::vector<std::string> not_ready();
  /// Every address, of the host and of the plugins that run.
  std::vector<Address> addresses() const;
  /// What was counted of requests and of the database, for `GET /metrics`. [any-thread]
  void add_figures(Fields& counters) const;
  const Services& services() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Brings the schema of the core and of every plugin to the newest version and makes the views.
/// Errors of a plugin's migrations are answered as text, one a line; those of the core are thrown.
std::vector<std::string> migrate_all(store::Database& database, const Places& places);

}  // namespace gongting::host::web
