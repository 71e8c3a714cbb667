#include "clock/calendar.hpp"

#include <algorithm>
#include <chrono>

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

void append_padded(std::string& text, unsigned value, std::size_t width) {
  const auto number = std::to_string(value);
  if (number.size() < width) text.append(width - number.size(), '0');
  text += number;
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto y = digits(text.substr(0, 4)), m = digits(text.substr(5, 2)), d = digits(text.substr(8, 2));
  if (!y || !m || !d || *y == 0) return std::nullopt;
  const year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*m)),
                            std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok()) return std::nullopt;
  return serial(date);
}

std::string day_text(Day day) {
  const auto date = civil(day);
  std::string text;
  text.reserve(10);
  append_padded(text, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.month()), 2);
  text += '-';
  append_padded(text, static_cast<unsigned>(date.day()), 2);
  return text;
}

void append_day(std::string& text, Day day) {
  static constexpr const char* k_weekdays[] = {"日", "一", "二", "三", "四", "五", "六"};
  const auto date = civil(day);
  text += std::to_string(static_cast<int>(date.year()));
  text += "年";
  text += std::to_string(static_cast<unsigned>(date.month()));
  text += "月";
  text += std::to_string(static_cast<unsigned>(date.day()));
  text += "日（周";
  text += k_weekdays[weekday_of(day)];
  text += "）";
}

int year_of(Day day) { return static_cast<int>(civil(day).year()); }

int weekday_of(Day day) { return static_cast<int>(std::chrono::weekday(sys_days(days(day))).c_encoding()); }

Day add_months(Day day, int months) {
  auto date = civil(day) + std::chrono::months(months);
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return serial(date);
}

Day week_end(Day day) { return day + (7 - weekday_of(day)) % 7; }

Day month_end(Day day) {
  const auto date = civil(day);
  return serial(date.year() / date.month() / std::chrono::last);
}

Day quarter_end(Day day) {
  const auto date = civil(day);
  const auto month = (static_cast<unsigned>(date.month()) + 2) / 3 * 3;
  return serial(date.year() / std::chrono::month(month) / std::chrono::last);
}

Calendar::Calendar(const std::vector<HolidayRow>& rows) {
  std::vector<std::pair<Day, Declared>> read;
  for (const auto& row : rows) {
    const auto day = parse_day(row.day);
    if (!day) throw Error{Kind::bad_input, "holiday table: \"" + row.day + "\" is not a day; write yyyy-mm-dd"};
    if (row.kind != "off" && row.kind != "work")
      throw Error{Kind::bad_input, "holiday table: " + row.day + " has the kind \"" + row.kind + "\"; write off or work"};
    read.emplace_back(*day, row.kind == "off" ? Declared::off : Declared::work);
  }
  if (read.empty()) return;
  const auto [least, most] = std::minmax_element(read.begin(), read.end());
  first_ = least->first;
  days_.resize(static_cast<std::size_t>(most->first - first_ + 1), Declared::none);
  for (const auto& [day, kind] : read) days_[static_cast<std::size_t>(day - first_)] = kind;
  for (int year = year_of(first_); year <= year_of(most->first); ++year)
    if (any_off(year, "-01-01", "-01-01") && any_off(year, "-01-21", "-02-21") && any_off(year, "-04-04", "-04-06") &&
        any_off(year, "-05-01", "-05-01") && any_off(year, "-10-01", "-10-01"))
      known_.push_back(year);
}

bool Calendar::any_off(int year, const char* first, const char* last) const {
  std::string text;
  append_padded(text, static_cast<unsigned>(year), 4);
  for (auto day = *parse_day(text + first); day <= *parse_day(text + last); ++day)
    if (is_day_off(day)) return true;
  return false;
}

bool Calendar::knows(int year) const { return std::find(known_.begin(), known_.end(), year) != known_.end(); }

bool Calendar::is_rest_day(Day day) const {
  const auto kind = declared(day);
  if (kind != Declared::none) return kind == Declared::off;
  const int weekday = weekday_of(day);
  return weekday == 0 || weekday == 6;
}

std::vector<int> Calendar::missing(int first, int last) const {
  std::vector<int> years;
  for (int year = first; year <= last; ++year)
    if (!knows(year)) years.push_back(year);
  return years;
}

std::vector<int> Calendar::years() const {
  std::vector<int> years;
  for (std::size_t i = 0; i < days_.size(); ++i) {
    if (days_[i] == Declared::none) continue;
    const int year = year_of(first_ + static_cast<Day>(i));
    if (years.empty() || years.back() != year) years.push_back(year);
  }
  return years;
}

std::vector<HolidayRow> Calendar::rows(int year) const {
  std::vector<HolidayRow> rows;
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const auto day = first_ + static_cast<Day>(i);
    if (days_[i] != Declared::none && year_of(day) == year) rows.push_back({day_text(day), days_[i] == Declared::off ? "off" : "work"});
  }
  return rows;
}

}  // namespace gongting::host::clock
