#include "sign/signatures.hpp"

#include "audit/audit.hpp"
#include "audit/receipt_book.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/ids.hpp"

namespace gongting::host::sign {

Signature sign(store::Session& db, const Scope& scope, const audit::ReceiptBook& receipts, const ToSign& what) {
  if (!db.in_transaction()) db.begin();
  const auto hash = hash_of(HashKind::sha256, what.document);
  Signature signature{what.what, what.name, hash.substr(hash.find(':') + 1), what.way, {}, now_ms()};
  const auto given = receipts.give(db, scope, {"签名：" + what.what + "（" + what.way_words + "）", what.plugin + "." + what.type, what.record, what.label,
                                               what.document, what.name, what.court, what.court_code, what.division});
  signature.receipt = given.receipt.number;
  db.write("insert into gt_signature (id, site_id, plugin, record_type, record_id, account_id, name, what, hash, way, at, receipt) values "
           "(:id, :site, :plugin, :type, :record, :account, :name, :what, :hash, :way, :at, :receipt)",
           {{"id", new_id()}, {"site", scope.site_id}, {"plugin", what.plugin}, {"type", what.type}, {"record", what.record},
            {"account", scope.account_id}, {"name", what.name}, {"what", what.what}, {"hash", signature.hash}, {"way", what.way},
            {"at", signature.at}, {"receipt", signature.receipt}});
  audit::record(db, scope, {"document.sign", what.plugin + "." + what.type, what.record, "ok",
                            {{"hash", signature.hash}, {"way", what.way}, {"receipt", signature.receipt}}});
  return signature;
}

std::vector<Signature> signatures_of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record) {
  std::vector<Signature> list;
  for (const auto row : db.read("select what, name, hash, way, receipt, at from gt_signature where record_id = :record and site_id = :site and "
                                "plugin = :plugin and record_type = :type order by id",
                                {{"record", record}, {"site", scope.site_id}, {"plugin", plugin}, {"type", type}}))
    list.push_back({row.text("what"), row.text("name"), row.text("hash"), row.text("way"), row.text("receipt"), row.integer("at")});
  return list;
}

}  // namespace gongting::host::sign
