#include "web/context.hpp"

#include <algorithm>
#include <charconv>

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"
#include "gongting/items.hpp"
#include "http/static_files.hpp"
#include "notify/notices.hpp"
#include "plugin_host/plugin_host.hpp"
#include "view/view.hpp"
#include "web/csrf.hpp"
#include "web/layout.hpp"
#include "web/permissions.hpp"

namespace gongting::host::web {
namespace {

/// Under TLS no neighbouring host can set it, and with it choose the token of this browser's forms.
std::string_view guest_cookie_name(bool tls) { return tls ? "__Host-gt_guest" : "gt_guest"; }

bool holds(const auth::Identity& identity, const auto& roles) {
  return std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return identity.has_role(role); });
}

}  // namespace

bool Context::can(std::string_view permission) const {
  if (permission == k_anyone) return true;
  if (!signed_in()) return false;
  if (permission == k_signed_in) return true;
  if (invited) return false;  // he was asked to one matter, by his part in it
  if (const auto* core = core_permission(permission))
    return holds(core->installation ? installation : identity, core->roles);
  const auto* plugin = services.plugins.find(permission.substr(0, permission.find('.')));
  const auto* declared = plugin == nullptr ? nullptr : plugin->manifest().permission(permission);
  return declared != nullptr && holds(identity, declared->roles);
}

std::string Context::on_face(Face face, std::string_view below) const {
  const auto& config = services.config;
  const bool portal = face == Face::portal;
  if (std::find(config.faces.begin(), config.faces.end(), portal ? "portal" : "console") == config.faces.end())
    return {};
  const auto own_port = request.face == Face::portal ? config.listen.portal : config.listen.console;
  auto address = portal ? config.addresses.portal : config.addresses.console;
  const bool direct = request.header("host").ends_with(":" + std::to_string(own_port));
  if (address.empty() && direct)
    address = (request.tls ? "https://" : "http://") + request.host + ":" +
              std::to_string(portal ? config.listen.portal : config.listen.console);
  if (address.empty()) return {};
  // On a site's own name the configured address is the platform's, where the site stands below its slug.
  const bool own_name = site != nullptr && prefix.empty() && !direct;
  return address + (own_name ? "/" + site->slug : prefix) + std::string(below);
}

std::string_view Context::param(std::string_view name) const {
  for (const auto& [key, value] : params)
    if (key == name) return value;
  return {};
}

std::int64_t Context::id(std::string_view name) const {
  const auto text = param(name);
  std::int64_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc() || end != text.data() + text.size() || id <= 0)
    throw Error{Kind::not_found, "there is no such record"};
  return id;
}

store::Session& Context::db() {
  if (borrowed_ != nullptr) return *borrowed_;
  if (!db_) db_.emplace(services.database.lease(scope.deadline));
  return *db_;
}

std::vector<plugin_host::Plugin*> Context::modules(std::int64_t point_id) const {
  std::vector<plugin_host::Plugin*> found;
  for (auto* plugin : services.plugins.plugins())
    if (plugin->running() && snapshot->module_enabled(site->id, plugin->name(), point_id)) found.push_back(plugin);
  return found;
}

std::string Context::message(std::string_view key, const Fields& values) const {
  const auto encoded = encode_fields(values);
  return services.views.message(scope.locale, "", key, ValueRef(encoded));
}

std::int64_t Context::unread() {
  if (unread_) return *unread_;
  unread_ = 0;
  // Who has none anywhere is not asked about: that stands in the session's own row.
  if (session && session->unread > 0 && site != nullptr) {
    try {
      unread_ = notify::unread(db(), scope);
    } catch (const Error& error) {  // a page that says what went wrong is worth more than a number on it
      log(Level::warning, "unread notices could not be counted", {{"reason", error.what()}, {"request", request.id}});
    }
  }
  return *unread_;
}

const std::string& Context::form_cookie() {
  if (!form_cookie_.empty()) return form_cookie_;
  if (session) {
    form_cookie_ = session->token_hash;
  } else if (const auto cookie = request.cookie(guest_cookie_name(request.tls)); !cookie.empty()) {
    form_cookie_ = cookie;
  } else {
    form_cookie_ = random_token(16);
  }
  return form_cookie_;
}

std::string Context::globals(std::string_view base) {
  Encoded where, who;
  if (site != nullptr) {
    const bool themed = !site->accent.empty() || !site->seal.empty();
    where = encoded_map({{"slug", site->slug},
                         {"name", site->name},
                         {"short_name", site->short_name},
                         {"address", site->address},
                         {"phone", site->phone},
                         {"court_code", site->court_code},
                         {"theme", themed ? url("/theme.css?v=" + std::to_string(site->version)) : std::string()}});
  }
  if (session) {
    std::string role;
    for (const auto& held : identity.roles)
      if (held != "CITIZEN") role += (role.empty() ? "" : "、") + auth::role_title(held, scope.locale);
    // On the portal others may look over the shoulder; at work colleagues have to know who it is.
    const auto name = request.face == Face::portal ? mask_name(session->name) : session->name;
    who = encoded_map({{"id", session->account_id}, {"name", name}, {"role", role}, {"unread", unread()}, {"invited", invited.has_value()}});
  }
  return encoded_map({{"prefix", prefix},
                      {"base", base},
                      {"csrf", services.csrf.token(form_cookie())},
                      {"nonce", random_token(12)},
                      {"locale", scope.locale},
                      {"view", switches.elder ? "elder" : "standard"},
                      {"contrast", switches.contrast ? "more" : "standard"},
                      {"scheme", switches.scheme},
                      {"here", request.raw_query.empty() ? "?" : "?" + request.raw_query + "&"},
                      {"demo", services.config.demo},
                      {"assets", encoded_map({{"tokens", services.assets.url("tokens.css")},
                                              {"gongting", services.assets.url("gongting.css")},
                                              {"dark", services.assets.url("dark.css")},
                                              {"emblem", services.assets.url("emblem.svg")},
                                               {"live", services.assets.url("live.js")},
                                               {"form", services.assets.url("form.js")}})},
                      {"site", where},
                      {"user", who}})
      .bytes;
}

std::string Context::render(std::string_view plugin, std::string_view name, ValueRef model,
                            const PageOptions& options) {
  const auto globals = this->globals(plugin.empty() ? prefix : prefix + "/" + std::string(plugin));
  const auto title = options.title.encode();
  const auto layout =
      options.layout == "none"
          ? std::string()
          : layout_model(*this, options.current.empty() ? path : options.current, options.wide);
  view::RenderRequest page;
  page.site = site == nullptr ? std::string_view() : std::string_view(site->slug);
  page.plugin = plugin;
  page.name = name;
  page.locale = scope.locale;
  page.model = model;
  page.globals = globals;
  page.layout = options.layout;
  page.face = request.face;
  page.title = ValueRef(title);
  page.layout_model = ValueRef(layout);
  auto html = services.views.render(page);
  // A guest gets the cookie that his forms are bound to only where there is a form to bind.
  if (!session && request.cookie(guest_cookie_name(request.tls)).empty() && html.find("name=\"_csrf\"") != std::string::npos) {
    cookies.push_back(std::string(guest_cookie_name(request.tls)) + "=" + form_cookie() + "; Path=/; SameSite=Lax; HttpOnly" +
                      (request.tls ? "; Secure" : ""));
  }
  return html;
}

http::Response Context::page(std::string_view name, const Fields& model, const PageOptions& options) {
  const auto bytes = encode_fields(model);
  http::Response response;
  response.status = options.status;
  response.body = render("", name, ValueRef(bytes), options);
  return response;
}

http::Response Context::see_other(std::string_view location) const {
  http::Response response;
  response.status = 303;
  response.headers.push_back({"location", std::string(location)});
  return response;
}

http::Response Context::error_page(int status, const Fields& model) {
  Fields all = model;
  all.emplace_back("status", status);
  all.emplace_back("id", request.id);
  all.emplace_back("time", local_time(now_ms()));
  all.emplace_back("home", url("/"));
  all.emplace_back("console", request.face == Face::console);
  if (retry_after_s > 0) all.emplace_back("retry_after", retry_after_s);
  if (session && status == 403) all.emplace_back("account", session->name);
  return page("error.html", all, {.status = status,
                                  .title = Message{"error." + std::to_string(status), {}},
                                  .layout = site == nullptr || snapshot == nullptr ? "bare" : "page",
                                  .current = "-"});
}

}  // namespace gongting::host::web
