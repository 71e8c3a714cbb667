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

/// Writes down step by step what is counted.
class Trail {
 public:
  explicit Trail(std::vector<Step>& steps) : steps_(steps) { steps_.reserve(8); }
  Step& add(StepKind kind) {
    auto& step = steps_.emplace_back();
    step.kind = kind;
    return step;
  }
  void add(StepKind kind, Day day) { add(kind).day = day; }
  void add(StepKind kind, const std::string& text) { add(kind).text = text; }
  void add(StepKind kind, Unit unit, int count, Day day = 0) {
    auto& step = add(kind);
    step.unit = unit, step.count = count, step.day = day;
  }

 private:
  std::vector<Step>& steps_;
};

void tell_event(Trail& trail, const Rule& rule, const Moment& from) {
  auto& step = trail.add(rule.kind == RuleKind::before ? StepKind::target : StepKind::event);
  step.text = rule.start, step.day = from.day;
  if (rule.unit == Unit::hour) step.hour = static_cast<std::int8_t>(from.hour), step.minute = static_cast<std::int8_t>(from.minute);
}

void tell_extension(Trail& trail, const Rule& rule, int extend) {
  if (extend == 0) return;
  const auto& more = rule.extension;
  const bool far = more.most > 0 && extend > more.most;
  auto& step = trail.add(far ? StepKind::extended_far : StepKind::extended);
  step.unit = rule.unit, step.count = extend, step.text = more.by;
  if (far) step.more = more.most, step.text2 = more.further;
}

/// Hours start from the next full hour and do not roll over (Interpretation of the Civil Procedure Law 125).
void count_hours(const Rule& rule, const Ask& ask, const Moment& from, Lookup& calendar, Period& period, Trail& trail) {
  const std::int64_t start = from.day * 24 + from.hour + 1;  // also at :00, because the starting hour itself is not counted
  const std::int64_t end = start + rule.count + ask.extend;
  auto& step = trail.add(StepKind::hours);
  step.day = start / 24, step.hour = static_cast<std::int8_t>(start % 24);
  step.unit = rule.unit, step.count = rule.count + ask.extend;
  step.day2 = end / 24, step.hour2 = static_cast<std::int8_t>(end % 24);
  trail.add(StepKind::hours_stay);
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
Day last_day(const Rule& rule, int count, Day before, Lookup& calendar, Step* step) {
  switch (rule.unit) {
    case Unit::month: return add_months(before, count);
    case Unit::year: return add_months(before, 12 * count);
    case Unit::working_day: {
      int rest = 0, worked = 0;
      const auto day = working_days(count, before, calendar, rest, worked);
      if (step != nullptr) step->more = rest, step->extra = worked;
      return day;
    }
    default: return before + count;
  }
}

/// A period whose last day is a rest day ends on the first working day after it (Civil Procedure Law 85).
Day rolled(const Rule& rule, Day day, Lookup& calendar, Trail& trail) {
  if (rule.roll == Roll::none) {
    trail.add(StepKind::lapses);
    return day;
  }
  if (!calendar.rest(day)) {
    if (calendar.worked_weekend(day)) trail.add(StepKind::worked);
    return day;
  }
  const auto after = calendar.forward(day);
  trail.add(StepKind::rolled, after);
  return after;
}

Day count_after(const Rule& rule, const Ask& ask, Day from, Lookup& calendar, Period& period, Trail& trail) {
  const Day before = rule.first_day_counts ? from - 1 : from;
  if (rule.count > 0) trail.add(rule.first_day_counts ? StepKind::included : StepKind::excluded, before + 1);
  tell_extension(trail, rule, ask.extend);
  auto& counted = trail.add(rule.count == 0 ? StepKind::same_day : StepKind::amount);
  Day day = last_day(rule, rule.count + ask.extend, before, calendar, &counted);
  counted.unit = rule.unit, counted.count = rule.count + ask.extend, counted.day = day;
  if (ask.pause > 0) {
    day += ask.pause;
    auto& pause = trail.add(StepKind::paused);
    pause.count = ask.pause, pause.day = day;
    for (std::size_t i = 0; i < rule.pauses.size(); ++i) pause.text += (i > 0 ? "、" : "") + rule.pauses[i];
  }
  day = rolled(rule, day, calendar, trail);
  Day task = day;
  if (rule.task_count > 0) {
    task = std::min(day, last_day(rule, rule.task_count, before, calendar, nullptr) + ask.pause);
    trail.add(StepKind::inner, rule.unit, rule.task_count);
  }
  period.task_due = day_text(calendar.back(task));
  return day;
}

Day count_before(const Rule& rule, Day from, Lookup& calendar, Period& period, Trail& trail) {
  const Day day = rule.unit == Unit::month ? add_months(from, -rule.count) : from - rule.count;
  trail.add(StepKind::back, rule.unit, rule.count, day);
  const auto task = calendar.back(day);
  if (task != day) trail.add(StepKind::task_back, task);
  period.task_due = day_text(task);
  return day;
}

Day count_every(const Rule& rule, Day from, Lookup& calendar, Period& period, Trail& trail) {
  const Day day = rule.unit == Unit::week ? week_end(from) : rule.unit == Unit::month ? month_end(from) : quarter_end(from);
  trail.add(rule.unit == Unit::week ? StepKind::week : rule.unit == Unit::month ? StepKind::month : StepKind::quarter, day);
  const auto task = calendar.back(day);
  if (task != day) trail.add(StepKind::task_back, task);
  period.task_due = day_text(task);
  return day;
}

void tell_rule(const Rule& rule, bool checked, Trail& trail) {
  trail.add(StepKind::source, rule.article);
  if (rule.bound == "at_least") trail.add(StepKind::at_least);
  if (rule.bound == "at_most") trail.add(StepKind::at_most);
  if (rule.fixed) trail.add(StepKind::fixed);
  if (!rule.note.empty()) trail.add(StepKind::note, rule.note);
  if (!checked) trail.add(StepKind::unchecked);
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
    trail.add(StepKind::no_holidays).count = year;
  return period;
}

}  // namespace gongting::host::clock
