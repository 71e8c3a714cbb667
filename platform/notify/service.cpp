#include "notify/service.hpp"

#include "audit/audit.hpp"
#include "audit/receipt_book.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/ids.hpp"
#include "gongting/error.hpp"
#include "gongting/identifiers.hpp"

namespace gongting::host::notify {
namespace {

constexpr const char* k_all = "select id, plugin, record_type, record_id, label, account_id, receiver, title, href, hash, mode, state, made_at, sent_at, "
                              "effective_at, receipt from gt_service where ";

Service service_of(const Row& row) {
  Service service;
  service.id = row.integer("id"), service.account = row.integer("account_id"), service.record = row.integer("record_id");
  service.made_at = row.integer("made_at"), service.sent_at = row.integer("sent_at"), service.effective_at = row.integer("effective_at");
  service.plugin = row.text("plugin"), service.type = row.text("record_type"), service.label = row.text("label");
  service.receiver = row.text("receiver"), service.title = row.text("title"), service.href = row.text("href"), service.hash = row.text("hash");
  service.mode = row.text("mode"), service.state = row.text("state"), service.receipt = row.text("receipt");
  return service;
}

void add_step(store::Session& db, std::int64_t service, const char* what, std::int64_t account) {
  db.write("insert into gt_service_step (id, service_id, at, what, account_id) values (:id, :service, :now, :what, :account)",
           {{"id", new_id()}, {"service", service}, {"now", now_ms()}, {"what", what}, {"account", account}});
}

/// What the proof says, line by line; its hash stands in the receipt.
std::string proof_text(const Service& service) {
  return "document " + service.title + "\nsha256 " + service.hash + "\nmode " + service.mode + "\nreceiver " + service.receiver + "\nsent " +
         utc_time(service.sent_at) + "\neffective " + utc_time(service.effective_at) + "\n";
}

std::int64_t insert(store::Session& db, const Scope& scope, const ToServe& what, const std::string& name, const std::string& hash) {
  const auto id = new_id();
  db.write("insert into gt_service (id, site_id, plugin, record_type, record_id, label, account_id, receiver, title, href, hash, mode, state, made_by, "
           "made_at) values (:id, :site, :plugin, :type, :record, :label, :account, :receiver, :title, :href, :hash, 'electronic', 'draft', :by, :now)",
           {{"id", id}, {"site", scope.site_id}, {"plugin", what.plugin}, {"type", what.type}, {"record", what.record}, {"label", what.label},
            {"account", what.account}, {"receiver", mask_name(name)}, {"title", what.title}, {"href", what.href}, {"hash", hash},
            {"by", scope.account_id}, {"now", now_ms()}});
  add_step(db, id, "draft", scope.account_id);
  audit::record(db, scope, {"service.draft", what.plugin + "." + what.type, what.record, "ok", {{"service", id}, {"hash", hash}}});
  return id;
}

/// Reaching the system that the receiver confirmed, it is sent and takes effect in one moment.
void send(store::Session& db, const Scope& scope, const Ways& ways, const Consent& consent, Service& service) {
  const auto now = now_ms();
  Notice notice;
  notice.site_id = scope.site_id, notice.account_id = service.account, notice.kind = k_service;
  notice.record_type = service.plugin + "." + service.type, notice.record_id = service.id;
  notice.text = "notice.service", notice.params = Fields{{"title", service.title}, {"number", service.label}};
  const auto told = write(db, ways, notice);
  service.state = "effective", service.sent_at = now, service.effective_at = now;
  db.write("update gt_service set state = 'effective', consent_id = :consent, notice_id = :notice, sent_at = :now, effective_at = :now where id = :id",
           {{"consent", consent.id}, {"notice", told}, {"now", now}, {"id", service.id}});
  add_step(db, service.id, "sent", scope.account_id);
  add_step(db, service.id, "effective", 0);
}

}  // namespace

std::optional<Consent> consent_of(store::Session& db, std::int64_t site_id, std::int64_t account) {
  const auto rows = db.read("select id, given_at from gt_service_consent where account_id = :account and site_id = :site and withdrawn_at is null",
                            {{"account", account}, {"site", site_id}});
  if (rows.empty()) return std::nullopt;
  return Consent{rows[0].integer("id"), rows[0].integer("given_at")};
}

void give_consent(store::Session& db, const Scope& scope) {
  if (!db.in_transaction()) db.begin();
  if (consent_of(db, scope.site_id, scope.account_id)) return;
  db.write("insert into gt_service_consent (id, site_id, account_id, way, text_version, given_at) values (:id, :site, :account, 'express', :version, :now)",
           {{"id", new_id()}, {"site", scope.site_id}, {"account", scope.account_id}, {"version", k_consent_version}, {"now", now_ms()}});
  audit::record(db, scope, {"service.consent", "account", scope.account_id, "ok", {{"text", k_consent_version}}});
}

void withdraw_consent(store::Session& db, const Scope& scope) {
  const auto changed = db.write("update gt_service_consent set withdrawn_at = :now where account_id = :account and site_id = :site and withdrawn_at is null",
                                {{"now", now_ms()}, {"account", scope.account_id}, {"site", scope.site_id}});
  if (changed > 0) audit::record(db, scope, {"service.withdraw", "account", scope.account_id, "ok", {}});
}

Service serve(store::Session& db, const Scope& scope, const Ways& ways, const audit::ReceiptBook& receipts, const Court& court, const ToServe& what) {
  if (!db.in_transaction()) db.begin();
  const auto people = db.read("select name from gt_account where id = :id and status = 'active'", {{"id", what.account}});
  if (people.empty()) throw Error{Kind::not_found, "there is nobody to serve it on"};
  const auto hash = hash_of(HashKind::sha256, what.document);
  const auto known = db.read(std::string(k_all) + "account_id = :account and record_id = :record and hash = :hash and title = :title",
                             {{"account", what.account}, {"record", what.record}, {"hash", hash}, {"title", what.title}});
  auto service = !known.empty() ? service_of(known[0]) : find_service(db, scope, insert(db, scope, what, people[0].text("name"), hash));
  const auto consent = consent_of(db, scope.site_id, what.account);
  if (service.state != "draft" || !consent) return service;
  send(db, scope, ways, *consent, service);
  const auto given = receipts.give(db, scope, {"电子送达凭证：" + service.title, service.plugin + "." + service.type, service.record, service.label,
                                               proof_text(service), people[0].text("name"), court.name, court.code, court.division});
  service.receipt = given.receipt.number;
  db.write("update gt_service set receipt = :receipt where id = :id", {{"receipt", service.receipt}, {"id", service.id}});
  audit::record(db, scope, {"service.effective", service.plugin + "." + service.type, service.record, "ok",
                            {{"service", service.id}, {"receipt", service.receipt}}});
  return service;
}

std::vector<Service> served_of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record) {
  std::vector<Service> list;
  for (const auto row : db.read(std::string(k_all) + "record_id = :record and site_id = :site and plugin = :plugin and record_type = :type order by id",
                                {{"record", record}, {"site", scope.site_id}, {"plugin", plugin}, {"type", type}}))
    list.push_back(service_of(row));
  return list;
}

Service find_service(store::Session& db, const Scope& scope, std::int64_t id) {
  const auto rows = db.read(std::string(k_all) + "id = :id and site_id = :site", {{"id", id}, {"site", scope.site_id}});
  if (rows.empty()) throw Error{Kind::not_found, "there is no such service"};
  return service_of(rows[0]);
}

std::vector<ServiceStep> steps_of(store::Session& db, std::int64_t service) {
  std::vector<ServiceStep> list;
  for (const auto row : db.read("select what, at from gt_service_step where service_id = :id order by id", {{"id", service}}))
    list.push_back({row.text("what"), row.integer("at")});
  return list;
}

void note_opened(store::Session& db, const Scope& scope, const Service& service) {
  if (service.account != scope.account_id || service.state == "draft") return;
  if (!db.read("select id from gt_service_step where service_id = :id and what = 'opened'", {{"id", service.id}}).empty()) return;
  if (!db.in_transaction()) db.begin();
  add_step(db, service.id, "opened", scope.account_id);
}

}  // namespace gongting::host::notify
