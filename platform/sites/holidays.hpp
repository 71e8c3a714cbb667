// Days off by decree and working weekends: those that come with the program, and those that were taken in.
#ifndef GONGTING_SITES_HOLIDAYS_HPP
#define GONGTING_SITES_HOLIDAYS_HPP

#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <vector>

#include "clock/calendar.hpp"
#include "sites/imports.hpp"

namespace gongting::host::sites {

/// The file of holidays that came with the program. Errors: bad_input naming file and line.
std::vector<clock::HolidayRow> shipped_holidays(const std::filesystem::path& file);

/// The rows of the table, by site; 0 for those of the whole installation.
std::map<std::int64_t, std::vector<clock::HolidayRow>> own_holidays(store::Session& db);

/// What import_holidays would do with a file, for a page that asks first.
struct HolidayPreview {
  struct Row {
    clock::HolidayRow row;
    std::string before;  // the kind by which the day is counted now; "" when nothing is declared
  };
  std::vector<Row> rows;  // those that change something
  std::size_t same = 0;
  std::vector<BadRow> bad;
  std::vector<int> incomplete;  // years that would still not hold all days off that a year has
};
/// Reads only. Errors: those of import_holidays.
HolidayPreview preview_holidays(const clock::Calendar& now, std::istream& in);

/// The job that counts the open periods of a site anew, of every site when it has none.
inline constexpr const char* k_recompute_job = "clock.recompute";

/// date,kind: off is a day off by decree, work a day that is worked, mostly a Saturday or Sunday. They hold for the site of the scope, or
/// for the whole installation when it has none. In the caller's transaction; bad rows are reported and left out. One audit
/// entry for the file, and a job that counts open periods anew. Errors: bad_input when the head line does not name the columns.
ImportReport import_holidays(store::Session& db, const Scope& scope, std::istream& in, const Progress& progress = {});

}  // namespace gongting::host::sites

#endif
