#include "web/pipeline.hpp"

#include <algorithm>
#include <exception>

#include "audit/audit.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "http/form.hpp"
#include "http/security_headers.hpp"
#include "http/raw_header_scan.hpp"
#include "invite/invitations.hpp"
#include "plugin_host/plugin_host.hpp"
#include "view/view.hpp"
#include "web/csrf.hpp"
#include "web/declared_api.hpp"
#include "web/forwarded.hpp"
#include "web/locate.hpp"
#include "web/once.hpp"
#include "web/permissions.hpp"
#include "web/slow_down.hpp"
#include "web/shown_again.hpp"

namespace gongting::host::web {

/// Why a request goes no further: an Error of some part, or a failure that is a page of its own (401, 405, 415, 421).
struct Pipeline::Stop {
  int status;
  /// As the text of an Error: a key of locale/*.json, which the page shows in the reader's language, or plain English for
  /// the log and for programs.
  std::string reason;
  std::string module = {};   // the switched-off module's title
  std::string missing = {};  // the title of the permission that is not held
};

namespace {

bool is_write(const std::string& method) { return method != "GET" && method != "OPTIONS"; }

/// What a person is told about the reason; "" for what is no text of ours, and only for the log.
std::string told(const Context& context, std::string_view locale, const std::string& reason) {
  const auto& plugin = context.scope.plugin;
  const auto& views = context.services.views;
  return views.knows(plugin, reason) ? views.message(locale, plugin, reason, ValueRef()) : std::string();
}

/// What somebody lacks, in words.
std::string permission_title(const Context& context, const std::string& id) {
  if (core_permission(id) != nullptr) return context.message("permission." + id);
  const auto* plugin = context.services.plugins.find(id.substr(0, id.find('.')));
  const auto* declared = plugin == nullptr ? nullptr : plugin->manifest().permission(id);
  return declared == nullptr ? id : declared->title.in(context.scope.locale);
}

/// What somebody without an account of his own can reach: the pages of the module that he was asked into, which show him the
/// one record that he is linked to, and what he is given.
bool open_to_invited(const Context& context) {
  const auto& path = context.path;
  const auto below = [&](const std::string& place) { return path == place || path.starts_with(place + "/"); };
  return below("/" + context.invited->plugin) || below("/receipts") || below("/services") || below("/notices") || path.starts_with("/live/" + context.invited->plugin + "/") || path == "/signout";
}

/// Who holds an office that has to have a second factor here takes one first.
bool must_enrol(const Context& context) {
  if (!context.signed_in() || context.site == nullptr || context.session->second_factor || context.request.face != Face::console) return false;
  if (context.path.starts_with("/me/") || context.path == "/signout") return false;
  const auto roles = second_factor_roles(*context.site);
  return std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return context.identity.has_role(role); });
}

bool is_api(const std::string& path) { return path.starts_with("/api/v1/"); }

}  // namespace

http::Response Pipeline::handle(http::Request& request) const {
  const auto began = std::chrono::steady_clock::now();
  const LogRequest lines_of(request.id);
  request.tls = came_by_tls(request, services_.config.trusted_proxies);
  Context context(services_, request);
  auto response = answer(context);
  figures_.note({.site = context.scope.site_slug,
                 .module = context.module,
                 .method = request.method,
                 .route = context.route,
                 .account_id = context.scope.account_id,
                 .status = response.status,
                 .time = std::chrono::steady_clock::now() - began});
  return response;
}

http::Response Pipeline::answer(Context& context) const {
  auto& request = context.request;
  http::Response response;
  try {
    try {
      response = respond(context);
    } catch (const Stop& stop) {
      response = failed(context, stop);
    } catch (const Error& error) {
      if (error.kind() == Kind::internal) log(Level::error, error.what());
      response = failed(context, {error.status(), error.what()});
    }
  } catch (const std::exception& error) {
    log(Level::error, error.what());
    response = {};
    response.status = 500;
    response.type = "text/plain; charset=utf-8";
    response.body = "系统出了问题，不是您操作错了。请记下编号 " + request.id + "，稍后再试或打 12368。\n";
  }
  if (response.status >= 300 && response.status < 400 && response.content().empty()) response.type.clear();
  for (auto& cookie : context.cookies) response.headers.push_back({"set-cookie", std::move(cookie)});
  http::add_security_headers(response, context.signed_in(), request.tls);
  return response;
}

http::Response Pipeline::failed(Context& context, const Stop& stop) const {
  if (context.has_db()) context.db().rollback();
  context.cookies.clear();
  const auto first_of = [](const std::string& text, const std::string& other) { return text.empty() ? other : text; };
  const auto shown = first_of(stop.missing, told(context, context.scope.locale, stop.reason));
  if (stop.status == 403 || stop.status == 429) {
    // The audit log is read in the court's language, whatever the one who was refused reads.
    const auto noted = first_of(stop.missing, told(context, view::k_home_locale, stop.reason));
    context.scope.plugin.clear();
    audit::record_alone(services_.database, context.scope,
                        {"request.refused", "path", 0, "refused",
                         {{"path", context.request.path}, {"reason", first_of(noted, stop.reason)}}});
  }
  http::Response response;
  if (is_api(context.path)) {
    response = problem(context, stop.status, first_of(shown, stop.reason));
  } else {
    Fields model;
    if (!stop.module.empty()) model.emplace_back("module_off", stop.module);
    if (!stop.missing.empty()) model.emplace_back("missing", stop.missing);
    else if (!shown.empty()) model.emplace_back("detail", shown);
    if (stop.status == 503 || stop.status == 401) model.emplace_back("retry", context.request.target);
    response = context.error_page(stop.status, model);
  }
  if (context.retry_after_s > 0) response.set("retry-after", std::to_string(context.retry_after_s));
  if (stop.status == 503 && response.header("retry-after").empty()) response.set("retry-after", "5");
  return response;
}

void Pipeline::enter(Context& context) const {
  auto& request = context.request;
  auto& scope = context.scope;
  scope.request_id = request.id;
  scope.client = client_address(request, services_.config.trusted_proxies);
  scope.face = request.face;
  scope.deadline = request.deadline;
  context.switches = Switches::read(request);
  scope.locale = context.switches.locale;
  context.path = request.path;

  auto& db = context.db();
  const auto token = request.cookie(auth::cookie_name(request.face, request.tls));
  // An open page that listens is no use of the session: it ends as if the page were closed.
  if (!token.empty()) context.session = request.path.find("/live/") == std::string::npos ? services_.sessions.find(db, request.face, token)
                                                                                         : services_.sessions.peek(db, request.face, auth::token_hash(token));
  db.commit();  // that the session was used may have been noted
  const auto epoch = context.session ? context.session->epoch : sites::read_epoch(db);
  context.snapshot = services_.sites.snapshot(db, epoch);
  const auto place = locate(*context.snapshot, services_.config.hosts, request.host, request.path);
  if (!place.known_host) throw Stop{421, "no site has this host name"};
  context.site = place.site != nullptr && place.site->active() ? place.site : nullptr;
  context.prefix = context.site == nullptr ? "" : place.prefix;
  context.path = place.path;
  if (context.site != nullptr) {
    scope.site_id = context.site->id;
    scope.site_slug = context.site->slug;
  }
  if (context.session && context.session->kind == invite::k_invited) {
    context.invited = services_.invitations.by_account(db, context.session->account_id);
    // Revoked, expired, or another court's: nobody.
    if (!context.invited || context.invited->site_id != scope.site_id) context.session.reset(), context.invited.reset();
  }
  if (context.session) {
    const auto identity = services_.roles.identity(db, context.session->account_id, scope.site_id, epoch);
    context.identity = *identity;
    if (request.face == Face::console)
      context.installation = *services_.roles.identity(db, context.session->account_id, 0, epoch);
    auth::apply(*identity, scope);
    scope.account_id = context.session->account_id;
    scope.account_name = context.session->name;
  }
}

http::Response Pipeline::respond(Context& context) const {
  if (auto switched = switch_view(context.request)) return *switched;
  enter(context);
  auto& request = context.request;
  if (context.site != nullptr && context.path.empty()) {
    http::Response moved;
    moved.status = 308;
    moved.headers.push_back({"location", context.prefix + "/"});
    return moved;
  }
  const auto key = PageCache::key(request, request.tls);
  const auto epoch = context.snapshot->epoch();
  if (!key.empty()) {
    if (auto kept = cache_.find(key, epoch, http::allows_gzip(request.header("accept-encoding")))) return *kept;
  }
  context.query = http::parse_query(request.raw_query);
  const auto target = find(context);
  if (auto away = turn_away(context, target)) return *away;
  if (is_write(request.method)) check_write(context, target);
  auto response = run(context, target);
  if (context.keep_page_ms > 0 && context.cookies.empty() && !key.empty()) {
    http::add_security_headers(response, false, request.tls);
    cache_.keep(key, epoch, context.keep_page_ms, response);
  }
  return response;
}

Pipeline::Target Pipeline::find(Context& context) const {
  auto& request = context.request;
  Target target;
  const auto& router = context.site == nullptr ? front_ : services_.router;
  auto match = router.find(request.face, request.method, context.path);
  bool other_method = match.other_method;
  if (match.route != nullptr) {
    target.core = match.route;
    context.route = match.route->pattern.text();
    target.permission = match.route->permission;
    target.limited = context.path;
    target.per_hour = match.route->per_hour;
    target.api = is_api(context.path);
    context.params = std::move(match.params);
    return target;
  }
  if (context.site != nullptr) {
    target.plugin = plugins_.find(request.face, request.method, context.path);
    if (target.plugin) {
      const auto& plugin = *target.plugin->plugin;
      context.module = plugin.name();
      target.api = target.plugin->api;
      // A module that is switched off here answers as one that was never there, and takes nothing.
      if (!context.snapshot->module_enabled(context.site->id, plugin.name(), context.scope.point_id)) {
        const auto& title = plugin.manifest().title.in(context.scope.locale);
        throw Stop{404, "the module is switched off here", title};
      }
      if (!plugin.running() || plugin.blocked())
        throw Error{Kind::unavailable, plugin.manifest().title.in(context.scope.locale)};
      if (target.plugin->route != nullptr) {
        context.route = target.plugin->route->path;
        target.permission = target.plugin->route->permission;
        target.limited = plugin.name() + target.plugin->route->path;
        target.per_hour = target.plugin->route->per_hour;
        context.params = target.plugin->params;
        return target;
      }
      other_method = other_method || target.plugin->other_method;
    }
  }
  if (other_method) throw Stop{405, "this address does not take " + request.method};
  throw Error{Kind::not_found, "there is no such page"};
}

std::optional<http::Response> Pipeline::turn_away(Context& context, const Target& target) const {
  if (target.permission != k_anyone && !context.signed_in()) {
    if (target.api || is_write(context.request.method)) throw Stop{401, "nobody is signed in"};
    return context.see_other(context.url("/signin") + "?back=" + http::url_encode(context.request.target));
  }
  // Who was told to change the password does that first.
  if (context.signed_in() && context.session->must_change && context.path != "/me/password" &&
      context.path != "/signout")
    return context.see_other(context.url("/me/password"));
  if (context.invited && target.permission != k_anyone && !open_to_invited(context)) throw Error{Kind::not_found, "not for who was invited"};
  if (must_enrol(context)) return context.see_other(context.url("/me/second-factor"));
  if (!context.can(target.permission))
    throw Stop{.status = 403, .reason = "the permission is missing", .missing = permission_title(context, target.permission)};
  return std::nullopt;
}

void Pipeline::check_write(Context& context, const Target& target) const {
  auto& request = context.request;
  if (!same_origin(request.header("origin"), request.header("host"), request.tls))
    throw Error{Kind::forbidden, "refused.other_origin"};
  std::string_view token;
  if (target.api) {
    if (!http::is_json(request)) throw Stop{415, "the API takes application/json"};
    token = request.header("x-csrf-token");
  } else {
    context.form = http::form_of(request);
    token = context.form.text("_csrf");
  }
  if (!services_.csrf.valid(context.form_cookie(), token))
    throw Error{Kind::forbidden, "refused.old_page"};
}

http::Response Pipeline::run(Context& context, const Target& target) const {
  auto& request = context.request;
  if (!is_write(request.method)) return work(context, target);
  auto nonce = context.form.text("_nonce");
  if (nonce.empty()) nonce = request.header("idempotency-key");
  // All forms of a page carry one nonce: what was done is told apart by where it was sent.
  const Once once({nonce, context.scope.account_id, context.form_cookie(), context.scope.site_id, request.method, request.path,
                   target.api ? std::string_view(request.body) : std::string_view()});
  if (once.given()) {
    if (auto earlier = once.earlier(context.db())) return *earlier;
  }
  // Two requests with one nonce at the same time: the second one fails somewhere, or finds it taken, and gets the
  // first one's answer.
  const auto answer_again = [&]() -> std::optional<http::Response> {
    if (context.has_db()) context.db().rollback();
    auto earlier = once.given() ? once.earlier(context.db()) : std::nullopt;
    if (earlier) context.cookies.clear();  // of what was rolled back
    return earlier;
  };
  try {
    // A repeat was answered above: only what is to be done anew counts.
    slow_down(context, target.limited, target.per_hour);
    if (auto again = take_step_up(context)) return *again;
    auto response = work(context, target);
    if (response.status >= 400) {
      if (auto earlier = answer_again()) return *earlier;
    } else if (context.has_db() && context.db().in_transaction()) {
      if (once.given() && !keep(context, target, once, response)) {
        if (auto earlier = answer_again()) return *earlier;
      }
      context.db().commit();
    }
    return response;
  } catch (const std::exception&) {
    if (auto earlier = answer_again()) return *earlier;
    throw;
  } catch (const Stop&) {
    if (auto earlier = answer_again()) return *earlier;
    throw;
  }
}

/// Of a form only where it leads to is kept: a page that it shows at once may hold what should stand nowhere else.
bool Pipeline::keep(Context& context, const Target& target, const Once& once, const http::Response& response) const {
  if (!target.api) return response.status != 303 || once.keep(context.db(), response);
  if (Once::can_keep(response)) return once.keep(context.db(), response);
  return once.keep(context.db(), problem(context, 409, "this was done before; its answer was too long to be kept"));
}

http::Response Pipeline::work(Context& context, const Target& target) const {
  auto response = target.core != nullptr ? target.core->handler(context) : plugins_.run(context, *target.plugin);
  if (response.status >= 400 && response.content().empty()) throw Stop{response.status, ""};
  // Reading may write too: that a record was opened stands in the audit log.
  if (!is_write(context.request.method) && context.has_db()) {
    if (response.status < 400) context.db().commit();
    else context.db().rollback();
  }
  return response;
}

}  // namespace gongting::host::web
