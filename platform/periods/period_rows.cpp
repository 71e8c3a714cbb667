#include "periods/period_rows.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::periods {
namespace {

std::string trail_text(const std::vector<clock::Step>& trail) {
  List steps;
  for (const auto& step : trail) steps.emplace_back(clock::step_fields(step));
  return to_json(Value(std::move(steps)));
}
std::string years_text(const std::vector<int>& years) { return to_json(Value(List(years.begin(), years.end()))); }

Value or_null(std::int64_t id) { return id == 0 ? Value() : Value(id); }
Value or_null(const std::string& text) { return text.empty() ? Value() : Value(text); }

/// Its own text, then what was found out since.
void read_trail(Period& period, const Row& row) {
  const auto trail = parse_json(row.text("trail"));
  for (const auto& line : Json(trail).items()) period.trail.push_back(clock::read_step(Json(line).fields()));
  if (!period.consequence_allowed()) period.trail.emplace_back().kind = clock::StepKind::unchecked;
  const auto years = parse_json(row.text("missing_years"));
  for (const auto& year : Json(years).items()) period.missing_years.push_back(static_cast<int>(Json(year).integer()));
}

Period read_period(const Row& row) {
  Period period;
  period.id = row.integer("id"), period.site_id = row.integer("site_id"), period.version = row.integer("version");
  period.subject = {row.text("plugin"), row.text("record_type"), row.integer("record_id"), row.integer("point_id")};
  period.about = row.text("about");
  period.rule = row.text("rule"), period.rule_hash = row.text("rule_hash"), period.edition = row.text("edition");
  const auto rule = parse_json(row.text("content"));
  period.title = Json(rule)["title"].text(), period.article = Json(rule)["article"].text();
  period.start_on = row.text("start_on");
  period.pause = static_cast<int>(row.integer("pause")), period.extend = static_cast<int>(row.integer("extend"));
  period.paused_on = row.text("paused_on");
  period.due = row.text("due"), period.task_due = row.text("task_due"), period.due_ms = row.integer("due_ms");
  period.status = row.text("status");  // a signature may be withdrawn, so it is looked up each time
  if (period.status != "verified" && !row.is_null("signature")) period.status = "signed";
  read_trail(period, row);
  period.responsible = row.integer("responsible"), period.role = row.text("role");
  period.started_at = row.integer("started_at"), period.stopped_at = row.integer("stopped_at");
  period.stopped_why = row.text("stopped_why");
  return period;
}

}  // namespace

std::vector<Period> read_periods(store::Session& db, const Scope& scope, std::string_view condition, const Fields& more) {
  Fields params{{"site", scope.site_id}};
  params.insert(params.end(), more.begin(), more.end());
  const auto rows = db.read(
      "select p.*, t.content, (select max(s.id) from gt_rule_signature s where s.site_id = p.site_id and "
      "s.rule_hash = p.rule_hash and s.withdrawn_at is null) as signature "
      "from gt_period p join gt_rule_text t on t.hash = p.rule_hash where p.site_id = :site and " +
          std::string(condition),
      params);
  std::vector<Period> periods;
  for (const auto row : rows) periods.push_back(read_period(row));
  return periods;
}

void insert_period(store::Session& db, Period& period) {
  period.id = new_id(), period.version = 1, period.started_at = now_ms();
  db.write(
      "insert into gt_period (id, site_id, point_id, plugin, record_type, record_id, about, rule, rule_hash, edition, "
      "start_on, pause, extend, due, task_due, due_ms, status, trail, missing_years, responsible, role, started_at, version) "
      "values (:id, :site, :point, :plugin, :type, :record, :about, :rule, :hash, :edition, :start_on, 0, 0, :due, :task_due, "
      ":due_ms, :status, :trail, :missing, :responsible, :role, :now, 1)",
      {{"id", period.id},
       {"site", period.site_id},
       {"point", or_null(period.subject.point_id)},
       {"plugin", period.subject.plugin},
       {"type", period.subject.type},
       {"record", period.subject.id},
       {"about", period.about},
       {"rule", period.rule},
       {"hash", period.rule_hash},
       {"edition", period.edition},
       {"start_on", period.start_on},
       {"due", period.due},
       {"task_due", period.task_due},
       {"due_ms", period.due_ms},
       {"status", period.status},
       {"trail", trail_text(period.trail)},
       {"missing", years_text(period.missing_years)},
       {"responsible", or_null(period.responsible)},
       {"role", period.role},
       {"now", period.started_at}});
}

void update_dates(store::Session& db, const Period& period) {
  db.write("update gt_period set due = :due, task_due = :task_due, due_ms = :due_ms, status = :status, trail = :trail, "
           "missing_years = :missing where id = :id",
           {{"id", period.id},
            {"due", period.due},
            {"task_due", period.task_due},
            {"due_ms", period.due_ms},
            {"status", period.status},
            {"trail", trail_text(period.trail)},
            {"missing", years_text(period.missing_years)}});
}

void update_period(store::Session& db, Period& period) {
  const auto changed = db.write(
      "update gt_period set pause = :pause, extend = :extend, paused_on = :paused_on, responsible = :responsible, "
      "role = :role, stopped_at = :stopped_at, stopped_why = :stopped_why, version = version + 1 "
      "where id = :id and version = :version",
      {{"id", period.id},
       {"version", period.version},
       {"pause", period.pause},
       {"extend", period.extend},
       {"paused_on", or_null(period.paused_on)},
       {"responsible", or_null(period.responsible)},
       {"role", period.role},
       {"stopped_at", or_null(period.stopped_at)},
       {"stopped_why", or_null(period.stopped_why)}});
  if (changed == 0) throw Error{Kind::conflict, "the period changed meanwhile"};
  ++period.version;
}

void note_change(store::Session& db, const Scope& scope, const Period& period, std::string_view kind, std::int64_t amount,
                 std::string_view due_before, std::string_view note) {
  db.write("insert into gt_period_change (id, period_id, at, account_id, actor, kind, amount, due_before, due_after, note) "
           "values (:id, :period, :now, :account, :actor, :kind, :amount, :before, :after, :note)",
           {{"id", new_id()},
            {"period", period.id},
            {"now", now_ms()},
            {"account", scope.account_id},
            {"actor", scope.account_name},
            {"kind", kind},
            {"amount", amount},
            {"before", due_before},
            {"after", period.due},
            {"note", note}});
}

}  // namespace gongting::host::periods
