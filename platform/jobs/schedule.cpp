#include "jobs/schedule.hpp"

#include "jobs/queue.hpp"

namespace gongting::host::jobs {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000, k_shanghai_ms = 8 * 3'600'000;
constexpr int k_attempts = 3;

}  // namespace

std::int64_t last_due(const Schedule& schedule, std::int64_t now_ms) {
  if (schedule.daily_min < 0) {
    const auto every = std::int64_t{schedule.every_s} * 1000;
    return now_ms - now_ms % every;
  }
  const auto local = now_ms + k_shanghai_ms;
  const auto due = local - local % k_day_ms + std::int64_t{schedule.daily_min} * 60'000;
  return (due > local ? due - k_day_ms : due) - k_shanghai_ms;
}

bool make_due(store::Session& session, const Schedule& schedule, std::int64_t due_ms) {
  const auto prefix = "schedule:" + schedule.kind + "@";
  Job job;
  job.kind = schedule.kind;
  job.key = prefix + std::to_string(due_ms);
  job.max_attempts = k_attempts;
  if (enqueue(session, job) == 0) return false;
  session.write(
      "delete from gt_job where kind = :kind and state in ('waiting', 'dead') and key like :earlier and key <> :key",
      {{"kind", schedule.kind}, {"earlier", prefix + "%"}, {"key", job.key}});
  return true;
}

}  // namespace gongting::host::jobs
