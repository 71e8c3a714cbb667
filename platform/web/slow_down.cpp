#include "web/slow_down.hpp"

#include "auth/attempts.hpp"
#include "auth/never_back.hpp"
#include "base/config.hpp"
#include "gongting/error.hpp"
#include "store/database.hpp"

namespace gongting::host::web {

std::int64_t count_use(store::Session& db, const Scope& scope, std::string_view route, int per_hour,
                       std::int64_t now_ms) {
  constexpr std::int64_t hour_ms = 3'600'000, minute_ms = 60'000;
  const auto who =
      scope.account_id != 0 ? "account " + std::to_string(scope.account_id) : auth::client_key(scope.client);
  return auth::count_attempt(db, "rate:" + std::string(route) + ":" + who, {per_hour, hour_ms, minute_ms, hour_ms},
                             now_ms);
}

void slow_down(Context& context, std::string_view route, int per_hour) {
  if (per_hour == 0 || !context.services.config.rate_limits) return;
  auto& db = context.db();
  const auto wait = count_use(db, context.scope, route, per_hour, context.services.time.now(db));
  db.commit();
  if (wait == 0) return;
  context.retry_after_s = (wait + 999) / 1000;
  throw Error{Kind::too_many, "this was sent too often"};
}

}  // namespace gongting::host::web
