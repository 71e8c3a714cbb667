#include "periods/reminders.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "jobs/outbox.hpp"
#include "periods/period_rows.hpp"

namespace gongting::host::periods {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000;
const std::string k_over = "over";

/// The steps of a period that have come, and were worth saying when it began.
std::vector<std::string> steps(const Period& period, const ReminderPlan& plan, std::int64_t now) {
  std::vector<std::string> list;
  const auto due = days_from_date(period.due.substr(0, 10));
  const auto today = days_from_date(local_date(now)), begun = days_from_date(local_date(period.started_at));
  for (const int days : plan.days)
    if (today >= due - days && due - days >= begun) list.push_back(std::to_string(days));
  if (now >= period.due_ms) list.push_back(k_over);
  return list;
}

class Recipients {
 public:
  Recipients(store::Session& db, const Scope& scope) : db_(db), scope_(scope) {}

  std::set<std::int64_t> of(const Period& period, const std::string& step, const ReminderPlan& plan) {
    std::set<std::int64_t> accounts;
    if (period.responsible != 0) accounts.insert(period.responsible);
    else if (period.role == "CITIZEN") add_persons(accounts, period);
    else if (!period.role.empty()) add_role(accounts, period, period.role);
    // What nobody has to keep, somebody has to see.
    if (step != k_over && !accounts.empty()) return accounts;
    for (const auto& role : plan.over_roles) add_role(accounts, period, role);
    if (plan.over_director) add_director(accounts, period);
    return accounts;
  }

 private:
  void add_persons(std::set<std::int64_t>& accounts, const Period& period) {
    for (const auto row : db_.read("select account_id from gt_person_link where site_id = :site and record_type = :type and record_id = :id",
                                   {{"site", period.site_id}, {"type", period.subject.plugin + "." + period.subject.type}, {"id", period.subject.id}}))
      accounts.insert(row.integer("account_id"));
  }
  void add_role(std::set<std::int64_t>& accounts, const Period& period, const std::string& role) {
    auto known = people_.find(role);
    if (known == people_.end()) known = people_.emplace(role, auth::people(db_, scope_.site_id, role)).first;
    for (const auto row : known->second)
      if (row.is_null("point_id") || row.integer("point_id") == period.subject.point_id) accounts.insert(row.integer("id"));
  }
  void add_director(std::set<std::int64_t>& accounts, const Period& period) {
    if (period.subject.point_id == 0) return;
    for (const auto row : db_.read("select p.director_id from gt_point p join gt_account a on a.id = p.director_id "
                                   "where p.id = :id and a.status = 'active'", {{"id", period.subject.point_id}}))
      accounts.insert(row.integer("director_id"));
  }

  store::Session& db_;
  const Scope& scope_;
  std::map<std::string, Rows> people_;
};

/// 0 when it was made before.
std::int64_t insert_reminder(store::Session& db, const Period& period, const std::string& step) {
  const auto id = new_id();
  const auto made = db.write("insert into gt_reminder (id, site_id, period_id, step, due, made_at) "
                             "values (:id, :site, :period, :step, :due, :now) on conflict (period_id, due, step) do nothing",
                             {{"id", id}, {"site", period.site_id}, {"period", period.id}, {"step", step}, {"due", period.due}, {"now", now_ms()}});
  return made == 0 ? 0 : id;
}

void tell(store::Session& db, const Period& period, const std::string& step) {
  jobs::Event event;
  event.type = "clock.reminder";
  event.record_type = period.subject.plugin + "." + period.subject.type, event.record_id = period.subject.id;
  event.site_id = period.site_id;
  event.payload = Fields{{"period", period.id}, {"rule", period.rule}, {"step", step}, {"due", period.due}};
  jobs::publish(db, event);
}

}  // namespace

ReminderRun make_reminders(store::Session& db, const Scope& scope, const ReminderPlan& plan, std::int64_t after, int most,
                           const Told& told) {
  if (!db.in_transaction()) db.begin();
  const auto now = now_ms();
  const auto farthest = plan.days.empty() ? 0 : *std::max_element(plan.days.begin(), plan.days.end());
  const auto found = read_periods(
      db, scope,
      "p.stopped_at is null and p.paused_on is null and p.due_ms <= :until and p.id > :after and not exists (select 1 from "
      "gt_reminder r where r.period_id = p.id and r.due = p.due and r.step = 'over') order by p.id limit :most",
      {{"until", now + (farthest + 1) * k_day_ms}, {"after", after}, {"most", most}});
  Recipients recipients(db, scope);
  ReminderRun run;
  for (const auto& period : found) {
    run.last = period.id;
    for (const auto& step : steps(period, plan, now)) {
      const auto id = insert_reminder(db, period, step);
      if (id == 0) continue;
      ++run.made;
      for (const auto account : recipients.of(period, step, plan)) {
        db.write("insert into gt_reminder_for (reminder_id, account_id) values (:id, :account)", {{"id", id}, {"account", account}});
        if (told) told(period, step, account);
      }
      tell(db, period, step);
    }
  }
  if (found.size() < static_cast<std::size_t>(most)) run.last = 0;
  return run;
}

std::vector<Reminder> reminders(store::Session& db, const Scope& scope, std::size_t most) {
  const auto rows = db.read(
      "select p.id as period, p.plugin, p.record_type, p.record_id, p.rule, p.about, p.due, r.step, t.content from gt_reminder_for f "
      "join gt_reminder r on r.id = f.reminder_id join gt_period p on p.id = r.period_id join gt_rule_text t on t.hash = p.rule_hash "
      "where f.account_id = :account and f.dismissed_at is null and r.site_id = :site and p.stopped_at is null and p.due = r.due "
      "order by p.due_ms, p.id, r.id desc",
      {{"account", scope.account_id}, {"site", scope.site_id}});
  std::vector<Reminder> list;
  const auto urgency = [](const std::string& step) { return step == k_over ? -1 : std::stoi(step); };
  for (const auto row : rows) {
    const auto rule = parse_json(row.text("content"));
    Reminder reminder{row.integer("period"), row.text("plugin"), row.text("record_type"), row.integer("record_id"), row.text("rule"),
                      Json(rule)["title"].text(), Json(rule)["article"].text(), row.text("about"), row.text("step"), row.text("due")};
    if (!list.empty() && list.back().period == reminder.period) {
      if (urgency(reminder.step) < urgency(list.back().step)) list.back().step = reminder.step;
      continue;
    }
    if (list.size() == most) break;
    list.push_back(std::move(reminder));
  }
  return list;
}

void dismiss(store::Session& db, const Scope& scope, std::int64_t period) {
  db.write("update gt_reminder_for set dismissed_at = :now where account_id = :account and dismissed_at is null and reminder_id in "
           "(select r.id from gt_reminder r where r.period_id = :period and r.site_id = :site)",
           {{"now", now_ms()}, {"account", scope.account_id}, {"period", period}, {"site", scope.site_id}});
}

}  // namespace gongting::host::periods
