#include "sites/holidays.hpp"

#include <fstream>

#include "base/clock.hpp"
#include "jobs/queue.hpp"
#include "sites/csv_import.hpp"
#include "sites/sites.hpp"
#include "sites/transaction.hpp"
#include "store/database.hpp"

namespace gongting::host::sites {
namespace {

const std::vector<std::string> k_columns{"date", "kind"};

clock::HolidayRow checked(const Record& record) {
  clock::HolidayRow row{record["date"], record["kind"]};
  if (!clock::parse_day(row.day)) refuse("the date must be yyyy-mm-dd and of the calendar");
  if (row.kind != "off" && row.kind != "work") refuse("the kind must be off or work");
  return row;
}

std::string declared(const clock::Calendar& calendar, clock::Day day) {
  return calendar.is_day_off(day) ? "off" : calendar.is_declared_worked(day) ? "work" : "";
}

}  // namespace

std::vector<clock::HolidayRow> shipped_holidays(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error{Kind::bad_input, file.string() + " cannot be read"};
  std::vector<clock::HolidayRow> rows;
  const auto report = import(in, k_columns, {}, [&](const Record& record) {
    rows.push_back(checked(record));
    return Done::added;
  });
  for (const auto& bad : report.bad)
    throw Error{Kind::bad_input, file.string() + ": line " + std::to_string(bad.line) + ": " + bad.reason};
  return rows;
}

std::map<std::int64_t, std::vector<clock::HolidayRow>> own_holidays(store::Session& db) {
  std::map<std::int64_t, std::vector<clock::HolidayRow>> rows;
  const auto found = db.read("select site_id, day, kind from gt_holiday order by site_id, day");
  for (const auto row : found) rows[row.integer("site_id")].push_back({row.text("day"), row.text("kind")});
  return rows;
}

HolidayPreview preview_holidays(const clock::Calendar& now, std::istream& in) {
  HolidayPreview preview;
  std::vector<clock::HolidayRow> all;
  for (const int year : now.years())
    for (auto& row : now.rows(year)) all.push_back(std::move(row));
  std::map<std::string, std::string> wanted;
  const auto report = import(in, k_columns, {}, [&](const Record& record) {
    const auto row = checked(record);
    wanted[row.day] = row.kind;
    return Done::added;
  });
  for (const auto& [day, kind] : wanted) {
    const auto before = declared(now, *clock::parse_day(day));
    if (before == kind) ++preview.same;
    else preview.rows.push_back({{day, kind}, before});
    all.push_back({day, kind});
  }
  preview.bad = report.bad;
  const clock::Calendar then(all);
  for (const auto& [day, kind] : wanted) {
    const int year = clock::year_of(*clock::parse_day(day));
    if (!then.knows(year) && (preview.incomplete.empty() || preview.incomplete.back() != year)) preview.incomplete.push_back(year);
  }
  return preview;
}

ImportReport import_holidays(store::Session& db, const Scope& scope, std::istream& in, const Progress& progress) {
  in_transaction(db);
  const auto report = import(in, k_columns, progress, [&](const Record& record) {
    const auto row = checked(record);
    const Fields day{{"site", scope.site_id}, {"day", row.day}};
    const Fields values{{"site", scope.site_id}, {"day", row.day}, {"kind", row.kind}};
    const auto rows = db.read("select kind from gt_holiday where site_id = :site and day = :day", day);
    if (!rows.empty() && rows[0]["kind"].text() == row.kind) return Done::same;
    if (!rows.empty()) {
      db.write("update gt_holiday set kind = :kind where site_id = :site and day = :day", values);
      return Done::changed;
    }
    db.write("insert into gt_holiday (site_id, day, kind) values (:site, :day, :kind)", values);
    return Done::added;
  });
  if (report.added + report.changed > 0) {
    note(db, scope, "holidays.import", report);
    bump_epoch(db);
    jobs::Job job;
    job.kind = k_recompute_job, job.site_id = scope.site_id, job.order_key = k_recompute_job;
    jobs::enqueue(db, job);
  }
  return report;
}

}  // namespace gongting::host::sites
