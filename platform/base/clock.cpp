#include "base/clock.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <memory>
#include <mutex>
#include <vector>

namespace gongting::host {
namespace {

using Clock = std::function<std::int64_t()>;
std::atomic<const Clock*> g_clock{nullptr};

constexpr std::int64_t k_day_ms = 86'400'000;
constexpr std::int64_t k_shanghai_ms = 8 * 3'600'000;

struct Moment {
  int year, month, day, hour, minute, second, ms;
};

Moment split(std::int64_t ms) {
  auto days = ms / k_day_ms;
  auto rest = ms % k_day_ms;
  if (rest < 0) --days, rest += k_day_ms;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {int{date.year()},
          static_cast<int>(unsigned{date.month()}),
          static_cast<int>(unsigned{date.day()}),
          static_cast<int>(rest / 3'600'000),
          static_cast<int>(rest / 60'000 % 60),
          static_cast<int>(rest / 1000 % 60),
          static_cast<int>(rest % 1000)};
}

template <class... Part>
std::string print(const char* format, Part... part) {
  char text[96];
  const int size = std::snprintf(text, sizeof text, format, part...);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

std::int64_t now_ms() {
  if (const auto* clock = g_clock.load(std::memory_order_acquire)) return (*clock)();
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

void set_clock_for_test(std::function<std::int64_t()> clock) {
  // The one before is kept for ever: another thread may be in it just now, and a test sets few. The list is never
  // destroyed either, for a thread may ask for the time while the process ends.
  static std::mutex guard;
  static auto& kept = *new std::vector<std::unique_ptr<const Clock>>;
  const std::lock_guard lock(guard);
  if (!clock) return g_clock.store(nullptr, std::memory_order_release);
  kept.push_back(std::make_unique<const Clock>(std::move(clock)));
  g_clock.store(kept.back().get(), std::memory_order_release);
}

std::string today() { return local_date(now_ms()); }

std::string local_date(std::int64_t ms) {
  const auto at = split(ms + k_shanghai_ms);
  return print("%04d-%02d-%02d", at.year, at.month, at.day);
}

std::string local_time(std::int64_t ms) {
  const auto at = split(ms + k_shanghai_ms);
  return print("%04d-%02d-%02d %02d:%02d", at.year, at.month, at.day, at.hour, at.minute);
}

std::string utc_time(std::int64_t ms) {
  const auto at = split(ms);
  return print("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", at.year, at.month, at.day, at.hour, at.minute, at.second, at.ms);
}

std::int64_t days_from_date(const std::string& date) {
  if (date.size() != 10 || date[4] != '-' || date[7] != '-') return -1;
  int part[3] = {0, 0, 0};
  for (std::size_t i = 0, at = 0; i < date.size(); ++i) {
    if (i == 4 || i == 7) {
      ++at;
      continue;
    }
    if (date[i] < '0' || date[i] > '9') return -1;
    part[at] = part[at] * 10 + (date[i] - '0');
  }
  const std::chrono::year_month_day day{std::chrono::year{part[0]}, std::chrono::month{static_cast<unsigned>(part[1])},
                                        std::chrono::day{static_cast<unsigned>(part[2])}};
  if (!day.ok() || part[0] < 1970) return -1;
  return std::chrono::sys_days{day}.time_since_epoch().count();
}

std::string date_from_days(std::int64_t days) { return local_date(days * k_day_ms - k_shanghai_ms); }

}  // namespace gongting::host
