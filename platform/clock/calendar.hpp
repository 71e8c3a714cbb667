// Days and the court's calendar: which days are worked, by the State Council's yearly arrangement.
#ifndef GONGTING_CLOCK_CALENDAR_HPP
#define GONGTING_CLOCK_CALENDAR_HPP

#include <cstdint>
#include <optional>
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
/// Appends "2026年2月24日（周二）".
void append_day(std::string& text, Day day);
int year_of(Day day);
/// 0 is Sunday.
int weekday_of(Day day);
/// The day `months` months later; the last of that month when it has no such day (Civil Code 202).
Day add_months(Day day, int months);
/// The last day of the calendar week (Monday to Sunday), month or quarter that holds `day`.
Day week_end(Day day);
Day month_end(Day day);
Day quarter_end(Day day);

/// A row of the holiday table: a day off, or a Saturday or Sunday worked in exchange for one.
struct HolidayRow {
  std::string day;   // yyyy-mm-dd
  std::string kind;  // "off" | "work"
};

/// Which days are rest days. A year counts as known when its rows hold the days off that no arrangement is without: 1
/// January, Spring Festival, Qingming, 1 May and 1 October. For other years only weekends can be told, and the caller has
/// to say so. Never changes once it is made: [any-thread].
class Calendar {
 public:
  Calendar() = default;
  /// A later row of the same day stands for the earlier one: a court's own rows come after those of the program.
  /// Throws Error{bad_input} for a day or kind that is not one.
  explicit Calendar(const std::vector<HolidayRow>& rows);

  bool knows(int year) const;
  bool is_rest_day(Day day) const;
  /// The State Council declared this day off.
  bool is_day_off(Day day) const { return declared(day) == Declared::off; }
  /// The State Council declared this day a working day.
  bool is_declared_worked(Day day) const { return declared(day) == Declared::work; }
  /// … and it is a Saturday or Sunday.
  bool is_worked_weekend(Day day) const { return is_declared_worked(day) && (weekday_of(day) == 0 || weekday_of(day) == 6); }
  /// Of the years from first to last, those that are not known.
  std::vector<int> missing(int first, int last) const;
  /// Years of which there is a row, known or not, in their order.
  std::vector<int> years() const;
  /// The declared days of a year, in their order.
  std::vector<HolidayRow> rows(int year) const;

 private:
  enum class Declared : unsigned char { none, off, work };
  Declared declared(Day day) const {
    const auto at = day - first_;
    return at < 0 || at >= static_cast<Day>(days_.size()) ? Declared::none : days_[static_cast<std::size_t>(at)];
  }
  bool any_off(int year, const char* first, const char* last) const;

  Day first_ = 0;  // of days_
  std::vector<Declared> days_;
  std::vector<int> known_;
};

}  // namespace gongting::host::clock

#endif
