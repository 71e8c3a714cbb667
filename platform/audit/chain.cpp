#include "audit/chain.hpp"

#include <chrono>

#include "base/clock.hpp"
#include "store/audit_row.hpp"

namespace gongting::host::audit {
namespace {

constexpr auto k_patience = std::chrono::seconds(10);
constexpr const char* k_content =
    "select id, at, site_id, account_id, actor, client, request_id, plugin, action, object, object_id, outcome, detail "
    "from gt_audit where id = :id";

/// Held to the end of the transaction; on SQLite whoever writes is alone anyway.
bool take_turn(store::Session& session) {
  if (session.sqlite()) return true;
  const auto rows = session.read("select case when pg_try_advisory_xact_lock(71201105) then 1 else 0 end as mine");
  return rows[0]["mine"].integer() == 1;
}

/// A row from before the chain has no hash: it is taken as it stands now.
std::string hash_of_row(store::Session& session, HashKind kind, std::int64_t id) {
  const auto rows = session.read(k_content, {{"id", id}});
  return hash_of(kind, rows.empty() ? std::string() : store::AuditContent::of(rows[0]).canonical());
}

void append(store::Session& session, const Link& link) {
  session.write(
      "insert into gt_chain (number, row_id, row_hash, hash, sealed_at) values (:number, :row, :row_hash, :hash, :at)",
      {{"number", link.number},
       {"row", link.row_id},
       {"row_hash", link.row_hash},
       {"hash", link.hash},
       {"at", link.sealed_at}});
}

void anchor_the_day(store::Session& session, const Signer& signer, const Link& head) {
  Anchor anchor{head.number, local_date(head.sealed_at), head.hash, ""};
  const auto rows = session.read("select day from gt_anchor order by number desc limit 1");
  if (!rows.empty() && rows[0].text("day") >= anchor.day) return;
  anchor.signature = signer.sign(anchor.text());
  session.write(
      "insert into gt_anchor (number, day, hash, signature) values (:number, :day, :hash, :signature)",
      {{"number", anchor.number}, {"day", anchor.day}, {"hash", anchor.hash}, {"signature", anchor.signature}});
}

}  // namespace

std::string Link::expected(HashKind kind, std::string_view previous) const {
  std::string bytes(previous);
  bytes.append("\n").append(row_hash).append("\n").append(std::to_string(number)).append("\n");
  bytes.append(std::to_string(sealed_at)).append("\n");
  return hash_of(kind, bytes);
}

Link chain_head(store::Session& session) {
  const auto rows =
      session.read("select number, row_id, row_hash, hash, sealed_at from gt_chain order by number desc limit 1");
  if (rows.empty()) return {0, 0, "", std::string(k_chain_begin), 0};
  const auto row = rows[0];
  return {row.integer("number"), row.integer("row_id"), row.text("row_hash"), row.text("hash"),
          row.integer("sealed_at")};
}

std::int64_t unsealed(store::Session& session) {
  return session.read("select count(*) as n from gt_unsealed")[0]["n"].integer();
}

int seal_once(store::Database& database, const Signer& signer, HashKind kind) {
  auto session = database.lease(std::chrono::steady_clock::now() + k_patience);
  if (session.read("select 1 from gt_unsealed limit 1").empty()) return 0;
  session.begin();
  if (!take_turn(session)) return 0;
  auto link = chain_head(session);
  const auto sealed_before = link.number;
  const auto rows = session.read(
      "select u.row_id, u.hash from gt_unsealed u where not exists (select 1 from gt_chain c where c.row_id = "
      "u.row_id) "
      "order by u.row_id limit :most",
      {{"most", std::int64_t{k_sealed_at_once}}});
  for (const auto row : rows) {
    const auto previous = link.hash;
    link = {link.number + 1, row.integer("row_id"), row.text("hash"), "", now_ms()};
    if (link.row_hash.empty()) link.row_hash = hash_of_row(session, kind, link.row_id);
    link.hash = link.expected(kind, previous);
    append(session, link);
  }
  if (!rows.empty()) {
    session.write("delete from gt_unsealed where row_id in (select row_id from gt_chain where number > :before)",
                  {{"before", sealed_before}});
    anchor_the_day(session, signer, link);
  } else {
    session.write(
        "delete from gt_unsealed where exists (select 1 from gt_chain c where c.row_id = gt_unsealed.row_id)");
  }
  session.commit();
  return static_cast<int>(rows.size());
}

}  // namespace gongting::host::audit
