#include "web/context.hpp"

#include <algorithm>
#include <charconv>

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "http/static_files.hpp"
#include "plugin_host/plugin_host.hpp"
#include "view/view.hpp"
#include "web/csrf.hpp"
#include "web/layout.hpp"
#include "web/permissions.hpp"

namespace gongting::host::web {
namespace {

constexpr std::string_view k_guest_cookie = "gt_guest";

bool holds(const auth::Identity& identity, const auto& roles) {
  return std::any_of(roles.begin(), roles.end(), [&](const auto& role) { return identity.has_role(role); });
}

}  // namespace

bool Context::can(std::string_view permission) const {
  if (permission == k_anyone) return true;
  if (!signed_in()) return false;
  if (permission == k_signed_in) return true;
  if (const auto* core = core_permission(permission)) return holds(identity, core->roles);
  const auto* plugin = services.plugins.find(permission.substr(0, permission.find('.')));
  const auto* declared = plugin == nullptr ? nullptr : plugin->manifest().permission(permission);
  return declared != nullptr && holds(identity, declared->roles);
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
  if (!db_) db_.emplace(services.database.lease(scope.deadline));
  return *db_;
}

std::string Context::message(std::string_view key, const Fields& values) const {
  const auto encoded = encode_fields(values);
  return services.views.message(scope.locale, "", key, ValueRef(encoded));
}

const std::string& Context::form_cookie() {
  if (!form_cookie_.empty()) return form_cookie_;
  if (session) {
    form_cookie_ = session->token_hash;
  } else if (const auto cookie = request.cookie(k_guest_cookie); !cookie.empty()) {
    form_cookie_ = cookie;
  } else {
    form_cookie_ = random_token(16);
  }
  return form_cookie_;
}

Fields Context::globals() {
  Fields who;
  if (session) who = {{"id", session->account_id}, {"name", session->name}, {"signed_in", true}};
  Fields where;
  if (site != nullptr) {
    where = {{"slug", site->slug},       {"name", site->name},       {"short_name", site->short_name},
             {"court", site->name},      {"phone", site->phone},     {"address", site->address},
             {"court_code", site->court_code}};
  }
  return {{"prefix", prefix},
          {"site", std::move(where)},
          {"user", std::move(who)},
          {"csrf", services.csrf.token(form_cookie())},
          {"nonce", random_token(12)},
          {"locale", scope.locale},
          {"view", switches.model()},
          {"now", local_time(now_ms())},
          {"request_id", request.id},
          {"console", request.face == Face::console}};
}

std::string Context::render(std::string_view plugin, std::string_view name, ValueRef model, ValueRef title,
                            std::string_view layout, std::string_view current) {
  auto globals = this->globals();
  globals.emplace_back("base", plugin.empty() ? prefix : prefix + "/" + std::string(plugin));
  const auto globals_bytes = encode_fields(globals);
  const auto layout_bytes = layout == "none" ? std::string() : encode_fields(layout_model(*this, current));
  view::RenderRequest page;
  page.site = site == nullptr ? std::string_view() : std::string_view(site->slug);
  page.plugin = plugin;
  page.name = name;
  page.locale = scope.locale;
  page.model = model;
  page.globals = globals_bytes;
  page.layout = layout;
  page.face = request.face;
  page.title = title;
  page.layout_model = ValueRef(layout_bytes);
  auto html = services.views.render(page);
  // A guest gets the cookie that his forms are bound to only where there is a form to bind.
  if (!session && request.cookie(k_guest_cookie).empty() && html.find("name=\"_csrf\"") != std::string::npos) {
    cookies.push_back(std::string(k_guest_cookie) + "=" + form_cookie() + "; Path=/; SameSite=Lax; HttpOnly" +
                      (request.tls ? "; Secure" : ""));
  }
  return html;
}

http::Response Context::page(std::string_view name, const Fields& model, const PageOptions& options) {
  const auto bytes = encode_fields(model);
  const auto title = options.title.encode();
  http::Response response;
  response.status = options.status;
  response.body = render("", name, ValueRef(bytes), ValueRef(title), options.layout,
                         options.current.empty() ? path : options.current);
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
  all.emplace_back("request_id", request.id);
  std::string name = "error-" + std::to_string(status) + ".html";
  if (!services.views.has("", name)) name = "error-500.html";
  return page(name, all, {.status = status});
}

}  // namespace gongting::host::web
