// Sites of the installation: for who administers all of them.
#include "base/text.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "sites/changes.hpp"
#include "sites/divisions.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

using sites::Site;

EditForm site_form(bool added) {
  const auto hint = [](std::string_view name) { return Message{"console.site." + std::string(name) + "_hint", {}}; };
  std::vector<FieldSpec> fields;
  if (added) fields.push_back({.name = "slug", .least = 2, .most = 32, .hint = hint("slug")});
  fields.insert(fields.end(),
                {{.name = "court_code", .most = 20, .hint = hint("court_code")},
                 {.name = "name", .least = 0, .most = 60, .hint = hint("name"), .wide = true},
                 {.name = "short_name", .least = 0, .most = 30, .hint = hint("short_name")},
                 {.name = "division", .least = 0, .most = 12, .hint = hint("division"), .mode = "numeric"},
                 {.name = "host", .least = 0, .most = 253, .hint = hint("host"), .wide = true},
                 {.name = "accent", .least = 0, .most = 7, .hint = hint("accent")},
                 {.name = "phone", .least = 0, .most = 40, .mode = "tel"},
                 {.name = "address", .least = 0, .most = 120, .wide = true},
                 {.name = "password_policy", .input = Input::radio,
                  .choices = {{"asvs", Message{"console.site.policy_asvs", {}}}, {"djbh3", Message{"console.site.policy_djbh3", {}}}}},
                 {.name = "status", .input = Input::radio,
                  .choices = {{"active", Message{"console.site.active", {}}}, {"closed", Message{"console.site.closed", {}}}}}});
  return EditForm("console.site", std::move(fields));
}

void fill(EditForm& form, const Site& site) {
  form.put("court_code", site.court_code), form.put("name", site.name), form.put("short_name", site.short_name);
  form.put("division", site.division), form.put("host", site.host), form.put("accent", site.accent);
  form.put("phone", site.phone), form.put("address", site.address);
  form.put("password_policy", site.password_policy), form.put("status", site.status);
}

/// What the form says, on top of what the site has besides.
Site typed_site(const EditForm& form, Site site) {
  site.court_code = form.text("court_code"), site.name = form.text("name"), site.short_name = form.text("short_name");
  site.division = form.text("division"), site.host = form.text("host"), site.accent = form.text("accent");
  site.phone = form.text("phone"), site.address = form.text("address");
  site.password_policy = form.text("password_policy"), site.status = form.text("status");
  return site;
}

void check_accent(EditForm& form) {
  const auto accent = form.text("accent");
  if (accent.empty()) return;
  if (const auto fault = sites::accent_fault(accent)) form.fault("accent", {"console." + *fault, {}});
}

const Site& site_named(const sites::Snapshot& snapshot, std::int64_t id) {
  const auto* site = snapshot.by_id(id);
  if (site == nullptr) throw Error{Kind::not_found, "there is no such site"};
  return *site;
}

std::string status_key(const std::string& status) { return "console.site." + status; }

List difference(const web::Context& context, const Site& now, const EditForm& form) {
  List list;
  for (const auto& [field, value] : std::initializer_list<std::pair<const char*, std::string>>{
           {"court_code", now.court_code}, {"name", now.name}, {"short_name", now.short_name}, {"division", now.division},
           {"host", now.host}, {"accent", now.accent}, {"phone", now.phone}, {"address", now.address},
           {"password_policy", now.password_policy}})
    note_difference(list, std::string("console.site.") + field, value, form.text(field));
  note_difference(list, "console.site.status", context.message(status_key(now.status)), context.message(status_key(form.text("status"))));
  return list;
}

http::Response form_page(web::Context& context, const EditForm& form, const Site* site, std::int64_t version, Fields stale, int status) {
  auto model = form.model();
  const auto path = site == nullptr ? std::string("/sites/new") : "/sites/" + std::to_string(site->id);
  model.insert(model.end(), {{"site_name", site == nullptr ? std::string() : site->name},
                             {"site_slug", site == nullptr ? std::string() : site->slug},
                             {"added", site == nullptr},
                             {"version", version},
                             {"stale", maybe(std::move(stale))},
                             {"action", context.url(path)},
                             {"back_href", context.url("/sites")}});
  return show(context, "site-form", std::move(model), site == nullptr ? "site_new" : "site_edit", "/sites", status);
}

}  // namespace

http::Response site_list(web::Context& context) {
  List rows;
  for (const auto& site : context.snapshot->sites()) {
    std::int64_t modules = 0;
    for (const auto& [plugin, on] : site.modules) modules += on ? 1 : 0;
    rows.emplace_back(Fields{{"title", site.name},
                             {"slug_name", site.slug},
                             {"court", site.court_code},
                             {"host", site.host},
                             {"points", context.snapshot->points(site.id).size()},
                             {"modules", modules},
                             {"active", site.active()},
                             {"status", Message{status_key(site.status), {}}},
                             {"changed", context.query.text("done") == std::to_string(site.id)},
                             {"href", context.url("/sites/" + std::to_string(site.id))}});
  }
  return show(context, "sites", {{"rows", std::move(rows)}, {"done", !context.query.text("done").empty()}, {"new_href", context.url("/sites/new")}},
              "sites", "/sites");
}

http::Response site_new(web::Context& context) {
  auto form = site_form(true);
  form.put("password_policy", "asvs"), form.put("status", "active");
  return form_page(context, form, nullptr, 0, {}, 200);
}

http::Response site_add(web::Context& context) {
  auto form = site_form(true);
  form.read(context.form);
  check_accent(form);
  if (form.ok()) {
    try {
      auto site = typed_site(form, {});
      site.slug = form.text("slug");
      const auto id = sites::add_site(context.db(), context.scope, site);
      return context.see_other(address(context, "/sites", {{"done", std::to_string(id)}}));
    } catch (const Error& error) {
      context.db().rollback();
      if (!form.take(error)) throw;
    }
  }
  return form_page(context, form, nullptr, 0, {}, 422);
}

http::Response site_edit(web::Context& context) {
  const auto& site = site_named(*context.snapshot, context.id());
  auto form = site_form(false);
  fill(form, site);
  return form_page(context, form, &site, site.version, {}, 200);
}

http::Response site_save(web::Context& context) {
  const auto id = context.id();
  const auto& site = site_named(*context.snapshot, id);
  auto form = site_form(false);
  form.read(context.form);
  check_accent(form);
  long long version = 0;
  if (!parse_integer(context.form.text("version"), version)) throw Error{Kind::bad_input, "the form has no version"};
  if (id == context.site->id && form.text("status") == "closed") form.fault("status", {"console.site.closed_self", {}});
  if (!form.ok()) return form_page(context, form, &site, version, {}, 422);
  try {
    auto changed = typed_site(form, site);
    changed.version = version;
    sites::update_site(context.db(), context.scope, changed);
    return context.see_other(address(context, "/sites", {{"done", std::to_string(id)}}));
  } catch (const Error& error) {
    context.db().rollback();
    if (form.take(error)) return form_page(context, form, &site, version, {}, 422);
    if (error.kind() != Kind::conflict) throw;
  }
  const auto fresh = context.services.sites.snapshot(context.db(), sites::read_epoch(context.db()));
  const auto& now = site_named(*fresh, id);
  return form_page(context, form, &now, now.version, {{"by", maybe(last_change(context, "site", id))}, {"rows", difference(context, now, form)}}, 409);
}

}  // namespace gongting::host::console
