#include "web/shown_again.hpp"

#include "auth/never_back.hpp"
#include "auth/sign_in.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "web/plugin_backend.hpp"
#include "web/router.hpp"

namespace gongting::host::web {
namespace {

constexpr std::string_view k_password = "_step_up_password", k_code = "_step_up_code";
constexpr std::int64_t k_minute_ms = 60'000;

bool ours(std::string_view name) { return name == k_password || name == k_code || name == "_csrf" || name == "_nonce"; }

/// An address of this site.
bool own_address(const Context& context, std::string_view address) {
  return address.starts_with(context.prefix + "/") && !address.starts_with("//") &&
         address.find_first_of("\\\r\n") == std::string_view::npos;
}

std::string again_key(const auth::SignInResult& result) {
  switch (result.outcome) {
    case auth::SignInResult::Outcome::code_wrong: return "auth.factor_wrong";
    case auth::SignInResult::Outcome::slow_down: return "auth.slow_down";
    default: return "auth.old_password_wrong";
  }
}

}  // namespace

std::vector<std::string> second_factor_roles(const sites::Site& site) {
  const auto* roles = site.setting("core", k_second_factor_roles);
  const auto text = roles == nullptr ? std::string() : Json(*roles).text();
  return text.empty() ? std::vector<std::string>() : split(text, ',');
}

bool shown_lately(Context& context, int within_min) {
  if (!context.session) return false;
  return context.services.time.now(context.db()) - context.session->shown_at < within_min * k_minute_ms;
}

std::string step_up_page(Context& context, const Message& fault) {
  if (!context.session) throw Error{Kind::forbidden, "refused.step_up"};
  // A program cannot be asked; and files would have to be sent a second time.
  if (context.path.starts_with("/api/v1/") || !context.request.uploads.empty()) throw Error{Kind::forbidden, "refused.step_up"};
  const bool form = context.request.method != "GET";
  List kept;
  for (const auto& [name, value] : context.form.fields())
    if (!ours(name)) kept.push_back(Fields{{"name", name}, {"value", value}});
  if (!form) kept.push_back(Fields{{"name", "back"}, {"value", context.request.target}});
  const auto rows = context.db().read("select password_hash from gt_account where id = :id", {{"id", context.session->account_id}});
  const bool has_password = !rows.empty() && !rows[0]["password_hash"].text().empty();
  Fields model{{"action", form ? context.request.target : context.url("/me/step-up")},
               {"kept", std::move(kept)},
               {"code", context.session->second_factor},
               {"password", !context.session->second_factor && has_password}};
  if (!context.session->second_factor && !has_password) model.emplace_back("provider", context.url("/signin/provider?again=1&back=") + http::url_encode(form ? context.prefix + "/" : context.request.target));
  if (!fault.key.empty()) {
    const std::string field(context.session->second_factor ? k_code : k_password);
    model.emplace_back("errors", List{Fields{{"field", field}, {"text", fault}}});
    model.emplace_back("fault", fault);
  }
  const auto encoded = encode_fields(model);
  const auto title = Message{"step_up.title", {}};
  return context.render("", "account/step_up.html", ValueRef(encoded), {.title = title});
}

std::optional<http::Response> take_step_up(Context& context) {
  if (!context.form.has(k_password) && !context.form.has(k_code)) return std::nullopt;
  if (!context.session) return std::nullopt;
  const std::string password(context.form.text(k_password)), code(context.form.text(k_code));
  context.release_db();  // the password is hashed while no connection is held
  const auto result = context.services.sign_in.show_again(context.services.database, context.scope, *context.session, password, code);
  if (result.outcome == auth::SignInResult::Outcome::ok) {
    // The handler sees the form as it was before.
    std::vector<http::Form::Field> fields;
    for (const auto& field : context.form.fields())
      if (field.first != k_password && field.first != k_code) fields.push_back(field);
    context.form = http::Form(std::move(fields));
    return std::nullopt;
  }
  http::Response response;
  const bool slow = result.outcome == auth::SignInResult::Outcome::slow_down;
  response.status = slow ? 429 : 422;
  response.body = step_up_page(context, {again_key(result), {{"seconds", result.retry_after_s}}});
  if (slow) response.set("retry-after", std::to_string(result.retry_after_s));
  return response;
}

std::string PluginBackend::show_again(int within_min) { return shown_lately(context_, within_min) ? std::string() : step_up_page(context_); }

int PluginBackend::identity_level(std::int64_t account) {
  if (account == 0 || account == context_.scope.account_id) return context_.session ? context_.session->identity_level : 0;
  const auto rows = context_.db().read("select identity_level from gt_account where id = :id and status = 'active'", {{"id", account}});
  return rows.empty() ? 0 : static_cast<int>(rows[0].integer("identity_level"));
}

void add_step_up_page(Router& site) {
  for (const auto face : {Face::portal, Face::console})
    site.post(face, "/me/step-up", k_signed_in, [](Context& context) {
      const auto back = context.form.text("back");
      return context.see_other(own_address(context, back) ? std::string(back) : context.url("/"));
    });
}

}  // namespace gongting::host::web
