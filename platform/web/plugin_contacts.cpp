// gt.notice/1, gt.invite/1 and gt.sign/1 as the host serves them: what a plugin does with persons.
#include <algorithm>
#include <climits>

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "invite/invitations.hpp"
#include "notify/notices.hpp"
#include "notify/postman.hpp"
#include "notify/service.hpp"
#include "sign/signatures.hpp"
#include "store/records.hpp"
#include "view/view.hpp"
#include "web/plugin_backend.hpp"
#include "web/step_up.hpp"

namespace gongting::host::web {

namespace {

constexpr std::int64_t k_link_lives_ms = 3 * 24 * 3'600'000;

}  // namespace

std::int64_t PluginBackend::tell_accounts(const std::set<std::int64_t>& accounts, std::string_view type, std::int64_t record,
                                          const std::string& text, const Fields& params, const std::string& key) {
  for (const char* rest : {".title", ".words"})
    if (!context_.services.views.knows(plugin_.name(), text + rest))
      throw Error{Kind::internal, plugin_.name() + " has no text " + text + rest + " for its notice"};
  const auto ways = notify::ways_of(context_.services.config);
  std::int64_t told = 0;
  for (const auto account : accounts) {
    if (account == context_.scope.account_id) continue;
    notify::Notice notice;
    notice.site_id = context_.site->id, notice.account_id = account;
    notice.plugin = plugin_.name(), notice.record_type = type, notice.record_id = record;
    notice.text = text, notice.params = params, notice.key = key;
    if (notify::write(context_.db(), ways, notice) != 0) ++told;
  }
  return told;
}

std::set<std::int64_t> PluginBackend::in_part(std::string_view type, std::int64_t record, std::string_view part) {
  std::set<std::int64_t> accounts;
  for (const auto row : context_.db().read(
           "select account_id from gt_person_link where site_id = :site and record_type = :type and record_id = :id and part = :part",
           {{"site", context_.site->id}, {"type", plugin_.name() + "." + std::string(type)}, {"id", record}, {"part", part}}))
    accounts.insert(row.integer("account_id"));
  return accounts;
}

std::set<std::int64_t> PluginBackend::holders(std::string_view type, std::int64_t record, std::string_view permission) {
  std::set<std::int64_t> accounts;
  const auto* declared = plugin_.manifest().permission(permission);
  if (declared == nullptr) return accounts;
  const auto points = context_.db().read("select point_id from " + plugin_.name() + "_" + std::string(type) + " where id = :id", {{"id", record}});
  const auto point = points.empty() ? 0 : points[0].integer("point_id");
  for (const auto& role : declared->roles) {
    if (role == "CITIZEN") continue;  // everybody is one
    for (const auto row : auth::people(context_.db(), context_.site->id, role))
      if (row.is_null("point_id") || row.integer("point_id") == point) accounts.insert(row.integer("id"));
  }
  return accounts;
}

Fields PluginBackend::tell_persons(const plugin_host::TellPersons& what) {
  seen_record(what.record_type, what.record);
  Fields params;
  what.params.for_each([&](std::string_view name, ValueRef value) { return params.emplace_back(name, value.value()), true; });
  std::set<std::int64_t> accounts;
  if (what.account != 0) accounts.insert(what.account);
  else accounts = in_part(what.record_type, what.record, what.part);
  const auto key = what.key.empty() ? std::string() : plugin_.name() + ":" + std::string(what.key);
  return {{"told", tell_accounts(accounts, what.record_type, what.record, std::string(what.text), params, key)}};
}

Fields PluginBackend::serve_document(const plugin_host::ServeDocument& what) {
  seen_record(what.record_type, what.record);
  const auto& site = *context_.site;
  const auto served = notify::serve(
      context_.db(), context_.scope, notify::ways_of(context_.services.config), context_.services.receipts, {site.name, site.court_code, site.division},
      {plugin_.name(), std::string(what.record_type), what.record, std::string(what.label), what.account, std::string(what.title),
       "/" + plugin_.name() + std::string(what.href), std::string(what.document)});
  return {{"id", served.id}, {"state", served.state}};
}

Rows PluginBackend::served_documents(std::string_view record_type, std::int64_t record) {
  seen_record(record_type, record);
  TableWriter table({"id", "account", "receiver", "title", "state", "sent_at", "effective_at", "href"});
  for (const auto& service : notify::served_of(context_.db(), context_.scope, plugin_.name(), std::string(record_type), record)) {
    table.integer(service.id), table.integer(service.account), table.text(service.receiver), table.text(service.title), table.text(service.state);
    table.integer(service.sent_at), table.integer(service.effective_at), table.text(context_.url("/services/" + std::to_string(service.id)));
  }
  return Rows(table.finish());
}

Fields PluginBackend::invite(const plugin_host::InvitePerson& whom) {
  seen_record(whom.record_type, whom.record);
  const auto& type = *context_.services.records.type(plugin_.name(), whom.record_type);
  if (type.page.empty()) throw Error{Kind::internal, std::string(whom.record_type) + " has no page to invite somebody to"};
  auto page = "/" + plugin_.name() + type.page;
  page.replace(page.find("{id}"), 4, std::to_string(whom.record));
  const auto made = context_.services.invitations.invite(
      context_.db(), context_.scope,
      {plugin_.name(), std::string(whom.record_type), whom.record, page, std::string(whom.part), std::string(whom.name), std::string(whom.mobile),
       std::string(whom.way), static_cast<int>(std::clamp<std::int64_t>(whom.days, 0, INT_MAX)), whom.account});
  const auto& invitation = made.invitation;
  link_person(whom.record_type, whom.record, invitation.account, whom.part);
  const auto below = "/join/" + made.token;
  auto link = context_.on_face(Face::portal, below);
  if (link.empty()) link = context_.url(below);
  if (invitation.way == "sms")
    notify::send_text_later(context_.db(), context_.services.sealing, context_.site->id, std::string(whom.mobile),
                            context_.message("invite.sms.link", {{"court", context_.site->name}, {"link", link}}), k_link_lives_ms);
  return {{"id", invitation.id}, {"account", invitation.account}, {"link", link}, {"code", made.code}};
}

void PluginBackend::revoke_invitation(std::string_view record_type, std::int64_t record, std::int64_t id) {
  seen_record(record_type, record);
  context_.services.invitations.revoke(context_.db(), context_.scope, plugin_.name(), std::string(record_type), record, id);
}

Rows PluginBackend::invitations_of(std::string_view record_type, std::int64_t record) {
  seen_record(record_type, record);
  TableWriter table({"id", "account", "part", "way", "state", "made_at", "expires_at", "joined_at"});
  const auto now = now_ms();
  for (const auto& one : context_.services.invitations.of(context_.db(), context_.scope, plugin_.name(), std::string(record_type), record)) {
    table.integer(one.id), table.integer(one.account), table.text(one.part), table.text(one.way), table.text(one.state(now));
    table.integer(one.made_at), table.integer(one.expires_at);
    one.joined_at == 0 ? table.null() : table.integer(one.joined_at);
  }
  return Rows(table.finish());
}

Fields PluginBackend::step_up() { return step_up_model(context_); }

std::string PluginBackend::confirm_step_up() {
  const auto problem = web::confirm_step_up(context_);
  confirmed_ = problem.empty();
  return problem;
}

Fields PluginBackend::sign_document(const plugin_host::SignDocument& what) {
  if (!confirmed_) throw Error{Kind::forbidden, "stepup.missing"};
  seen_record(what.record_type, what.record);
  const auto& site = *context_.site;
  const auto way = step_up_way(context_);
  const auto made = sign::sign(context_.db(), context_.scope, context_.services.receipts,
                               {plugin_.name(), std::string(what.record_type), what.record, std::string(what.what), std::string(what.label),
                                std::string(what.name), way, context_.services.views.message(view::k_home_locale, "", "sign.way." + way, ValueRef()),
                                std::string(what.document), site.name, site.court_code, site.division});
  return {{"hash", made.hash}, {"way", made.way}, {"at", made.at}, {"receipt", made.receipt}, {"href", context_.url("/receipts/" + made.receipt)}};
}

Rows PluginBackend::signatures_of(std::string_view record_type, std::int64_t record) {
  seen_record(record_type, record);
  TableWriter table({"what", "name", "hash", "way", "at", "receipt", "href"});
  for (const auto& made : sign::signatures_of(context_.db(), context_.scope, plugin_.name(), std::string(record_type), record)) {
    table.text(made.what), table.text(made.name), table.text(made.hash), table.text(made.way), table.integer(made.at), table.text(made.receipt);
    table.text(context_.url("/receipts/" + made.receipt));
  }
  return Rows(table.finish());
}

}  // namespace gongting::host::web
