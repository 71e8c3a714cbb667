#include "console/audit_chain.hpp"

#include <algorithm>

#include "audit/audit.hpp"
#include "audit/chain.hpp"
#include "audit/verify.hpp"
#include "auth/sealing.hpp"
#include "base/clock.hpp"
#include "console/common.hpp"
#include "console/pages.hpp"
#include "store/database.hpp"

namespace gongting::host::console {
namespace {

/// Well under a second; the whole chain is for gongting audit verify.
constexpr std::int64_t k_most_links = 50'000;

/// The head of the chain at the end of the day before, by its anchor.
std::int64_t first_of_the_last_day(store::Session& db, std::int64_t head) {
  const auto rows =
      db.read("select number from gt_anchor where day < :today order by number desc limit 1", {{"today", today()}});
  const auto anchored = rows.empty() ? std::int64_t{1} : rows[0].integer("number");
  return std::max({std::int64_t{1}, anchored, head - k_most_links + 1});
}

}  // namespace

Fields chain_state(web::Context& context) {
  auto& db = context.db();
  const auto head = audit::chain_head(db);
  Fields state{{"unsealed", std::to_string(audit::unsealed(db))}, {"action", context.url("/audit/check")}};
  if (head.number > 0) {
    state.emplace_back("number", std::to_string(head.number));
    state.emplace_back("at", local_time(head.sealed_at));
  }
  const auto rows =
      db.read("select at, outcome, object_id from gt_audit where object = 'chain' order by id desc limit 1");
  if (rows.empty()) return state;
  state.emplace_back("checked_at", local_time(rows[0].integer("at")));
  if (rows[0].text("outcome") == "ok") return state;
  state.emplace_back("bad", rows[0].text("outcome"));
  const auto number = rows[0].integer("object_id");
  state.emplace_back("bad_number", number == 0 ? "—" : std::to_string(number));
  return state;
}

http::Response audit_check(web::Context& context) {
  auto& db = context.db();
  audit::VerifyAsk ask;
  ask.from = first_of_the_last_day(db, audit::chain_head(db).number);
  ask.public_key = audit::Signer(context.services.sealing.subkey(audit::k_signing_key)).public_key();
  ask.stray_rows = false;
  const auto verdict = audit::verify(db, ask);
  audit::record(db, context.scope,
                {"audit.verify",
                 "chain",
                 verdict.fault ? verdict.fault->number : verdict.sealed,
                 verdict.fault ? "failed" : "ok",
                 {{"first", verdict.from},
                  {"last", verdict.sealed},
                  {"finding", verdict.fault ? verdict.fault->text : std::string()}}});
  return context.see_other(context.url("/audit"));
}

}  // namespace gongting::host::console
