#include "jobs/queue.hpp"

#include <algorithm>
#include <chrono>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "jobs/bell.hpp"
#include "store/connection.hpp"

namespace gongting::host::jobs {
namespace {

constexpr std::int64_t k_first_delay_ms = 10'000, k_longest_delay_ms = 3'600'000;
constexpr std::size_t k_longest_reason = 300;
constexpr std::string_view k_lapsed = "its worker died or took too long";

Value text_or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }
Value id_or_null(std::int64_t id) { return id == 0 ? Value() : Value(id); }

void ensure_transaction(store::Session& session) {
  if (!session.in_transaction()) session.begin();
}

/// ":kind0, :kind1" and their values.
std::string list_of_kinds(const std::vector<std::string>& kinds, Fields& values) {
  std::string list;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto name = "kind" + std::to_string(i);
    list += (list.empty() ? ":" : ", :") + name;
    values.emplace_back(name, kinds[i]);
  }
  return list;
}

/// An id that is newer than those of the jobs it has to stand behind, whatever the clocks of their workers said.
std::int64_t id_behind(store::Session& session, const std::string& order_key) {
  const auto id = new_id();
  if (order_key.empty()) return id;
  const auto last = session.read("select max(id) as id from gt_job where order_key = :key", {{"key", order_key}});
  if (last[0].integer("id") < id) return id;
  raise_ids_to(id_time(last[0].integer("id")) + 1);
  return new_id();
}

Fields leased(const Taker& taker, const Job& job) {
  return {{"id", job.id}, {"by", taker.name}, {"attempts", job.attempts}, {"now", now_ms()}};
}

constexpr std::string_view k_is_leased =
    " where id = :id and state = 'running' and lease_by = :by and attempts = :attempts";

std::string cut(std::string_view reason) { return inert(reason.substr(0, k_longest_reason)); }

/// In [0, 1).
double random_part() {
  const auto bytes = random_bytes(2);
  return (static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1])) / 65'536.0;
}

}  // namespace

std::int64_t enqueue(store::Session& session, const Job& job) {
  ensure_transaction(session);
  const auto id = id_behind(session, job.order_key);
  const auto now = now_ms();
  const auto made = session.write(
      "insert into gt_job (id, site_id, kind, key, order_key, payload, state, run_at, attempts, max_attempts, "
      "created_at) values (:id, :site, :kind, :key, :order_key, :payload, 'waiting', :run_at, 0, :most, :now) "
      "on conflict (key) do nothing",
      {{"id", id},
       {"site", id_or_null(job.site_id)},
       {"kind", job.kind},
       {"key", text_or_null(job.key)},
       {"order_key", text_or_null(job.order_key)},
       {"payload", to_json(job.payload)},
       {"run_at", job.run_at == 0 ? now : job.run_at},
       {"most", job.max_attempts},
       {"now", now}});
  if (made == 0) return 0;
  session.connection().after_commit([] { Bell::of_process().ring(); });
  return id;
}

std::optional<Job> take(store::Session& session, const Taker& taker) {
  if (taker.kinds.empty()) return std::nullopt;
  session.begin();
  const auto now = now_ms();
  Fields values{{"now", now}};
  auto sql =
      "select id, site_id, kind, payload, attempts, max_attempts, order_key, key, run_at from gt_job j "
      "where state = 'waiting' and run_at <= :now and kind in (" +
      list_of_kinds(taker.kinds, values) +
      ") "
      "and (order_key is null or not exists "
      "(select 1 from gt_job earlier where earlier.order_key = j.order_key and earlier.id < j.id)) "
      "order by run_at, id limit 1";
  if (!session.sqlite()) sql += " for update of j skip locked";
  const auto rows = session.read(sql, values);
  if (rows.empty()) {
    session.rollback();
    return std::nullopt;
  }
  const auto row = rows[0];
  Job job;
  job.id = row.integer("id");
  job.site_id = row.integer("site_id");
  job.kind = row.text("kind");
  job.key = row.text("key");
  job.order_key = row.text("order_key");
  job.run_at = row.integer("run_at");
  job.max_attempts = static_cast<int>(row.integer("max_attempts"));
  job.attempts = static_cast<int>(row.integer("attempts")) + 1;
  session.write(
      "update gt_job set state = 'running', attempts = attempts + 1, lease_by = :by, lease_until = :until where id = "
      ":id",
      {{"by", taker.name}, {"until", now + taker.lease_ms}, {"id", job.id}});
  session.commit();
  // After the commit: one that cannot be read uses its attempts up and is dead then, instead of standing in the way.
  job.payload = parse_json(row.text("payload"));
  return job;
}

bool renew(store::Session& session, const Taker& taker, const Job& job) {
  auto values = leased(taker, job);
  values.emplace_back("until", now_ms() + taker.lease_ms);
  session.connection().set_deadline(std::chrono::steady_clock::now() + std::chrono::milliseconds(taker.lease_ms));
  const auto changed = session.write("update gt_job set lease_until = :until" + std::string(k_is_leased), values);
  session.commit();
  return changed == 1;
}

bool complete(store::Session& session, const Taker& taker, const Job& job) {
  return session.write(
             "update gt_job set state = 'done', ended_at = :now, order_key = null, lease_by = null, "
             "lease_until = null, last_error = null" +
                 std::string(k_is_leased),
             leased(taker, job)) == 1;
}

bool fail(store::Session& session, const Taker& taker, const Job& job, std::string_view reason) {
  auto values = leased(taker, job);
  const bool dead = job.attempts >= job.max_attempts;
  values.emplace_back("state", dead ? "dead" : "waiting");
  values.emplace_back("ended", dead ? Value(now_ms()) : Value());
  values.emplace_back("run_at", now_ms() + (dead ? 0 : back_off_ms(job.attempts, random_part())));
  values.emplace_back("reason", cut(reason));
  return session.write(
             "update gt_job set state = :state, run_at = :run_at, ended_at = :ended, last_error = :reason, "
             "lease_by = null, lease_until = null" +
                 std::string(k_is_leased),
             values) == 1;
}

bool decline(store::Session& session, const Taker& taker, const Job& job, std::string_view reason) {
  auto values = leased(taker, job);
  values.emplace_back("reason", cut(reason));
  return session.write(
             "update gt_job set state = 'dropped', ended_at = :now, order_key = null, last_error = :reason, "
             "lease_by = null, lease_until = null" +
                 std::string(k_is_leased),
             values) == 1;
}

std::int64_t reclaim(store::Session& session) {
  const Fields values{{"now", now_ms()}, {"reason", k_lapsed}};
  const auto dead = session.write(
      "update gt_job set state = 'dead', ended_at = :now, last_error = :reason, lease_by = null, lease_until = null "
      "where state = 'running' and lease_until <= :now and attempts >= max_attempts",
      values);
  return dead + session.write(
                    "update gt_job set state = 'waiting', run_at = :now, last_error = :reason, lease_by = null, "
                    "lease_until = null where state = 'running' and lease_until <= :now",
                    values);
}

std::int64_t back_off_ms(int attempts, double part) {
  auto delay = k_first_delay_ms;
  for (int i = 1; i < attempts && delay < k_longest_delay_ms; ++i) delay *= 2;
  delay = std::min(delay, k_longest_delay_ms);
  return delay / 2 + static_cast<std::int64_t>(part * static_cast<double>(delay / 2));
}

std::int64_t Outlook::next() const { return untold ? 0 : std::min(due.value_or(INT64_MAX), lapse.value_or(INT64_MAX)); }

Outlook look_ahead(store::Session& session, const std::vector<std::string>& kinds) {
  Fields values;
  const auto list = list_of_kinds(kinds, values);
  const auto rows = session.read(
      "select (select min(run_at) from gt_job where state = 'waiting' and kind in (" + (list.empty() ? "''" : list) +
          ")) as due, (select min(lease_until) from gt_job where state = 'running') as lapse, "
          "(select min(id) from gt_outbox where told_at is null) as untold",
      values);
  const auto moment = [row = rows[0]](std::string_view column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
  };
  return {moment("due"), moment("lapse"), !rows[0].is_null("untold")};
}

bool retry(store::Session& session, std::int64_t id) {
  ensure_transaction(session);
  const bool changed = session.write(
                           "update gt_job set state = 'waiting', attempts = 0, run_at = :now, ended_at = null where id "
                           "= :id and state = 'dead'",
                           {{"now", now_ms()}, {"id", id}}) == 1;
  if (changed) session.connection().after_commit([] { Bell::of_process().ring(); });
  return changed;
}

bool drop(store::Session& session, std::int64_t id) {
  ensure_transaction(session);
  const bool changed =
      session.write(
          "update gt_job set state = 'dropped', ended_at = :now, order_key = null where id = :id and state = 'dead'",
          {{"now", now_ms()}, {"id", id}}) == 1;
  // What stood behind it may run now.
  if (changed) session.connection().after_commit([] { Bell::of_process().ring(); });
  return changed;
}

Standing standing(store::Session& session) {
  Standing found;
  const auto rows =
      session.read("select state, count(*) as jobs from gt_job where state in ('waiting', 'running', 'dead') group by state");
  for (const Row row : rows) {
    auto& of = row.text("state") == "waiting" ? found.waiting : row.text("state") == "running" ? found.running : found.dead;
    of = row.integer("jobs");
  }
  return found;
}

void sweep(store::Session& session, std::int64_t before_ms) {
  session.write("delete from gt_job where ended_at < :before and state in ('done', 'dropped')",
                {{"before", before_ms}});
  session.write("delete from gt_outbox where told_at < :before", {{"before", before_ms}});
}

}  // namespace gongting::host::jobs
