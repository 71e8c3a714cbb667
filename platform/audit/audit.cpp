#include "audit/audit.hpp"

#include <algorithm>
#include <chrono>
#include <mutex>
#include <unordered_map>

#include "base/clock.hpp"
#include "store/audit_row.hpp"

namespace gongting::host::audit {

namespace {

constexpr std::int64_t k_window_ms = 60'000;
constexpr std::int64_t k_written_in_a_window = 10;
constexpr std::size_t k_remembered_addresses = 10'000;

/// Addresses that this process knows to be over the limit: their refusals cost no transaction.
class OverLimit {
 public:
  /// True: it was only counted.
  bool count(const std::string& client, std::int64_t now) {
    const std::lock_guard lock(mutex_);
    const auto found = until_.find(client);
    if (found == until_.end() || now >= found->second.until || now < found->second.until - k_window_ms) return false;
    ++found->second.counted;
    return true;
  }
  void add(const std::string& client, std::int64_t until) {
    const std::lock_guard lock(mutex_);
    if (until_.size() >= k_remembered_addresses) until_.clear();
    auto& entry = until_[client];
    entry.until = until;
    ++entry.counted;
  }
  /// How many were only counted, and forgets it.
  std::int64_t take(const std::string& client) {
    const std::lock_guard lock(mutex_);
    const auto found = until_.find(client);
    if (found == until_.end()) return 0;
    const auto counted = found->second.counted;
    until_.erase(found);
    return counted;
  }

 private:
  struct Entry {
    std::int64_t until = 0, counted = 0;
  };
  std::mutex mutex_;
  std::unordered_map<std::string, Entry> until_;
};

OverLimit& over_limit() {
  static OverLimit instance;
  return instance;
}

/// The number of this refusal in its minute, over all workers and nodes.
std::int64_t count_refusal(store::Session& session, const std::string& key, std::int64_t now, std::int64_t& window) {
  const auto start = now - k_window_ms;
  const Fields named{{"key", key}, {"now", now}, {"start", start}, {"until", now + k_window_ms}};
  session.write(
      "insert into gt_attempt (key, window_start, count, until) values (:key, :now, 0, :until) on conflict (key) do nothing",
      named);
  session.write(
      "update gt_attempt set window_start = :now, count = 0, until = :until "
      "where key = :key and (window_start <= :start or window_start > :now)",
      named);
  session.write("update gt_attempt set count = count + 1 where key = :key", {{"key", key}});
  const auto rows = session.read("select count, window_start from gt_attempt where key = :key", {{"key", key}});
  window = rows[0]["window_start"].integer();
  return rows[0]["count"].integer();
}

}  // namespace

void record(store::Session& session, const Scope& scope, const Entry& entry) {
  store::write_audit_row(session.connection(), scope,
                         {scope.plugin, entry.action, entry.object, entry.object_id, entry.outcome, entry.detail});
}

void record_alone(store::Database& database, const Scope& scope, const Entry& entry) {
  const bool limited = entry.outcome == "refused" && !scope.client.empty();
  const auto now = now_ms();
  if (limited && over_limit().count(scope.client, now)) return;
  // A request that ran out of its time still leaves its trace.
  const auto steady_now = std::chrono::steady_clock::now();
  auto session = database.lease(
      std::clamp(scope.deadline, steady_now + std::chrono::seconds(2), steady_now + std::chrono::seconds(10)));
  session.begin();
  auto detail = entry.detail;
  if (limited) {
    std::int64_t window = 0;
    if (count_refusal(session, "refused:" + scope.client, now, window) > k_written_in_a_window) {
      session.commit();
      return over_limit().add(scope.client, window + k_window_ms);
    }
    if (const auto counted = over_limit().take(scope.client); counted > 0) detail.emplace_back("only_counted_before", counted);
  }
  store::write_audit_row(session.connection(), scope,
                         {scope.plugin, entry.action, entry.object, entry.object_id, entry.outcome, detail});
  session.commit();
}

}  // namespace gongting::host::audit
