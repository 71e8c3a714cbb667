// One request on its way through the host: where it is, who sends it, and what a handler may use to answer.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "auth/roles.hpp"
#include "auth/sessions.hpp"
#include "base/scope.hpp"
#include "gongting/value.hpp"
#include "http/form.hpp"
#include "http/message.hpp"
#include "invite/invitations.hpp"
#include "sites/sites.hpp"
#include "store/database.hpp"
#include "web/pattern.hpp"
#include "web/services.hpp"
#include "web/switches.hpp"

namespace gongting::host::web {

struct PageOptions {
  int status = 200;
  Value title = {};  // text or Message; the template's own title when null
  std::string layout = "page";
  bool wide = false;  // the page brings its own width
  std::string current = {};  // the navigation entry that is lit, as a path below the site's prefix
};

/// Lives on the worker thread, for one request.
struct Context {
  Context(const Services& services_in, http::Request& request_in) : services(services_in), request(request_in) {}

  const Services& services;
  http::Request& request;
  Switches switches;

  std::shared_ptr<const sites::Snapshot> snapshot;
  const sites::Site* site = nullptr;  // null on the front page; lives as long as the snapshot
  std::string prefix;                 // "/linan", or "" on the site's own host
  std::string path;                   // what follows it; begins with '/'
  std::string_view module;            // name of the plugin that the path belongs to; "" for the host's own pages
  std::string_view route;             // the pattern that it was found by

  std::optional<auth::Session> session;
  std::optional<invite::Invitation> invited;  // of a session of somebody without an account of his own
  auth::Identity identity;
  auth::Identity installation;  // only what the person holds for all sites; on the console
  Scope scope;

  PathParams params;
  http::Form query;
  http::Form form;
  std::vector<std::string> cookies;  // Set-Cookie values that the answer carries

  bool signed_in() const { return session.has_value(); }
  /// The same site's page on this face: what is configured, or the name that was asked for with the face's port. "" when
  /// neither is known: behind a proxy nobody here knows the other port.
  std::string on_face(Face face, std::string_view below) const;
  bool can(std::string_view permission) const;
  /// A named segment of the path; as a number for ids, where anything else is "not found".
  std::string_view param(std::string_view name) const;
  std::int64_t id(std::string_view name = "id") const;

  /// The leased connection, leased on first use. Its transaction commits when the handler answers below 400.
  store::Session& db();
  /// Uses this one instead, which outlives the context and whose transaction is another's.
  void borrow(store::Session& lent) { borrowed_ = &lent; }
  /// How many notices of this site the person has not read.
  std::int64_t unread();
  bool has_db() const { return db_.has_value(); }
  void release_db() { db_.reset(); }

  /// The modules that run here and are switched on: at this point, when one is given.
  std::vector<plugin_host::Plugin*> modules(std::int64_t point_id = 0) const;

  std::string message(std::string_view key, const Fields& values = {}) const;
  /// An address on this site: url("/points").
  std::string url(std::string_view path_below) const { return prefix + std::string(path_below); }

  /// A core page in its layout.
  http::Response page(std::string_view name, const Fields& model, const PageOptions& options = {});
  /// A plugin's page; `plugin` is its name.
  std::string render(std::string_view plugin, std::string_view name, ValueRef model, const PageOptions& options);
  http::Response see_other(std::string_view location) const;
  http::Response error_page(int status, const Fields& model = {});

  /// The cookie that forms of this browser are bound to: the session's, or a guest's, made when there is none.
  const std::string& form_cookie();

  /// Set by a handler whose page is the same for every guest until the epoch changes, for at most this long.
  std::int64_t keep_page_ms = 0;
  /// How long to wait, when the answer is 429.
  std::int64_t retry_after_s = 0;

 private:
  /// What every page may name, encoded. `base`: where the pages of its plugin begin.
  std::string globals(std::string_view base);
  std::optional<store::Session> db_;
  store::Session* borrowed_ = nullptr;
  std::string form_cookie_;
  std::optional<std::int64_t> unread_;
};

}  // namespace gongting::host::web
