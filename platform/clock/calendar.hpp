// Days and the court's calendar: which days are worked, by the State Council's yearly arrangement.
#ifndef GONGTING_CLOCK_CALENDAR_HPP
#define GONGTING_CLOCK_CALENDAR_HPP

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gongting::host::clock {

/// A day in Asia/Shanghai, counted from 1970-01-01.
using Day = std::int64_t;

/// Parses "yyyy-mm-dd"; empty for anything else, also for a day that does not exist.
std::optional<Day> parse_day(std::string_view text);
/// "yyyy-mm-dd".
std::string day_text(Day day);
/// "2026年2月24日（周二）".
std::string day_words(Day day);
int year_of(Day day);
/// 0 is Sunday.
int weekday_of(Day day);
/// The day `months` months later; the last of that month when it has no such day (Civil Code 202).
Day add_months(Day day, int months);

/// A row of the holiday table: a day off, or a Saturday or Sunday worked in exchange for one.
struct HolidayRow {
  std::string day;   // yyyy-mm-dd
  std::string kind;  // "off" | "work"
};

/// Which days are rest days. A year is known when at least one row of it was given; for other years only weekends can be
/// told, and the caller has to say so: see knows().
class Calendar {
 public:
  Calendar() = default;
  /// Throws Error{bad_input} for a day or kind that is not one.
  explicit Calendar(const std::vector<HolidayRow>& rows);

  bool knows(int year) const { return years_.contains(year); }
  bool is_rest_day(Day day) const;
  /// The State Council declared this weekend day a working day.
  bool is_worked_weekend(Day day) const;
  const std::set<int>& years() const { return years_; }

 private:
  std::map<Day, bool> declared_;  // true: off
  std::set<int> years_;
};

}  // namespace gongting::host::clock

#endif
