#include "auth/identity.hpp"

#include "audit/audit.hpp"
#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "gongting/error.hpp"
#include "sites/transaction.hpp"

namespace gongting::host::auth {
namespace {

void record(store::Session& db, const Scope& scope, std::int64_t account_id, int level, std::string_view way, std::string_view document) {
  sites::in_transaction(db);
  db.write("insert into gt_identity_proof (id, account_id, level, way, site_id, point_id, document, recorded_by, recorded_at) "
           "values (:id, :account, :level, :way, :site, :point, :document, :by, :now)",
           {{"id", new_id()}, {"account", account_id}, {"level", level}, {"way", way}, {"site", scope.site_id}, {"point", scope.point_id},
            {"document", document}, {"by", scope.account_id}, {"now", now_ms()}});
  db.write("update gt_account set identity_level = :level where id = :account and identity_level < :level", {{"level", level}, {"account", account_id}});
  audit::record(db, scope, {"identity.record", "account", account_id, "ok", {{"level", level}, {"way", way}, {"document", document}, {"point", scope.point_id}}});
}

}  // namespace

bool record_seen(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view document) {
  if (!scope.has_role("COURT_DIRECTOR") || scope.point_id == 0)
    throw Error{Kind::forbidden, "only the 庭务主任 of a point puts on record whom he has seen"};
  const bool citizen = account_id != 0 && account_id != scope.account_id && !staff_anywhere(db, account_id) &&
                       !db.read("select id from gt_account where id = :id and kind = 'citizen' and status = 'active'", {{"id", account_id}}).empty();
  if (!citizen) {
    audit::record(db, scope, {"identity.record", "account", account_id, "refused", {{"level", k_seen}, {"point", scope.point_id}}});
    return false;
  }
  record(db, scope, account_id, k_seen, "seen", document);
  return true;
}

void record_verified(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view provider) {
  const auto known = db.read("select id from gt_identity_proof where account_id = :account and way = :way", {{"account", account_id}, {"way", provider}});
  if (known.empty()) record(db, scope, account_id, k_verified, provider, "");
}

}  // namespace gongting::host::auth
