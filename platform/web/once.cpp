#include "web/once.hpp"

#include "base/clock.hpp"

namespace gongting::host::web {

std::optional<http::Response> Once::earlier(store::Session& db) const {
  const auto rows = db.read("select status, location from gt_once where nonce = :nonce and account_id = :account",
                            {{"nonce", nonce_}, {"account", account_id_}});
  if (rows.empty()) return std::nullopt;
  http::Response response;
  response.status = static_cast<int>(rows[0].integer("status"));
  response.headers.push_back({"location", rows[0].text("location")});
  return response;
}

bool Once::keep(store::Session& db, const http::Response& response) const {
  return db.write(
             "insert into gt_once (nonce, account_id, created_at, status, location) "
             "select :nonce, :account, :now, :status, :location where not exists "
             "(select 1 from gt_once where nonce = :nonce2 and account_id = :account2)",
             {{"nonce", nonce_},
              {"account", account_id_},
              {"now", now_ms()},
              {"status", response.status},
              {"location", response.header("location")},
              {"nonce2", nonce_},
              {"account2", account_id_}}) == 1;
}

}  // namespace gongting::host::web
