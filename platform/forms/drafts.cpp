#include "forms/drafts.hpp"

#include "audit/audit.hpp"
#include "auth/sealing.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "gongting/error.hpp"
#include "gongting/format.hpp"
#include "store/records.hpp"

namespace gongting::host::forms {

namespace {

constexpr std::string_view k_object = "draft";
constexpr std::string_view k_columns =
    "id, version, owner_id, helper_id, saved_at, reached, number, begun, owner_name, helper_name, expires_on, sent_to, typed";
// Whose it is: `mine` is the condition, with :me and :face.
constexpr std::string_view k_mine =
    " and ((owner_id = :me and begun = :face) or (helper_id = :helper and :console = 'console')) and expires_on >= :today";

Fields whose(const Scope& scope, const FormOf& form) {
  return {{"site", scope.site_id}, {"plugin", form.plugin}, {"form", form.form}, {"me", scope.account_id}, {"face", face_name(scope.face)},
          {"helper", scope.account_id}, {"console", face_name(scope.face)}, {"today", today()}};
}

std::string as_json(const Typed& typed) {
  Fields fields;
  for (const auto& [name, value] : typed) fields.emplace_back(name, value);
  return to_json(fields);
}

void note(store::Session& db, const Scope& scope, std::string_view action, const Draft& draft, Fields more = {}) {
  more.insert(more.begin(), {"number", draft.number});
  audit::record(db, scope, {"draft." + std::string(action), std::string(k_object), draft.id, "ok", std::move(more)});
}

}  // namespace

Draft Drafts::read(const Row& row) const {
  Draft draft;
  draft.id = row.integer("id"), draft.version = row.integer("version"), draft.owner_id = row.integer("owner_id");
  draft.helper_id = row.integer("helper_id"), draft.saved_at = row.integer("saved_at");
  draft.reached = static_cast<std::size_t>(row.integer("reached"));
  draft.number = row.text("number"), draft.begun = row.text("begun"), draft.owner_name = row.text("owner_name");
  draft.helper_name = row.text("helper_name"), draft.expires_on = row.text("expires_on"), draft.sent_to = row.text("sent_to");
  if (row.text("typed").empty()) return draft;
  const auto typed = parse_json(sealing_.open("draft.typed", row.text("typed")));
  for (const auto& [name, value] : Json(typed).fields()) draft.typed[name] = Json(value).text();
  return draft;
}

Draft Drafts::begin(store::Session& db, const Scope& scope, const FormOf& form, Typed typed) const {
  const auto day = today();
  const auto month = day.substr(0, 7);
  Draft draft;
  draft.id = new_id(), draft.version = 1, draft.owner_id = scope.account_id, draft.owner_name = scope.account_name;
  draft.begun = face_name(scope.face), draft.saved_at = now_ms(), draft.expires_on = days_later(day, form.days);
  draft.typed = std::move(typed);
  // The first write: on SQLite the transaction is open before anything is counted.
  auto serial = std::to_string(records_.next_number(db, scope, "core", "draft." + month));
  if (serial.size() < 4) serial.insert(0, 4 - serial.size(), '0');
  draft.number = "D-" + month + "-" + serial;
  db.write("insert into gt_draft (id, site_id, plugin, form, number, begun, owner_id, owner_name, reached, typed, saved_at, expires_on,"
           " code_until, code_tries, version, created_at) values (:id, :site, :plugin, :form, :number, :begun, :owner, :name, 0, :typed, :now,"
           " :expires, 0, 0, 1, :created)",
           {{"id", draft.id}, {"site", scope.site_id}, {"plugin", form.plugin}, {"form", form.form}, {"number", draft.number},
            {"begun", draft.begun}, {"owner", draft.owner_id}, {"name", draft.owner_name},
            {"typed", sealing_.seal("draft.typed", as_json(draft.typed))}, {"now", draft.saved_at}, {"expires", draft.expires_on},
            {"created", draft.saved_at}});
  note(db, scope, "begin", draft, {{"form", std::string(form.plugin) + "." + std::string(form.form)}});
  return draft;
}

std::optional<Draft> Drafts::find(store::Session& db, const Scope& scope, const FormOf& form, std::int64_t id) const {
  auto params = whose(scope, form);
  params.emplace_back("id", id);
  const auto rows = db.read("select " + std::string(k_columns) +
                                " from gt_draft where id = :id and site_id = :site and plugin = :plugin and form = :form" + std::string(k_mine),
                            params);
  if (rows.empty()) return std::nullopt;
  auto draft = read(rows[0]);
  if (draft.owner_id != scope.account_id) note(db, scope, "read", draft);
  return draft;
}

std::vector<Draft> Drafts::list(store::Session& db, const Scope& scope, const FormOf& form) const {
  const auto rows = db.read("select " + std::string(k_columns) +
                                " from gt_draft where site_id = :site and plugin = :plugin and form = :form and sent_to is null" +
                                std::string(k_mine) + " order by id desc limit " + std::to_string(k_most),
                            whose(scope, form));
  std::vector<Draft> drafts;
  for (const auto row : rows) drafts.push_back(read(row));
  return drafts;
}

void Drafts::save(store::Session& db, const Scope& scope, const FormOf& form, Draft& draft, bool by_itself) const {
  draft.saved_at = now_ms(), draft.expires_on = days_later(today(), form.days);
  const auto changed = db.write("update gt_draft set typed = :typed, reached = :reached, saved_at = :now, expires_on = :expires,"
                                " version = version + 1 where id = :id and version = :version and sent_to is null",
                                {{"typed", sealing_.seal("draft.typed", as_json(draft.typed))}, {"reached", static_cast<std::int64_t>(draft.reached)},
                                 {"now", draft.saved_at}, {"expires", draft.expires_on}, {"id", draft.id}, {"version", draft.version}});
  if (changed == 0) throw Error{Kind::conflict, "the draft was saved from another device meanwhile"};
  ++draft.version;
  if (!by_itself) note(db, scope, "save", draft);
}

void Drafts::remove(store::Session& db, const Scope& scope, const Draft& draft) const {
  if (db.write("delete from gt_draft where id = :id and version = :version", {{"id", draft.id}, {"version", draft.version}}) == 0)
    throw Error{Kind::conflict, "the draft was saved from another device meanwhile"};
  note(db, scope, "remove", draft);
}

void Drafts::sent(store::Session& db, const Scope& scope, const Draft& draft, std::string_view location) const {
  const auto changed = db.write("update gt_draft set typed = '', sent_to = :location, code_hash = null, version = version + 1"
                                " where id = :id and version = :version and sent_to is null",
                                {{"location", location}, {"id", draft.id}, {"version", draft.version}});
  if (changed == 0) throw Error{Kind::conflict, "the draft was saved or sent from another device meanwhile"};
  note(db, scope, "send", draft);
}

std::string Drafts::code_hash(std::int64_t draft, std::string_view code) const {
  return sealing_.keyed_hash("draft.code", std::to_string(draft) + ":" + std::string(code));
}

std::string Drafts::issue_code(store::Session& db, const Scope& scope, const Draft& draft) const {
  auto code = random_digits(6);
  db.write("update gt_draft set code_hash = :hash, code_until = :until, code_tries = 0 where id = :id",
           {{"hash", code_hash(draft.id, code)}, {"until", now_ms() + k_code_minutes * 60'000}, {"id", draft.id}});
  note(db, scope, "code", draft);
  return code;
}

std::int64_t Drafts::resume(store::Session& db, const Scope& scope, const FormOf& form, std::string_view number, std::string_view code) const {
  const Fields which{{"site", scope.site_id}, {"plugin", form.plugin}, {"form", form.form}, {"number", number}, {"now", now_ms()},
                     {"today", today()}, {"most", k_code_tries}};
  if (!db.in_transaction()) db.begin();
  const auto rows = db.read("select id, code_hash, number from gt_draft where site_id = :site and plugin = :plugin and form = :form and number = :number"
                            " and sent_to is null and code_hash is not null and code_until >= :now and code_tries < :most and expires_on >= :today", which);
  const auto id = rows.empty() ? 0 : rows[0].integer("id");
  const bool right = id != 0 && rows[0].text("code_hash") == code_hash(id, code);
  if (id != 0) db.write("update gt_draft set code_tries = code_tries + 1 where id = :id", {{"id", id}});
  if (right)
    db.write("update gt_draft set helper_id = :helper, helper_name = :name, code_hash = null where id = :id",
             {{"helper", scope.account_id}, {"name", scope.account_name}, {"id", id}});
  audit::record(db, scope, {"draft.resume", std::string(k_object), id, right ? "ok" : "refused", {{"number", number.substr(0, 40)}}});
  db.commit();
  return right ? id : 0;
}

std::int64_t Drafts::sweep(store::Session& db, std::string_view today) {
  return db.write("delete from gt_draft where expires_on < :today", {{"today", today}});
}

}  // namespace gongting::host::forms
