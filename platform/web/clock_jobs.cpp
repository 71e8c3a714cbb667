#include "web/clock_jobs.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "jobs/runner.hpp"
#include "notify/notices.hpp"
#include "periods/periods.hpp"
#include "sites/holidays.hpp"

namespace gongting::host::web {
namespace {

constexpr const char* k_remind = "clock.remind";
constexpr const char* k_remind_site = "clock.remind_site";
constexpr int k_at_once = 200;

Scope scope_of(const sites::Site& site, const jobs::Job& job) {
  Scope scope;
  scope.site_id = site.id, scope.site_slug = site.slug;
  scope.request_id = "job-" + std::to_string(job.id);
  return scope;
}

std::int64_t after_of(const jobs::Job& job) { return Json(job.payload)["after"].integer(); }

/// The same for the periods behind this one.
void go_on(store::Session& db, const jobs::Job& job, std::int64_t site, std::int64_t last) {
  jobs::Job next;
  next.kind = job.kind, next.site_id = site, next.order_key = job.order_key;
  next.payload = Fields{{"after", last}};
  jobs::enqueue(db, next);
}

/// Each period by the calendar of its site; a job without a site is for all of them.
void recompute_some(store::Session& db, const jobs::Job& job, const Services& services) {
  const auto snapshot = services.sites.snapshot(db, sites::read_epoch(db));
  const std::string which = job.site_id == 0 ? "" : "site_id = :site and ";
  const auto rows = db.read("select id, site_id from gt_period where " + which + "stopped_at is null and id > :after order by id limit :most",
                            {{"site", job.site_id}, {"after", after_of(job)}, {"most", k_at_once}});
  for (const auto row : rows) {
    const auto* site = snapshot->by_id(row.integer("site_id"));
    if (site != nullptr)
      periods::recompute(db, scope_of(*site, job), row.integer("id"), snapshot->calendar(site->id), periods::k_holidays_changed);
  }
  if (rows.size() == static_cast<std::size_t>(k_at_once)) go_on(db, job, job.site_id, rows[rows.size() - 1].integer("id"));
}

notify::Notice reminder_notice(const sites::Site& site, const periods::Period& period, const std::string& step, std::int64_t account) {
  notify::Notice notice;
  notice.site_id = site.id, notice.account_id = account, notice.kind = notify::k_reminder;
  notice.record_type = period.subject.plugin + "." + period.subject.type, notice.record_id = period.subject.id;
  notice.text = step == "over" ? "notice.reminder.over" : "notice.reminder.left";
  notice.params = Fields{{"rule", period.title}, {"days", step}, {"due", period.due.substr(0, 10)}};
  notice.key = "reminder:" + std::to_string(period.id) + ":" + step + ":" + period.due;
  return notice;
}

void remind_sites(store::Session& db, const Services& services) {
  for (const auto& site : services.sites.snapshot(db, sites::read_epoch(db))->sites()) {
    if (!site.active()) continue;
    jobs::Job job;
    job.kind = k_remind_site, job.site_id = site.id;
    jobs::enqueue(db, job);
  }
}

void remind_some(store::Session& db, const jobs::Job& job, const Services& services) {
  const auto snapshot = services.sites.snapshot(db, sites::read_epoch(db));
  const auto* site = snapshot->by_id(job.site_id);
  if (site == nullptr) return;
  const auto ways = notify::ways_of(services.config);
  const auto run = periods::make_reminders(db, scope_of(*site, job), reminder_plan(*site), after_of(job), k_at_once,
                                           [&](const periods::Period& period, const std::string& step, std::int64_t account) {
                                             notify::write(db, ways, reminder_notice(*site, period, step, account));
                                           });
  if (run.last != 0) go_on(db, job, site->id, run.last);
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> list;
  while (!text.empty()) {
    const auto end = std::min(text.find(','), text.size());
    if (const auto word = trim(text.substr(0, end)); !word.empty()) list.emplace_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return list;
}

}  // namespace

std::optional<std::vector<int>> reminder_days(std::string_view text) {
  constexpr std::size_t most = 5;
  constexpr long long farthest = 60;
  std::vector<int> days;
  for (const auto& word : words(text)) {
    long long day = 0;
    if (!parse_integer(word, day) || day < 1 || day > farthest || std::find(days.begin(), days.end(), day) != days.end()) return std::nullopt;
    days.push_back(static_cast<int>(day));
  }
  if (days.empty() || days.size() > most) return std::nullopt;
  std::sort(days.rbegin(), days.rend());
  return days;
}

periods::ReminderPlan reminder_plan(const sites::Site& site) {
  periods::ReminderPlan plan;
  if (const auto* days = site.setting("core", k_reminder_days))
    if (const auto own = reminder_days(Json(*days).text())) plan.days = *own;
  if (const auto* roles = site.setting("core", k_reminder_roles)) plan.over_roles = words(Json(*roles).text());
  if (const auto* director = site.setting("core", k_reminder_director)) plan.over_director = Json(*director).boolean();
  return plan;
}

void add_clock_jobs(jobs::Runner& runner, const Services& services) {
  runner.handle(sites::k_recompute_job, [&services](store::Session& db, const jobs::Job& job) { recompute_some(db, job, services); });
  runner.schedule(jobs::Schedule::daily(k_remind, 6, 30), [&services](store::Session& db, const jobs::Job&) { remind_sites(db, services); });
  runner.handle(k_remind_site, [&services](store::Session& db, const jobs::Job& job) { remind_some(db, job, services); });
}

}  // namespace gongting::host::web
