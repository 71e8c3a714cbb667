#include "auth/attempts.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.hpp"
#include "sites/transaction.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {

std::int64_t count_attempt(store::Session& db, std::string_view key, const Limit& limit, std::int64_t now_ms) {
  sites::in_transaction(db);
  // Written before it is read: on PostgreSQL the row's lock makes a hundred attempts at the same time stand in line.
  if (db.write("update gt_attempt set count = count + 1 where key = :key", {{"key", key}}) == 0)
    db.write("insert into gt_attempt (key, window_start, count, until) values (:key, :now, 1, 0)",
             {{"key", key}, {"now", now_ms}});
  const auto rows = db.read("select window_start, count, until from gt_attempt where key = :key", {{"key", key}});
  const auto start = rows[0].integer("window_start");
  const auto until = rows[0].integer("until");
  // A wait that was given holds over the end of its window.
  if (now_ms < until) {
    db.write("update gt_attempt set count = count - 1 where key = :key", {{"key", key}});
    return until - now_ms;
  }
  const bool in_window = now_ms < start + limit.window_ms;
  const auto count = in_window ? rows[0].integer("count") : 1;
  std::int64_t wait = 0;
  if (count >= limit.free) {
    const auto doublings = std::min<std::int64_t>(count - limit.free, 30);
    wait = std::min(limit.longest_wait_ms, limit.first_wait_ms << doublings);
  }
  if (wait > 0 || !in_window)
    db.write("update gt_attempt set window_start = :start, count = :count, until = :until where key = :key",
             {{"start", in_window ? start : now_ms},
              {"count", count},
              {"until", wait > 0 ? now_ms + wait : 0},
              {"key", key}});
  return 0;
}

void forget_attempts(store::Session& db, std::string_view key) {
  db.write("delete from gt_attempt where key = :key", {{"key", key}});
}

void sweep_attempts(store::Session& db, std::int64_t now_ms) {
  constexpr std::int64_t day_ms = 86'400'000;
  db.write("delete from gt_attempt where window_start < :old and until < :now",
           {{"old", now_ms - day_ms}, {"now", now_ms}});
}

std::string client_key(std::string_view address) {
  in6_addr six{};
  const std::string text(address);
  if (inet_pton(AF_INET6, text.c_str(), &six) != 1) return inert(address.substr(0, 64));
  if (IN6_IS_ADDR_V4MAPPED(&six)) {
    char four[INET_ADDRSTRLEN];
    inet_ntop(AF_INET, six.s6_addr + 12, four, sizeof four);
    return four;
  }
  std::fill(six.s6_addr + 8, six.s6_addr + 16, 0);
  char network[INET6_ADDRSTRLEN];
  inet_ntop(AF_INET6, &six, network, sizeof network);
  return std::string(network) + "/64";
}

}  // namespace gongting::host::auth
