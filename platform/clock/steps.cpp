#include "clock/steps.hpp"

#include <algorithm>
#include <array>

#include "gongting/error.hpp"

namespace gongting::host::clock {
namespace {

struct Words {
  StepKind kind;
  std::string_view name, zh, en;
};

// {d} {e}: the days; {t} {u}: texts; {a} {b}: the amounts `count` and `more`; {n} {m} {x}: the numbers count, more, extra;
// {h} {i}: the hours.
constexpr std::array k_words{
    Words{StepKind::event, "event", "起算事由：{t}，{d}", "Event: {t}, {d}"},
    Words{StepKind::target, "target", "基准日：{t}，{d}", "Counted back from: {t}, {d}"},
    Words{StepKind::excluded, "excluded", "开始之日不计算在内，从{d}起算", "The starting day is not counted: from {d}"},
    Words{StepKind::included, "included", "开始之日计算在内，从{d}起算", "The starting day is counted: from {d}"},
    Words{StepKind::extended, "extended", "延长：{a}，{t}", "Extended by {a}: {t}"},
    Words{StepKind::extended_far, "extended_far", "延长：{a}，{t}；超过{b}的部分，{u}", "Extended by {a}: {t}; what is beyond {b}: {u}"},
    Words{StepKind::hours, "hours", "开始的时不计算在内，从{d}{h}起算{a}，到{e}{i}",
          "The starting hour is not counted: {a} from {d}, {h}, until {e}, {i}"},
    Words{StepKind::hours_stay, "hours_stay", "以小时计算的期间不因休息日顺延", "A period in hours does not move because of rest days"},
    Words{StepKind::amount, "amount", "期间{a}，到{d}", "{a}, until {d}"},
    Words{StepKind::same_day, "same_day", "当日完成，到{d}", "On the day itself, {d}"},
    Words{StepKind::paused, "paused", "扣除{n}日（{t}），到{d}", "{n} days not counted ({t}), until {d}"},
    Words{StepKind::lapses, "lapses", "届满即止，遇休息日不顺延", "Ends as it is, on a rest day too"},
    Words{StepKind::worked, "worked", "最后一日是调休上班日，不顺延", "The last day is a worked weekend: it does not move"},
    Words{StepKind::rolled, "rolled", "最后一日是休息日，顺延到其后的第一个工作日：{d}", "The last day is a rest day: on to the next working day, {d}"},
    Words{StepKind::inner, "inner", "平台内部提醒期限{a}", "The platform's own limit: {a}"},
    Words{StepKind::back, "back", "往前推{a}，最迟{d}", "{a} back: {d} at the latest"},
    Words{StepKind::task_back, "task_back", "这一天是休息日，工作应提前到其前的最后一个工作日：{d}",
          "That is a rest day: the work is due on the working day before, {d}"},
    Words{StepKind::week, "week", "每周一次，本周最后一日：{d}", "Once a week; the last day of this one: {d}"},
    Words{StepKind::month, "month", "每月一次，本月最后一日：{d}", "Once a month; the last day of this one: {d}"},
    Words{StepKind::quarter, "quarter", "每季度一次，本季度最后一日：{d}", "Once a quarter; the last day of this one: {d}"},
    Words{StepKind::source, "source", "依据：{t}", "Source: {t}"},
    Words{StepKind::at_least, "at_least", "这是法律规定的最短期间，具体长短由法院确定", "This is the shortest the law allows; the court sets how long it is"},
    Words{StepKind::at_most, "at_most", "这是法律规定的最长期间，具体长短由法院确定", "This is the longest the law allows; the court sets how long it is"},
    Words{StepKind::fixed, "fixed", "不变期间：不中止、不中断、不延长", "A fixed period: neither suspended, interrupted nor extended"},
    Words{StepKind::note, "note", "{t}", "{t}"},
    Words{StepKind::unchecked, "unchecked", "待核：规则尚未经核对，只供参考，不会自动产生后果",
          "To be checked: nobody has checked this rule yet; nothing follows from it by itself"},
    Words{StepKind::no_holidays, "no_holidays", "{n}年的放假安排还没有录入，只按周末推算，请核对后使用",
          "The holidays of {n} are not known; only weekends were counted: please check the date"},
    Words{StepKind::recomputed, "recomputed", "放假安排有变动，从{d}改为{e}", "The holidays were changed: from {d} to {e}"},
};

bool words_stand_by_kind() {
  for (std::size_t i = 0; i < k_words.size(); ++i)
    if (static_cast<std::size_t>(k_words[i].kind) != i) return false;
  return true;
}

void append_english_day(std::string& text, Day day) {
  static constexpr const char* k_weekdays[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
  static constexpr const char* k_months[] = {"January", "February", "March", "April", "May", "June",
                                             "July", "August", "September", "October", "November", "December"};
  const auto plain = day_text(day);
  const auto month = (plain[5] - '0') * 10 + plain[6] - '0';
  text += k_weekdays[weekday_of(day)];
  text += ' ';
  text += std::to_string((plain[8] - '0') * 10 + plain[9] - '0');
  text += ' ';
  text += k_months[month - 1];
  text += ' ';
  text += plain.substr(0, 4);
}

void append_english_amount(std::string& text, Unit unit, int count) {
  static constexpr const char* k_units[] = {"hour", "day", "working day", "week", "month", "quarter", "year"};
  text += std::to_string(count);
  text += ' ';
  text += k_units[static_cast<std::size_t>(unit)];
  if (count != 1) text += 's';
}

void append_time(std::string& text, int hour, int minute) {
  text += std::to_string(hour);
  text += minute < 10 ? ":0" : ":";
  text += std::to_string(minute);
}

void append_value(std::string& text, char which, const Step& step, bool english) {
  const auto day = [&](Day of) { english ? append_english_day(text, of) : append_day(text, of); };
  const auto amount = [&](int of) { english ? append_english_amount(text, step.unit, of) : append_amount(text, step.unit, of); };
  switch (which) {
    case 'd': day(step.day); return;
    case 'e': day(step.day2); return;
    case 't': text += step.text; return;
    case 'u': text += step.text2; return;
    case 'a': amount(step.count); return;
    case 'b': amount(step.more); return;
    case 'n': text += std::to_string(step.count); return;
    case 'h': append_time(text, step.hour, step.minute); return;
    case 'i': append_time(text, step.hour2, 0); return;
    default: return;
  }
}

/// What a pattern cannot leave out.
void append_more(std::string& text, const Step& step, bool english) {
  if ((step.kind == StepKind::event || step.kind == StepKind::target) && step.hour >= 0) {
    if (english) text += ", ";
    append_time(text, step.hour, step.minute);
  }
  if (step.kind != StepKind::amount) return;
  if (step.more > 0) text += english ? ", " + std::to_string(step.more) + " rest days left out" : "，其中" + std::to_string(step.more) + "天休息日不算";
  if (step.extra > 0) text += english ? ", " + std::to_string(step.extra) + " worked weekend days counted" : "，调休上班的" + std::to_string(step.extra) + "天照算";
}

std::int64_t number(const Value& value) {
  const auto* integer = std::get_if<std::int64_t>(&value.data());
  return integer == nullptr ? 0 : *integer;
}

std::string words(const Value& value) {
  const auto* text = std::get_if<std::string>(&value.data());
  return text == nullptr ? std::string() : *text;
}

}  // namespace

std::string told(const Step& step, std::string_view locale) {
  static const bool in_order = words_stand_by_kind();
  if (!in_order) throw Error{Kind::internal, "the words of the steps do not stand in the order of their kinds"};
  const bool english = locale == "en";
  const auto& found = k_words[static_cast<std::size_t>(step.kind)];
  const auto pattern = english ? found.en : found.zh;
  std::string text;
  text.reserve(120);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '{') {
      text += pattern[i];
      continue;
    }
    append_value(text, pattern[i + 1], step, english);
    i += 2;
  }
  append_more(text, step, english);
  return text;
}

std::vector<std::string> told(const std::vector<Step>& steps, std::string_view locale) {
  std::vector<std::string> texts;
  texts.reserve(steps.size());
  for (const auto& step : steps) texts.push_back(told(step, locale));
  return texts;
}

Fields step_fields(const Step& step) {
  Fields fields{{"step", k_words[static_cast<std::size_t>(step.kind)].name}};
  const auto add = [&](const char* name, std::int64_t value, std::int64_t otherwise) {
    if (value != otherwise) fields.emplace_back(name, value);
  };
  add("unit", static_cast<std::int64_t>(step.unit), static_cast<std::int64_t>(Unit::day));
  add("hour", step.hour, -1), add("minute", step.minute, 0), add("hour2", step.hour2, 0);
  add("count", step.count, 0), add("more", step.more, 0), add("extra", step.extra, 0);
  add("day", step.day, 0), add("day2", step.day2, 0);
  if (!step.text.empty()) fields.emplace_back("text", step.text);
  if (!step.text2.empty()) fields.emplace_back("text2", step.text2);
  return fields;
}

Step read_step(const Fields& fields) {
  Step step;
  bool known = false;
  for (const auto& [name, value] : fields) {
    if (name == "step") {
      const auto wanted = words(value);
      const auto found = std::find_if(k_words.begin(), k_words.end(), [&](const Words& one) { return one.name == wanted; });
      known = found != k_words.end();
      if (known) step.kind = found->kind;
    }
    else if (name == "unit") step.unit = static_cast<Unit>(std::clamp<std::int64_t>(number(value), 0, static_cast<std::int64_t>(Unit::year)));
    else if (name == "hour") step.hour = static_cast<std::int8_t>(number(value));
    else if (name == "minute") step.minute = static_cast<std::int8_t>(number(value));
    else if (name == "hour2") step.hour2 = static_cast<std::int8_t>(number(value));
    else if (name == "count") step.count = static_cast<int>(number(value));
    else if (name == "more") step.more = static_cast<int>(number(value));
    else if (name == "extra") step.extra = static_cast<int>(number(value));
    else if (name == "day") step.day = number(value);
    else if (name == "day2") step.day2 = number(value);
    else if (name == "text") step.text = words(value);
    else if (name == "text2") step.text2 = words(value);
  }
  if (!known) throw Error{Kind::internal, "a kept step of a period cannot be read"};
  return step;
}

}  // namespace gongting::host::clock
