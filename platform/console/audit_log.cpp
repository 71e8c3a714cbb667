// 审计日志: read by the audit administrator, changed by nobody.
#include <algorithm>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "console/audit_chain.hpp"
#include "console/audit_query.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

/// Actions of the host itself, in the order in which the filter offers them; those of plugins are record.… .
constexpr std::string_view k_actions[] = {
    "sign_in", "sign_out", "request.refused", "account.register", "account.create", "account.disable", "account.enable",
    "password.change", "password.set", "password.reset", "mobile.change", "code.issue", "role.grant", "role.revoke",
    "consent.withdraw", "person.search", "person.open", "person.find", "person.reveal", "module.enable", "module.disable",
    "setting.change", "site.add", "site.update", "point.add", "point.update", "record.insert", "record.update",
    "record.remove", "record.link", "record.unlink", "audit.search", "audit.verify", "backup.make", "job.retry", "job.drop", "import", "setup.secret", "setup.administrator"};
constexpr std::string_view k_objects[] = {"account", "site", "point", "job", "path", "chain", "installation"};

/// The word for it, or the code itself when there is none.
std::string word(const web::Context& context, std::string_view group, const std::string& code) {
  const auto key = "console.audit." + std::string(group) + "." + code;
  const auto text = context.message(key);
  return text == key ? code : text;
}

std::string plain(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data())) return *text;
  return value.is_null() ? std::string() : to_json(value);
}

/// The details of an entry, a line each: {from, to} as "from → to".
List details(const web::Context& context, const std::string& json) {
  List list;
  Value value;
  try {
    value = parse_json(json);
  } catch (const Error&) {
    return {Fields{{"key", ""}, {"text", json}}};
  }
  for (const auto& [key, entry] : Json(value).fields()) {
    const Json change(entry);
    const bool pair = change.fields().size() == 2 && change["from"].value() != nullptr && change["to"].value() != nullptr;
    list.emplace_back(Fields{{"key", word(context, "key", key)},
                             {"text", pair ? plain(*change["from"].value()) + " → " + plain(*change["to"].value()) : plain(entry)}});
  }
  return list;
}

/// "account", or a plugin's record: "mediation.draft".
std::string object_title(const web::Context& context, const std::string& plugin, const std::string& object) {
  const auto prefix = plugin + ".";
  if (!plugin.empty() && object.starts_with(prefix)) return record_title(context, plugin, object.substr(prefix.size()));
  return word(context, "object", object);
}

Fields row(const web::Context& context, const Row& entry) {
  const auto outcome = entry.text("outcome");
  const auto plugin = entry.text("plugin");
  const auto* module = plugin.empty() ? nullptr : context.services.plugins.find(plugin);
  auto detail = details(context, entry.text("detail"));
  return {{"at", local_time(entry.integer("at"))},
          {"actor", entry.text("actor")},
          {"account_id", entry.integer("account_id")},
          {"client", entry.text("client")},
          {"number", entry.text("request_id")},
          {"module", module == nullptr ? plugin : module->manifest().title.in(context.scope.locale)},
          {"action", word(context, "action", entry.text("action"))},
          {"code", entry.text("action")},
          {"object", object_title(context, plugin, entry.text("object"))},
          {"object_id", entry.integer("object_id")},
          {"outcome", word(context, "outcome", outcome)},
          {"tag", outcome == "ok" ? " gt-tag--ok" : outcome == "refused" ? " gt-tag--warn" : " gt-tag--bad"},
          {"record", std::to_string(entry.integer("id"))},
          {"details", std::move(detail)}};
}

List choices(const web::Context& context, std::string_view group, const auto& codes, const std::string& chosen) {
  List list;
  bool listed = chosen.empty();
  for (const std::string_view code : codes) {
    listed = listed || code == chosen;
    list.emplace_back(Fields{{"value", code}, {"title", word(context, group, std::string(code))}, {"chosen", code == chosen}});
  }
  // One that came in by a link is kept.
  if (!listed) list.emplace_back(Fields{{"value", chosen}, {"title", word(context, group, chosen)}, {"chosen", true}});
  return list;
}

std::string link(const web::Context& context, const AuditFilter& filter, std::int64_t before) {
  return address(context, "/audit",
                 {{"reach", filter.installation ? "all" : ""}, {"from", filter.from}, {"to", filter.to}, {"actor", filter.actor},
                  {"action", filter.action}, {"outcome", filter.outcome}, {"object", filter.object},
                  {"object_id", filter.object_id == 0 ? std::string() : std::to_string(filter.object_id)},
                  {"before", before == 0 ? std::string() : std::to_string(before)}});
}

}  // namespace

http::Response audit_page(web::Context& context) {
  auto filter = read_audit_filter(context.query);
  // What belongs to no site is for the audit administrator of all sites.
  const bool may_all = context.installation.has_role("AUDIT_ADMIN");
  filter.installation = filter.installation && may_all;
  const auto statement = audit_statement(filter, filter.installation ? 0 : context.site->id);
  auto& db = context.db();
  const auto entries = db.read(statement.sql, statement.params);
  List rows;
  std::int64_t last = 0;
  for (const auto entry : entries) {
    if (rows.size() == static_cast<std::size_t>(k_audit_page)) break;
    rows.emplace_back(row(context, entry));
    last = entry.integer("id");
  }
  // A search by name is itself an access that is audited (once, not with every page of it).
  if (!filter.actor.empty() && filter.before == 0)
    audit::record(db, context.scope, {"audit.search", "account", 0, "ok", {{"words", filter.actor}}});
  const bool more = entries.size() > static_cast<std::size_t>(k_audit_page);
  const bool filtered = !filter.from.empty() || !filter.to.empty() || !filter.actor.empty() || !filter.action.empty() ||
                        !filter.outcome.empty() || !filter.object.empty() || filter.object_id != 0;
  constexpr std::string_view outcomes[] = {"ok", "refused", "failed"};
  return show(context, "audit",
              {{"rows", std::move(rows)},
               {"chain", chain_state(context)},
               {"may_all", may_all},
               {"all", filter.installation},
               {"from", filter.from},
               {"to", filter.to},
               {"who", filter.actor},
               {"object_number", filter.object_id == 0 ? std::string() : std::to_string(filter.object_id)},
               {"actions", choices(context, "action", k_actions, filter.action)},
               {"objects", choices(context, "object", k_objects, filter.object)},
               {"outcomes", choices(context, "outcome", outcomes, filter.outcome)},
               {"filtered", filtered},
               {"paged", filter.before > 0 || more},
               {"first_href", filter.before > 0 ? link(context, filter, 0) : std::string()},
               {"next_href", more ? link(context, filter, last) : std::string()}},
              "audit", "/audit");
}

}  // namespace gongting::host::console
