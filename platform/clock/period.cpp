#include "clock/period.hpp"

#include <set>

namespace gongting::host::clock {
namespace {

constexpr std::int64_t k_hour_ms = 3'600'000;
constexpr std::int64_t k_day_ms = 24 * k_hour_ms;
constexpr std::int64_t k_shanghai_ms = 8 * k_hour_ms;

/// Looks days up and remembers which of their years nobody has entered.
class Lookup {
 public:
  explicit Lookup(const Calendar& calendar) : calendar_(calendar) {}
  bool rest(Day day) {
    if (!calendar_.knows(year_of(day))) missing_.insert(year_of(day));
    return calendar_.is_rest_day(day);
  }
  bool worked_weekend(Day day) const { return calendar_.is_worked_weekend(day); }
  const std::set<int>& missing() const { return missing_; }

 private:
  const Calendar& calendar_;
  std::set<int> missing_;
};

std::string amount(const Rule& rule) {
  const auto n = std::to_string(rule.count);
  switch (rule.unit) {
    case Unit::hour: return n + "小时";
    case Unit::day: return n + "日";
    case Unit::working_day: return n + "个工作日";
    case Unit::month: return n + "个月";
    case Unit::year: return n + "年";
  }
  return n;
}

/// Hours start from the next full hour and do not roll over.
void count_hours(const Rule& rule, Day day, int hour, int minute, Period& period) {
  const std::int64_t start = day * 24 + hour + 1;  // also at :00, because the starting hour itself is not counted
  const std::int64_t end = start + rule.count;
  period.due = day_text(end / 24);
  period.due_ms = end * k_hour_ms - k_shanghai_ms;
  const auto clock_text = [](std::int64_t hours) { return std::to_string(hours % 24) + ":00"; };
  period.trail.push_back("从" + day_words(day) + std::to_string(hour) + (minute < 10 ? ":0" : ":") + std::to_string(minute) +
                         "的下一小时" + clock_text(start) + "起算" + amount(rule) + "，到" + day_words(end / 24) + clock_text(end));
}

Day count_working_days(const Rule& rule, Day from, Lookup& calendar, Period& period) {
  Day day = from;
  int rest = 0, worked = 0;
  for (int left = rule.count; left > 0;) {
    ++day;
    if (calendar.rest(day)) {
      ++rest;
      continue;
    }
    if (calendar.worked_weekend(day)) ++worked;
    --left;
  }
  std::string text = "从" + day_words(from) + "的次日起数" + amount(rule) + "，到" + day_words(day);
  if (rest > 0) text += "，其中" + std::to_string(rest) + "天休息日不算";
  if (worked > 0) text += "，调休上班的" + std::to_string(worked) + "天照算";
  period.trail.push_back(std::move(text));
  return day;
}

Day count_calendar_days(const Rule& rule, Day from, Lookup& calendar, Period& period) {
  Day day = rule.unit == Unit::day ? from + rule.count
                                   : add_months(from, rule.unit == Unit::month ? rule.count : 12 * rule.count);
  period.trail.push_back("从" + day_words(from) + "的次日起算" + amount(rule) + "，到" + day_words(day));
  if (rule.roll == Roll::none) return day;
  if (!calendar.rest(day)) {
    if (calendar.worked_weekend(day)) period.trail.push_back("最后一日是调休上班日，不顺延");
    return day;
  }
  while (calendar.rest(day)) ++day;
  period.trail.push_back("最后一日是休息日，顺延到其后的第一个工作日：" + day_words(day));
  return day;
}

int two_digits(std::string_view text, std::size_t at) {
  const char a = text[at], b = text[at + 1];
  return a < '0' || a > '9' || b < '0' || b > '9' ? 99 : (a - '0') * 10 + (b - '0');
}

}  // namespace

Period compute(const Rule& rule, std::string_view from, const Calendar& calendar) {
  const auto day = parse_day(from.substr(0, 10));
  int hour = 0, minute = 0;
  bool good = day.has_value() && (from.size() == 10 || rule.unit == Unit::hour);
  if (good && rule.unit == Unit::hour) {
    good = from.size() == 16 && from[10] == 'T' && from[13] == ':';
    if (good) hour = two_digits(from, 11), minute = two_digits(from, 14);
    good = good && hour < 24 && minute < 60;
  }
  if (!good)
    throw Error{Kind::bad_input, "the start of " + rule.id + " is \"" + std::string(from) + "\"; write " +
                                     (rule.unit == Unit::hour ? "yyyy-mm-ddTHH:MM" : "yyyy-mm-dd")};
  Period period;
  period.rule = rule.id, period.article = rule.article, period.status = rule.status;
  if (rule.unit == Unit::hour) {
    count_hours(rule, *day, hour, minute, period);
    return period;
  }
  Lookup lookup(calendar);
  const Day due = rule.unit == Unit::working_day ? count_working_days(rule, *day, lookup, period)
                                                 : count_calendar_days(rule, *day, lookup, period);
  period.due = day_text(due);
  period.due_ms = (due + 1) * k_day_ms - k_shanghai_ms;
  for (const int year : lookup.missing()) {
    period.calendar_missing = true;
    period.trail.push_back(std::to_string(year) + "年的放假安排还没有录入，只按周末推算，请核对后使用");
  }
  return period;
}

}  // namespace gongting::host::clock
