#include "sites/opening.hpp"

#include <algorithm>
#include <cstdio>

#include "base/clock.hpp"
#include "base/json.hpp"

namespace gongting::host::sites {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000;
constexpr std::int64_t k_shanghai_ms = 8 * 3'600'000;

[[noreturn]] void refuse(const std::string& day, const std::string& text) {
  throw Error{Kind::invalid, "opening times, day " + day + ": \"" + text + "\" is not like 08:30-12:00"};
}

/// Minutes of "08:30" or "8:30"; -1 for anything else.
int minutes(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon < 1 || colon > 2 || text.size() != colon + 3) return -1;
  int part[2] = {0, 0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i == colon) continue;
    if (text[i] < '0' || text[i] > '9') return -1;
    auto& number = part[i < colon ? 0 : 1];
    number = number * 10 + (text[i] - '0');
  }
  if (part[1] > 59 || part[0] > 24 || (part[0] == 24 && part[1] > 0)) return -1;
  return part[0] * 60 + part[1];
}

std::string clock_text(int minute, const char* format = "%d:%02d") {
  char text[16];
  std::snprintf(text, sizeof text, format, minute / 60, minute % 60);
  return text;
}

}  // namespace

Opening Opening::parse(std::string_view json) {
  Opening opening;
  if (json.empty()) return opening;
  const auto value = parse_json(json, 4);
  if (!std::holds_alternative<Fields>(value.data()))
    throw Error{Kind::invalid, "opening times must be an object of weekdays, 1 Monday to 7 Sunday"};
  for (const auto& [key, spans] : Json(value).fields()) {
    if (key.size() != 1 || key[0] < '1' || key[0] > '7')
      throw Error{Kind::invalid, "opening times: \"" + key + "\" is no weekday, 1 Monday to 7 Sunday"};
    auto& day = opening.days_[static_cast<std::size_t>(key[0] - '1')];
    if (!std::holds_alternative<List>(spans.data()))
      throw Error{Kind::invalid, "opening times, day " + key + ": must be a list like [\"08:30-12:00\"]"};
    for (const auto& item : Json(spans).items()) {
      const auto text = Json(item).text();
      const auto dash = text.find('-');
      if (dash == std::string::npos) refuse(key, text);
      const Span span{minutes(std::string_view(text).substr(0, dash)),
                      minutes(std::string_view(text).substr(dash + 1))};
      if (span.from < 0 || span.to < 0 || span.from >= span.to) refuse(key, text);
      if (!day.empty() && day.back().to > span.from)
        throw Error{Kind::invalid,
                    "opening times, day " + key + ": " + text + " begins before the span before it ends"};
      day.push_back(span);
    }
  }
  return opening;
}

std::string Opening::json() const {
  Fields week;
  for (std::size_t day = 0; day < days_.size(); ++day) {
    if (days_[day].empty()) continue;
    List spans;
    for (const auto& span : days_[day])
      spans.emplace_back(clock_text(span.from, "%02d:%02d") + "-" + clock_text(span.to, "%02d:%02d"));
    week.emplace_back(std::to_string(day + 1), spans);
  }
  return to_json(week);
}

bool Opening::by_appointment() const {
  return std::all_of(days_.begin(), days_.end(), [](const auto& day) { return day.empty(); });
}

OpenState Opening::at(std::int64_t now_ms, const clock::Calendar& calendar) const {
  OpenState state;
  if (by_appointment()) return state;
  const auto local = now_ms + k_shanghai_ms;
  const auto first_day = local / k_day_ms;
  const int minute = static_cast<int>(local % k_day_ms / 60'000);
  // A fortnight and a day: the longest holiday by decree is eight days, so a weekly opening always comes up.
  for (int ahead = 0; ahead <= 15; ++ahead) {
    const auto day_number = first_day + ahead;
    const int weekday = static_cast<int>((day_number + 3) % 7) + 1;  // 1970-01-01 was a Thursday
    const auto& spans = day(weekday);
    if (spans.empty() || calendar.is_day_off(day_number)) continue;
    if (ahead == 0 && spans.back().to <= minute) continue;
    state.when = ahead == 0 ? OpenState::When::today : OpenState::When::later;
    state.weekday = weekday;
    state.days_ahead = ahead;
    state.from = clock_text(spans.front().from);
    state.to = clock_text(spans.back().to);
    state.open_now = ahead == 0 && std::any_of(spans.begin(), spans.end(), [&](const Span& span) {
                       return span.from <= minute && minute < span.to;
                     });
    return state;
  }
  return state;
}

}  // namespace gongting::host::sites
