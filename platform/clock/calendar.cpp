#include "clock/calendar.hpp"

#include <chrono>
#include <cstdio>

#include "gongting/error.hpp"

namespace gongting::host::clock {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

year_month_day civil(Day day) { return year_month_day(sys_days(days(day))); }
Day serial(year_month_day date) { return sys_days(date).time_since_epoch().count(); }

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text.substr(0, 4)), m = digits(text.substr(5, 2)), d = digits(text.substr(8, 2));
  if (!y || !m || !d) return std::nullopt;
  const year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*m)),
                            std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return serial(date);
}

std::string day_text(Day day) {
  const auto date = civil(day);
  char text[32];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return text;
}

std::string day_words(Day day) {
  static constexpr const char* k_weekdays[] = {"日", "一", "二", "三", "四", "五", "六"};
  const auto date = civil(day);
  return std::to_string(static_cast<int>(date.year())) + "年" + std::to_string(static_cast<unsigned>(date.month())) + "月" +
         std::to_string(static_cast<unsigned>(date.day())) + "日（周" + k_weekdays[weekday_of(day)] + "）";
}

int year_of(Day day) { return static_cast<int>(civil(day).year()); }

int weekday_of(Day day) { return static_cast<int>(std::chrono::weekday(sys_days(days(day))).c_encoding()); }

Day add_months(Day day, int months) {
  auto date = civil(day) + std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return serial(date);
}

Calendar::Calendar(const std::vector<HolidayRow>& rows) {
  for (const auto& row : rows) {
    const auto day = parse_day(row.day);
    if (!day) throw Error{Kind::bad_input, "holiday table: \"" + row.day + "\" is not a day; write yyyy-mm-dd"};
    if (row.kind != "off" && row.kind != "work")
      throw Error{Kind::bad_input, "holiday table: " + row.day + " has the kind \"" + row.kind + "\"; write off or work"};
    declared_[*day] = row.kind == "off";
    years_.insert(year_of(*day));
  }
}

bool Calendar::is_rest_day(Day day) const {
  const auto found = declared_.find(day);
  if (found != declared_.end()) return found->second;
  const int weekday = weekday_of(day);
  return weekday == 0 || weekday == 6;
}

bool Calendar::is_worked_weekend(Day day) const {
  const auto found = declared_.find(day);
  return found != declared_.end() && !found->second;
}

}  // namespace gongting::host::clock
