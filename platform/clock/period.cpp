#include "clock/period.hpp"

#include <algorithm>

#include "gongting/error.hpp"

namespace gongting::host::clock {
namespace {

constexpr std::int64_t k_hour_ms = 3'600'000;
constexpr std::int64_t k_day_ms = 24 * k_hour_ms;
constexpr std::int64_t k_shanghai_ms = 8 * k_hour_ms;
constexpr int k_most = 10'000;  // days, months or years: beyond any period there is

/// Looks days up and remembers which years were looked at that nobody has entered.
class Lookup {
 public:
  explicit Lookup(const Calendar& calendar) : calendar_(calendar) {}
  bool rest(Day day) {
    const int year = year_of(day);
    if (year != last_year_) {
      last_year_ = year;
      if (!calendar_.knows(year) && std::find(missing_.begin(), missing_.end(), year) == missing_.end()) missing_.push_back(year);
    }
    return calendar_.is_rest_day(day);
  }
  bool worked_weekend(Day day) const { return calendar_.is_worked_weekend(day); }
  Day forward(Day day) {
    while (rest(day)) ++day;
    return day;
  }
  Day back(Day day) {
    while (rest(day)) --day;
    return day;
  }
  std::vector<int>& missing() { return missing_; }

 private:
  const Calendar& calendar_;
  std::vector<int> missing_;
  int last_year_ = -1;
};

struct Moment {
  Day day = 0;
  int hour = 0, minute = 0;
  bool has_time = false;
};

int two_digits(std::string_view text) {
  const char a = text[0], b = text[1];
  return a < '0' || a > '9' || b < '0' || b > '9' ? 99 : (a - '0') * 10 + (b - '0');
}

Moment read_moment(const Rule& rule, std::string_view from) {
  Moment at;
  const auto day = parse_day(from.substr(0, 10));
  bool good = day.has_value() && (from.size() == 10 || from.size() == 16);
  if (good && from.size() == 16) {
    at.hour = two_digits(from.substr(11)), at.minute = two_digits(from.substr(14)), at.has_time = true;
    good = from[10] == 'T' && from[13] == ':' && at.hour < 24 && at.minute < 60;
  }
  if (!good || (rule.unit == Unit::hour && !at.has_time))
    throw Error{Kind::bad_input, "the start of " + rule.id + " is \"" + std::string(from.substr(0, 40)) + "\"; write " +
                                     (rule.unit == Unit::hour ? "yyyy-mm-ddTHH:MM, because it runs in hours" : "yyyy-mm-dd")};
  at.day = *day;
  return at;
}

[[noreturn]] void refuse(const Rule& rule, const std::string& why) { throw Error{Kind::bad_input, rule.id + " " + why}; }

void check_ask(const Rule& rule, const Ask& ask) {
  if (rule.kind == RuleKind::pause) {
    std::string others;
    for (const auto& one : rule.of) others += (others.empty() ? "" : ", ") + one;
    refuse(rule, "has no period of its own: it is time that " + others + " do not count; give it there as a pause");
  }
  if (ask.pause < 0 || ask.pause > k_most) refuse(rule, "takes a pause of 0 to " + std::to_string(k_most) + " days");
  if (ask.extend < 0 || ask.extend > k_most) refuse(rule, "takes an extension of 0 to " + std::to_string(k_most));
  if (rule.fixed && (ask.pause > 0 || ask.extend > 0))
    refuse(rule, "is a fixed period (不变期间): it is neither suspended, interrupted nor extended");
  if (ask.pause > 0 && rule.pauses.empty()) refuse(rule, "knows no time that is not counted");
  if (ask.extend > 0 && !rule.has_extension) refuse(rule, "cannot be extended");
  const auto& more = rule.extension;
  if (ask.extend > 0 && more.most > 0 && ask.extend > more.most && more.further.empty()) {
    std::string words;
    append_amount(words, rule.unit, more.most);
    refuse(rule, "can be extended by " + words + " at most (" + more.by + ")");
  }
}

void append_time(std::string& text, int hour, int minute) {
  text += std::to_string(hour);
  text += minute < 10 ? ":0" : ":";
  text += std::to_string(minute);
}

/// Writes down step by step what is counted.
class Trail {
 public:
  explicit Trail(std::vector<std::string>& lines) : lines_(lines) { lines_.reserve(6); }
  std::string& line(const char* begin) {
    auto& text = lines_.emplace_back();
    text.reserve(120);
    return text.append(begin);
  }
  void day(const char* before, Day day, const char* after = "") {
    auto& text = line(before);
    append_day(text, day);
    text += after;
  }

 private:
  std::vector<std::string>& lines_;
};

void tell_event(Trail& trail, const Rule& rule, const Moment& from) {
  auto& text = trail.line(rule.kind == RuleKind::before ? "基准日：" : "起算事由：");
  text += rule.start;
  text += "，";
  append_day(text, from.day);
  if (rule.unit == Unit::hour) append_time(text, from.hour, from.minute);
}

void tell_extension(Trail& trail, const Rule& rule, int extend) {
  if (extend == 0) return;
  const auto& more = rule.extension;
  auto& text = trail.line("延长：");
  append_amount(text, rule.unit, extend);
  text += "，";
  text += more.by;
  if (more.most > 0 && extend > more.most) {
    text += "；超过";
    append_amount(text, rule.unit, more.most);
    text += "的部分，";
    text += more.further;
  }
}

/// Hours start from the next full hour and do not roll over (Interpretation of the Civil Procedure Law 125).
void count_hours(const Rule& rule, const Ask& ask, const Moment& from, Lookup& calendar, Period& period, Trail& trail) {
  const std::int64_t start = from.day * 24 + from.hour + 1;  // also at :00, because the starting hour itself is not counted
  const std::int64_t end = start + rule.count + ask.extend;
  auto& text = trail.line("开始的时不计算在内，从");
  append_day(text, start / 24);
  append_time(text, static_cast<int>(start % 24), 0);
  text += "起算";
  append_amount(text, rule.unit, rule.count + ask.extend);
  text += "，到";
  append_day(text, end / 24);
  append_time(text, static_cast<int>(end % 24), 0);
  trail.line("以小时计算的期间不因休息日顺延");
  const auto hour = std::to_string(end % 24);
  period.due = day_text(end / 24) + (hour.size() == 1 ? "T0" : "T") + hour + ":00";
  period.due_ms = end * k_hour_ms - k_shanghai_ms;
  period.task_due = day_text(calendar.back(end / 24));
}

Day working_days(int count, Day day, Lookup& calendar, int& rest, int& worked) {
  for (int left = count; left > 0;) {
    ++day;
    if (calendar.rest(day)) {
      ++rest;
      continue;
    }
    if (calendar.worked_weekend(day)) ++worked;
    --left;
  }
  return day;
}

/// The last day of `count` units after the day before the first that is counted.
Day last_day(const Rule& rule, int count, Day before, Lookup& calendar, std::string* words) {
  switch (rule.unit) {
    case Unit::month: return add_months(before, count);
    case Unit::year: return add_months(before, 12 * count);
    case Unit::working_day: {
      int rest = 0, worked = 0;
      const auto day = working_days(count, before, calendar, rest, worked);
      if (words != nullptr && rest > 0) *words += "，其中" + std::to_string(rest) + "天休息日不算";
      if (words != nullptr && worked > 0) *words += "，调休上班的" + std::to_string(worked) + "天照算";
      return day;
    }
    default: return before + count;
  }
}

/// A period whose last day is a rest day ends on the first working day after it (Civil Procedure Law 85).
Day rolled(const Rule& rule, Day day, Lookup& calendar, Trail& trail) {
  if (rule.roll == Roll::none) {
    trail.line("届满即止，遇休息日不顺延");
    return day;
  }
  if (!calendar.rest(day)) {
    if (calendar.worked_weekend(day)) trail.line("最后一日是调休上班日，不顺延");
    return day;
  }
  const auto after = calendar.forward(day);
  trail.day("最后一日是休息日，顺延到其后的第一个工作日：", after);
  return after;
}

Day count_after(const Rule& rule, const Ask& ask, Day from, Lookup& calendar, Period& period, Trail& trail) {
  const Day before = rule.first_day_counts ? from - 1 : from;
  if (rule.count > 0) trail.day(rule.first_day_counts ? "开始之日计算在内，从" : "开始之日不计算在内，从", before + 1, "起算");
  tell_extension(trail, rule, ask.extend);
  std::string excluded;
  Day day = last_day(rule, rule.count + ask.extend, before, calendar, &excluded);
  auto& text = trail.line(rule.count == 0 ? "当日完成" : "期间");
  if (rule.count > 0) append_amount(text, rule.unit, rule.count + ask.extend);
  text += "，到";
  append_day(text, day);
  text += excluded;
  if (ask.pause > 0) {
    day += ask.pause;
    auto& pause = trail.line("扣除");
    pause += std::to_string(ask.pause);
    pause += "日（";
    for (std::size_t i = 0; i < rule.pauses.size(); ++i) pause += (i > 0 ? "、" : "") + rule.pauses[i];
    pause += "），到";
    append_day(pause, day);
  }
  day = rolled(rule, day, calendar, trail);
  Day task = day;
  if (rule.task_count > 0) {
    task = std::min(day, last_day(rule, rule.task_count, before, calendar, nullptr) + ask.pause);
    auto& inner = trail.line("平台内部提醒期限");
    append_amount(inner, rule.unit, rule.task_count);
  }
  period.task_due = day_text(calendar.back(task));
  return day;
}

Day count_before(const Rule& rule, Day from, Lookup& calendar, Period& period, Trail& trail) {
  const Day day = rule.unit == Unit::month ? add_months(from, -rule.count) : from - rule.count;
  auto& text = trail.line("往前推");
  append_amount(text, rule.unit, rule.count);
  text += "，最迟";
  append_day(text, day);
  const auto task = calendar.back(day);
  if (task != day) trail.day("这一天是休息日，工作应提前到其前的最后一个工作日：", task);
  period.task_due = day_text(task);
  return day;
}

Day count_every(const Rule& rule, Day from, Lookup& calendar, Period& period, Trail& trail) {
  const Day day = rule.unit == Unit::week ? week_end(from) : rule.unit == Unit::month ? month_end(from) : quarter_end(from);
  trail.day(rule.unit == Unit::week ? "每周一次，本周最后一日：" : rule.unit == Unit::month ? "每月一次，本月最后一日：" : "每季度一次，本季度最后一日：", day);
  const auto task = calendar.back(day);
  if (task != day) trail.day("这一天是休息日，工作应提前到其前的最后一个工作日：", task);
  period.task_due = day_text(task);
  return day;
}

void tell_rule(const Rule& rule, bool checked, Trail& trail) {
  auto& text = trail.line("依据：");
  text += rule.article;
  if (rule.bound == "at_least") trail.line("这是法律规定的最短期间，具体长短由法院确定");
  if (rule.bound == "at_most") trail.line("这是法律规定的最长期间，具体长短由法院确定");
  if (rule.fixed) trail.line("不变期间：不中止、不中断、不延长");
  if (!rule.note.empty()) trail.line(rule.note.c_str());
  if (!checked) trail.line(k_to_be_checked);
}

}  // namespace

Period compute(const Rule& rule, const Ask& ask, const Calendar& calendar) {
  check_ask(rule, ask);
  const auto from = read_moment(rule, ask.from);
  Period period;
  period.rule = rule.id, period.title = rule.title, period.article = rule.article;
  period.status = ask.extend > 0 && rule.status == "verified" ? rule.extension.status : rule.status;
  Trail trail(period.trail);
  Lookup lookup(calendar);
  tell_event(trail, rule, from);
  if (rule.unit == Unit::hour) {
    count_hours(rule, ask, from, lookup, period, trail);
  } else {
    const Day due = rule.kind == RuleKind::before  ? count_before(rule, from.day, lookup, period, trail)
                    : rule.kind == RuleKind::every ? count_every(rule, from.day, lookup, period, trail)
                                                   : count_after(rule, ask, from.day, lookup, period, trail);
    period.due = day_text(due);
    period.due_ms = (due + 1) * k_day_ms - k_shanghai_ms;
  }
  if (ask.approved && period.status != "verified") period.status = "signed";
  tell_rule(rule, period.consequence_allowed(), trail);
  period.missing_years = std::move(lookup.missing());
  for (const int year : period.missing_years)
    trail.line((std::to_string(year) + "年的放假安排还没有录入，只按周末推算，请核对后使用").c_str());
  return period;
}

}  // namespace gongting::host::clock
