// Drafts whose days are over: nobody sees them any more, and what somebody typed half-way is not kept for ever.
#include "pages.hpp"

namespace mediation {

namespace {

constexpr int k_at_once = 200;  // in one transaction; what is left is for tomorrow

}  // namespace

void sweep_drafts(gongting::Background& day) {
  const auto rows = day.db().query("select id, version from draft where expires_on < :today order by id limit :most",
                                   {{"today", day.clock().today()}, {"most", k_at_once}});
  for (const gongting::Row row : rows) day.db().remove("draft", row.integer("id"), row.integer("version"));
}

}  // namespace mediation
