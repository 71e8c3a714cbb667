// Dates, times and amounts as people read them. Dates are yyyy-mm-dd, the day of Asia/Shanghai (+08:00 all year).
#ifndef GONGTING_FORMAT_HPP
#define GONGTING_FORMAT_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace gongting {

namespace detail {

struct Day {
  std::int64_t year;
  int month, day;
};

/// Civil date of a day number (0 is 1970-01-01), proleptic Gregorian calendar.
constexpr Day day_of(std::int64_t number) {
  number += 719468;
  const std::int64_t era = (number >= 0 ? number : number - 146096) / 146097;
  const std::int64_t doe = number - era * 146097;
  const std::int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  const std::int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  const std::int64_t mp = (5 * doy + 2) / 153;
  const int month = static_cast<int>(mp < 10 ? mp + 3 : mp - 9);
  return {yoe + era * 400 + (month <= 2 ? 1 : 0), month, static_cast<int>(doy - (153 * mp + 2) / 5 + 1)};
}

/// Day number (0 is 1970-01-01) of a civil date.
constexpr std::int64_t day_number(std::int64_t year, int month, int day) {
  year -= month <= 2 ? 1 : 0;
  const std::int64_t era = (year >= 0 ? year : year - 399) / 400, yoe = year - era * 400;
  const std::int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719468;
}

/// The number that these digits are.
constexpr int digits_at(std::string_view text, std::size_t at, std::size_t size) {
  int value = 0;
  for (std::size_t i = at; i < at + size; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

constexpr std::int64_t day_number(std::string_view date) {
  return date.size() < 10 ? 0 : day_number(digits_at(date, 0, 4), digits_at(date, 5, 2), digits_at(date, 8, 2));
}

constexpr int days_in_month(std::int64_t year, int month) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

inline std::string digits(std::int64_t number, std::size_t width) {
  std::string text = std::to_string(number);
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

inline std::string date_text(std::int64_t year, int month, int day) {
  return digits(year, 4) + '-' + digits(month, 2) + '-' + digits(day, 2);
}

inline constexpr std::int64_t k_day_ms = 86'400'000;
inline constexpr std::int64_t k_shanghai_ms = 8 * 3'600'000;
constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace detail

/// "2026-11-21": the day of this moment (ms UTC) in Shanghai.
inline std::string date_of(std::int64_t ms) {
  const auto day = detail::day_of(detail::floor_div(ms + detail::k_shanghai_ms, detail::k_day_ms));
  return detail::date_text(day.year, day.month, day.day);
}

/// "2026-11-21 10:48": this moment (ms UTC) in Shanghai.
inline std::string time_of(std::int64_t ms) {
  const auto local = ms + detail::k_shanghai_ms;
  const auto minute = (local - detail::floor_div(local, detail::k_day_ms) * detail::k_day_ms) / 60'000;
  return date_of(ms) + ' ' + detail::digits(minute / 60, 2) + ':' + detail::digits(minute % 60, 2);
}

/// Whether this is yyyy-mm-dd and a day that exists.
inline bool is_date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (i != 4 && i != 7 && (text[i] < '0' || text[i] > '9')) return false;
  const int year = detail::digits_at(text, 0, 4), month = detail::digits_at(text, 5, 2), day = detail::digits_at(text, 8, 2);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= detail::days_in_month(year, month);
}

/// Days from one date to another, both yyyy-mm-dd; negative when the second is the earlier one.
constexpr std::int64_t days_between(std::string_view from, std::string_view to) {
  return detail::day_number(to) - detail::day_number(from);
}

/// The date that many days later. Court days and periods are the clock's (gongting/clock.hpp), not this.
inline std::string days_later(std::string_view date, std::int64_t days) {
  const auto day = detail::day_of(detail::day_number(date) + days);
  return detail::date_text(day.year, day.month, day.day);
}

/// 1 for Monday to 7 for Sunday.
constexpr int weekday_of(std::string_view date) {
  const auto days = detail::day_number(date) + 3;
  return static_cast<int>(days - detail::floor_div(days, 7) * 7) + 1;
}

/// "48,000.50" for 4800050 fen.
inline std::string yuan(std::int64_t fen) {
  auto left = fen < 0 ? 0 - static_cast<std::uint64_t>(fen) : static_cast<std::uint64_t>(fen);
  char text[40];
  char *const end = text + sizeof text, *at = end;
  for (int place = -2; place <= 0 || left > 0; ++place) {  // from the last digit to the first
    if (place == 0) *--at = '.';
    if (place > 0 && place % 3 == 0) *--at = ',';
    *--at = static_cast<char>('0' + left % 10);
    left /= 10;
  }
  if (fen < 0) *--at = '-';
  return {at, end};
}

}  // namespace gongting

#endif
