#include "periods/signatures.hpp"

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "gongting/error.hpp"
#include "periods/kept_rules.hpp"

namespace gongting::host::periods {
namespace {

constexpr std::size_t k_longest_note = 900;  // 300 characters

void in_transaction(store::Session& db) {
  if (!db.in_transaction()) db.begin();
}

std::string checked(std::string_view note) {
  if (note.size() > k_longest_note) throw Error{Kind::bad_input, "a note has up to 900 bytes"};
  return std::string(note);
}

}  // namespace

std::string Unverified::hash() const { return rule != nullptr ? hash_of(*rule) : hash_of(*principle); }

std::vector<Unverified> unverified(const clock::RulePack& pack) {
  std::vector<Unverified> list;
  for (const auto& principle : pack.principles())
    if (principle.status != "verified") list.push_back({nullptr, &principle});
  for (const auto& rule : pack.rules())
    if (!rule.verified()) list.push_back({&rule, nullptr});
  return list;
}

void sign(store::Session& db, const Scope& scope, const Unverified& what, std::string_view note) {
  in_transaction(db);
  if (what.rule != nullptr) keep(db, *what.rule);
  const auto hash = what.hash();
  const auto made = db.write(
      "insert into gt_rule_signature (id, site_id, rule, rule_hash, signed_at, signed_by, signer, note) "
      "values (:id, :site, :rule, :hash, :now, :account, :signer, :note) "
      "on conflict (site_id, rule_hash) where withdrawn_at is null do nothing",
      {{"id", new_id()},
       {"site", scope.site_id},
       {"rule", what.id()},
       {"hash", hash},
       {"now", now_ms()},
       {"account", scope.account_id},
       {"signer", scope.account_name},
       {"note", checked(note)}});
  if (made == 0) return;
  audit::record(db, scope, {"rule.sign", "rule", 0, "ok", {{"rule", what.id()}, {"hash", hash}, {"note", note}}});
}

void withdraw(store::Session& db, const Scope& scope, const Unverified& what, std::string_view reason) {
  in_transaction(db);
  if (reason.empty()) throw Error{Kind::bad_input, "say why the signature is taken back"};
  const auto hash = what.hash();
  const auto changed = db.write(
      "update gt_rule_signature set withdrawn_at = :now, withdrawn_by = :account, withdrawn_note = :note "
      "where site_id = :site and rule_hash = :hash and withdrawn_at is null",
      {{"now", now_ms()}, {"account", scope.account_id}, {"note", checked(reason)}, {"site", scope.site_id}, {"hash", hash}});
  if (changed == 0) throw Error{Kind::not_found, "no signature stands under the rule " + what.id()};
  audit::record(db, scope, {"rule.withdraw", "rule", 0, "ok", {{"rule", what.id()}, {"hash", hash}, {"reason", reason}}});
}

std::vector<Signature> signatures(store::Session& db, std::int64_t site_id) {
  const auto rows = db.read("select * from gt_rule_signature where site_id = :site order by id desc", {{"site", site_id}});
  std::vector<Signature> list;
  for (const auto row : rows)
    list.push_back({row.integer("id"), row.text("rule"), row.text("rule_hash"), row.integer("signed_at"), row.integer("signed_by"),
                    row.text("signer"), row.text("note"), row.integer("withdrawn_at"), row.text("withdrawn_note")});
  return list;
}

bool is_signed(store::Session& db, std::int64_t site_id, const clock::Rule& rule) {
  return !db.read("select 1 from gt_rule_signature where site_id = :site and rule_hash = :hash and withdrawn_at is null",
                  {{"site", site_id}, {"hash", hash_of(rule)}})
              .empty();
}

}  // namespace gongting::host::periods
