#include "periods/periods.hpp"

#include <limits>

#include "audit/audit.hpp"
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "jobs/outbox.hpp"
#include "periods/kept_rules.hpp"
#include "periods/period_rows.hpp"

namespace gongting::host::periods {
namespace {

constexpr std::size_t k_longest_note = 300, k_longest_about = 100, k_longest_role = 50;

void in_transaction(store::Session& db) {
  if (!db.in_transaction()) db.begin();
}

std::string checked(std::string_view text, std::size_t longest, const char* what) {
  if (text.size() > longest) throw Error{Kind::bad_input, std::string(what) + " has up to " + std::to_string(longest) + " bytes"};
  return std::string(text);
}

void audit(store::Session& db, const Scope& scope, const Period& period, const std::string& action, Fields detail) {
  Fields all{{"period", period.id}, {"rule", period.rule}};
  if (!period.about.empty()) all.emplace_back("about", period.about);
  all.insert(all.end(), detail.begin(), detail.end());
  audit::record(db, scope, {"period." + action, period.subject.plugin + "." + period.subject.type, period.subject.id, "ok", std::move(all)});
}

/// Asks the rule, and puts the answer into the period. What has to be checked is told when it is read.
void count(Period& period, const clock::Rule& rule, const clock::Calendar& calendar) {
  auto found = clock::compute(rule, {period.start_on, period.pause, period.extend}, calendar);
  std::erase_if(found.trail, [](const auto& step) { return step.kind == clock::StepKind::unchecked; });
  period.title = std::move(found.title), period.article = std::move(found.article);
  period.due = std::move(found.due), period.task_due = std::move(found.task_due), period.due_ms = found.due_ms;
  period.status = std::move(found.status);
  period.trail = std::move(found.trail), period.missing_years = std::move(found.missing_years);
}

clock::Day day_of(std::string_view text) {
  const auto day = clock::parse_day(text);
  if (!day) throw Error{Kind::bad_input, "a day is written yyyy-mm-dd, not \"" + std::string(text.substr(0, 40)) + "\""};
  return *day;
}

Period running(store::Session& db, const Scope& scope, std::int64_t id) {
  auto period = find(db, scope, id, true);
  if (!period.open()) throw Error{Kind::invalid, "the period of " + period.rule + " has been stopped already"};
  return period;
}

/// Counts it anew after a change of what it is asked with.
Period recounted(store::Session& db, const Scope& scope, Period period, const clock::Rule& rule, const clock::Calendar& calendar) {
  count(period, rule, calendar);
  update_period(db, period);
  update_dates(db, period);
  return find(db, scope, period.id);
}

/// What changed calendars did, earlier ones and this one.
void tell_moves(Period& period, const Period& before) {
  for (const auto& step : before.trail)
    if (step.kind == clock::StepKind::recomputed) period.trail.push_back(step);
  if (period.due == before.due) return;
  clock::Step step;
  step.kind = clock::StepKind::recomputed;
  step.day = day_of(std::string_view(before.due).substr(0, 10)), step.day2 = day_of(std::string_view(period.due).substr(0, 10));
  period.trail.push_back(std::move(step));
}

void check_limit(const clock::Rule& rule, int amount, bool further) {
  const auto most = rule.extension.most;
  if (most == 0 || amount <= most || rule.extension.further.empty() || further) return;
  std::string words;
  clock::append_amount(words, rule.unit, most);
  throw Error{Kind::invalid, rule.id + " is extended beyond " + words + " only by leave of a higher authority (" + rule.extension.further + ")"};
}

}  // namespace

std::string_view why_name(Why why) {
  return why == Why::done ? "done" : why == Why::ended ? "ended" : "replaced";
}

Why why_named(std::string_view name) {
  for (const auto why : {Why::done, Why::ended, Why::replaced})
    if (name == why_name(why)) return why;
  throw Error{Kind::bad_input, "a period is stopped because it is done, ended or replaced, not \"" + std::string(name.substr(0, 40)) + "\""};
}

Period start(store::Session& db, const Scope& scope, const Subject& subject, const clock::Rule& rule, std::string_view from,
             const clock::Calendar& calendar, const StartOptions& options) {
  if (scope.site_id == 0) throw Error{Kind::internal, "periods belong to a site, and the scope has none"};
  in_transaction(db);
  Period period;
  period.site_id = scope.site_id, period.subject = subject, period.rule = rule.id, period.start_on = from;
  period.about = checked(options.about, k_longest_about, "what a period is about");
  period.role = checked(options.role, k_longest_role, "a role"), period.responsible = options.responsible;
  if (rule.effective_from != std::numeric_limits<clock::Day>::min()) period.edition = clock::day_text(rule.effective_from);
  count(period, rule, calendar);
  period.rule_hash = keep(db, rule);
  const auto same = read_periods(db, scope,
                                 "p.record_id = :record and p.plugin = :plugin and p.record_type = :type and p.rule = :rule "
                                 "and p.about = :about and p.stopped_at is null",
                                 {{"record", subject.id}, {"plugin", subject.plugin}, {"type", subject.type}, {"rule", rule.id},
                                  {"about", period.about}});
  if (!same.empty() && same[0].start_on == from) return same[0];
  if (!same.empty()) stop(db, scope, same[0].id, Why::replaced);
  insert_period(db, period);
  note_change(db, scope, period, "started", 0, "", "");
  audit(db, scope, period, "start", {{"from", from}, {"due", period.due}});
  return find(db, scope, period.id);
}

Period find(store::Session& db, const Scope& scope, std::int64_t id, bool lock) {
  if (lock) in_transaction(db);
  const std::string how = lock && !db.sqlite() ? "p.id = :id for update of p" : "p.id = :id";
  auto found = read_periods(db, scope, how, {{"id", id}});
  if (found.empty()) throw Error{Kind::not_found, "there is no such period"};
  return std::move(found[0]);
}

Period pause(store::Session& db, const Scope& scope, std::int64_t id, std::string_view on, std::string_view reason) {
  auto period = running(db, scope, id);
  const auto rule = kept(db, period.rule_hash);
  const auto day = day_of(on);
  if (reason.empty() || reason.size() > k_longest_note) throw Error{Kind::bad_input, "say in 1 to 300 bytes why days are not counted"};
  if (rule.pauses.empty()) throw Error{Kind::invalid, rule.id + " knows no time that is not counted"};
  if (!period.paused_on.empty()) throw Error{Kind::invalid, "the period of " + rule.id + " is paused already, since " + period.paused_on};
  if (day < day_of(std::string_view(period.start_on).substr(0, 10)))
    throw Error{Kind::invalid, "the period of " + rule.id + " begins on " + period.start_on + " and cannot be paused before"};
  period.paused_on = on;
  update_period(db, period);
  note_change(db, scope, period, "paused", 0, period.due, reason);
  audit(db, scope, period, "pause", {{"on", on}, {"reason", reason}});
  return period;
}

Period resume(store::Session& db, const Scope& scope, std::int64_t id, std::string_view on, const clock::Calendar& calendar) {
  auto period = running(db, scope, id);
  if (period.paused_on.empty()) throw Error{Kind::invalid, "the period of " + period.rule + " is not paused"};
  const auto days = day_of(on) - day_of(period.paused_on);
  if (days < 0) throw Error{Kind::invalid, "the period of " + period.rule + " is paused since " + period.paused_on + " and cannot go on before"};
  const auto before = period.due;
  const auto since = period.paused_on;
  period.pause += static_cast<int>(days);
  period.paused_on.clear();
  period = recounted(db, scope, period, kept(db, period.rule_hash), calendar);
  note_change(db, scope, period, "resumed", days, before, "");
  audit(db, scope, period, "resume", {{"since", since}, {"on", on}, {"days", days}, {"old", before}, {"due", period.due}});
  return period;
}

Period extend(store::Session& db, const Scope& scope, std::int64_t id, const Extension& extension, const clock::Calendar& calendar) {
  auto period = running(db, scope, id);
  const auto rule = kept(db, period.rule_hash);
  if (extension.amount <= 0) throw Error{Kind::bad_input, "an extension is 1 or more of the unit of " + rule.id};
  if (extension.consent.empty() || extension.consent.size() > k_longest_note)
    throw Error{Kind::bad_input, "say in 1 to 300 bytes who agreed to the extension, and when"};
  const auto before = period.due;
  period.extend += extension.amount;
  check_limit(rule, period.extend, extension.further);
  try {
    period = recounted(db, scope, period, rule, calendar);
  } catch (const Error& error) {
    if (error.kind() != Kind::bad_input) throw;
    throw Error{Kind::invalid, error.what()};  // what was asked can be read; the rule does not allow it
  }
  note_change(db, scope, period, "extended", extension.amount, before, extension.consent);
  audit(db, scope, period, "extend",
        {{"amount", extension.amount}, {"consent", extension.consent}, {"further", extension.further}, {"old", before}, {"due", period.due}});
  return period;
}

Period assign(store::Session& db, const Scope& scope, std::int64_t id, std::int64_t responsible, std::string_view role) {
  auto period = running(db, scope, id);
  if (period.responsible == responsible && period.role == role) return period;
  period.responsible = responsible, period.role = checked(role, k_longest_role, "a role");
  update_period(db, period);
  note_change(db, scope, period, "assigned", responsible, period.due, role);
  audit(db, scope, period, "assign", {{"responsible", responsible}, {"role", role}});
  return period;
}

Period stop(store::Session& db, const Scope& scope, std::int64_t id, Why why, std::string_view note) {
  auto period = find(db, scope, id, true);
  if (!period.open()) return period;
  period.stopped_at = now_ms(), period.stopped_why = why_name(why);
  update_period(db, period);
  note_change(db, scope, period, "stopped", 0, period.due, checked(note, k_longest_note, "a note"));
  audit(db, scope, period, "stop", {{"why", why_name(why)}, {"due", period.due}});
  return period;
}

int stop_all(store::Session& db, const Scope& scope, const Subject& subject, Why why, std::string_view rule, std::string_view note) {
  in_transaction(db);
  int stopped = 0;
  for (const auto& period : open_of(db, scope, subject)) {
    if (!rule.empty() && period.rule != rule) continue;
    stop(db, scope, period.id, why, note);
    ++stopped;
  }
  return stopped;
}

std::vector<Period> open_of(store::Session& db, const Scope& scope, const Subject& subject) {
  return read_periods(db, scope,
                      "p.record_id = :record and p.plugin = :plugin and p.record_type = :type and p.stopped_at is null "
                      "order by p.due_ms, p.id",
                      {{"record", subject.id}, {"plugin", subject.plugin}, {"type", subject.type}});
}

std::vector<Period> all_of(store::Session& db, const Scope& scope, const Subject& subject) {
  return read_periods(db, scope, "p.record_id = :record and p.plugin = :plugin and p.record_type = :type order by p.id",
                      {{"record", subject.id}, {"plugin", subject.plugin}, {"type", subject.type}});
}

std::vector<Change> changes_of(store::Session& db, const Scope& scope, std::int64_t id) {
  const auto rows = db.read("select c.* from gt_period_change c join gt_period p on p.id = c.period_id "
                            "where c.period_id = :id and p.site_id = :site order by c.id",
                            {{"id", id}, {"site", scope.site_id}});
  std::vector<Change> changes;
  for (const auto row : rows)
    changes.push_back({row.integer("id"), row.integer("at"), row.integer("account_id"), row.text("actor"), row.text("kind"),
                       row.integer("amount"), row.text("due_before"), row.text("due_after"), row.text("note")});
  return changes;
}

std::optional<Period> recompute(store::Session& db, const Scope& scope, std::int64_t id, const clock::Calendar& calendar,
                                std::string_view why) {
  auto period = find(db, scope, id, true);
  if (!period.open()) return std::nullopt;
  const auto before = period;
  count(period, kept(db, period.rule_hash), calendar);
  const bool moved = period.due != before.due || period.task_due != before.task_due || period.due_ms != before.due_ms;
  if (!moved && period.missing_years == before.missing_years) return std::nullopt;
  tell_moves(period, before);
  update_period(db, period);
  update_dates(db, period);
  if (!moved) return std::nullopt;
  note_change(db, scope, period, "recomputed", 0, before.due, why);
  audit(db, scope, period, "recompute", {{"old", before.due}, {"due", period.due}, {"why", why}});
  jobs::Event event;
  event.type = "clock.changed";
  event.record_type = period.subject.plugin + "." + period.subject.type, event.record_id = period.subject.id;
  event.site_id = period.site_id;
  event.payload = Fields{{"period", period.id}, {"rule", period.rule}, {"old", before.due}, {"new", period.due}};
  jobs::publish(db, event);
  return find(db, scope, id);
}

}  // namespace gongting::host::periods
