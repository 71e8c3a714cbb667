// When a point is open: a week's table, and what to tell somebody who looks at it now.
#ifndef GONGTING_SITES_OPENING_HPP
#define GONGTING_SITES_OPENING_HPP

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clock/calendar.hpp"

namespace gongting::host::sites {

/// What a page says, as data: "今日开放 8:30—17:00", "下次开放 周二 14:00", "预约开放".
struct OpenState {
  enum class When { today, later, by_appointment };
  When when = When::by_appointment;
  bool open_now = false;
  int weekday = 0;     // 1 Monday to 7 Sunday, of the day that is meant; 0 by appointment
  int days_ahead = 0;  // 0 today
  std::string from;    // "8:30"; today: the first opening of the day
  std::string to;      // "17:00"; today: the last closing of the day
};

class Opening {
 public:
  Opening() = default;
  /// From {"1":["08:30-12:00","13:30-17:00"],"2":["14:00-17:00"]}; days that are missing are closed; {} or an empty text
  /// is by appointment. Errors: invalid, naming the day.
  static Opening parse(std::string_view json);
  std::string json() const;

  bool by_appointment() const;
  /// On days off by decree nothing is open.
  OpenState at(std::int64_t now_ms, const clock::Calendar& calendar = {}) const;

  struct Span {
    int from = 0, to = 0;  // minutes of the day
  };
  /// The spans of a weekday, 1 Monday to 7 Sunday, in their order.
  const std::vector<Span>& day(int weekday) const { return days_.at(static_cast<std::size_t>(weekday - 1)); }

 private:
  std::array<std::vector<Span>, 7> days_;
};

}  // namespace gongting::host::sites

#endif
