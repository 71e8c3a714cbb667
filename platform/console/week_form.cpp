#include "console/week_form.hpp"

#include <cstdio>

#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::console {
namespace {

std::string field(std::size_t day, int span, const char* end) {
  return "d" + std::to_string(day + 1) + "s" + std::to_string(span + 1) + end;
}

std::string clock_text(int minutes) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d", minutes / 60, minutes % 60);
  return text;
}

/// One day as Opening reads it; nothing when a span is only half filled in.
std::optional<List> spans(const auto& day) {
  List list;
  for (const auto& span : day) {
    if (span.from.empty() && span.to.empty()) continue;
    if (span.from.empty() || span.to.empty()) return std::nullopt;
    list.emplace_back(span.from + "-" + span.to);
  }
  return list;
}

}  // namespace

WeekForm::WeekForm(const sites::Opening& opening) {
  for (std::size_t day = 0; day < days_.size(); ++day) {
    const auto& known = opening.day(static_cast<int>(day) + 1);
    for (std::size_t i = 0; i < known.size() && i < k_spans; ++i)
      days_[day][i] = {clock_text(known[i].from), clock_text(known[i].to)};
    more_ = more_ || known.size() > k_spans;
  }
}

WeekForm::WeekForm(const http::Form& form) {
  for (std::size_t day = 0; day < days_.size(); ++day)
    for (int i = 0; i < k_spans; ++i)
      days_[day][static_cast<std::size_t>(i)] = {trim(form.text(field(day, i, "from"))), trim(form.text(field(day, i, "to")))};
}

int WeekForm::wrong_day() const {
  for (std::size_t day = 0; day < days_.size(); ++day) {
    const auto list = spans(days_[day]);
    if (!list) return static_cast<int>(day) + 1;
    try {
      sites::Opening::parse(to_json(Fields{{std::to_string(day + 1), *list}}));
    } catch (const Error&) {
      return static_cast<int>(day) + 1;
    }
  }
  return 0;
}

std::optional<sites::Opening> WeekForm::opening() const {
  if (wrong_day() != 0) return std::nullopt;
  Fields week;
  for (std::size_t day = 0; day < days_.size(); ++day)
    if (auto list = spans(days_[day]); list && !list->empty()) week.emplace_back(std::to_string(day + 1), std::move(*list));
  return sites::Opening::parse(to_json(week));
}

List WeekForm::model() const {
  List rows;
  const auto wrong = wrong_day();
  for (std::size_t day = 0; day < days_.size(); ++day) {
    List cells;
    for (int i = 0; i < k_spans; ++i) {
      const auto& span = days_[day][static_cast<std::size_t>(i)];
      for (const auto* end : {"from", "to"}) {
        cells.emplace_back(Fields{{"id", field(day, i, end)},
                                  {"value", end == std::string_view("from") ? span.from : span.to},
                                  {"label", Message{std::string("console.week.") + (i == 0 ? "first_" : "second_") + end, {}}}});
      }
    }
    rows.emplace_back(Fields{{"day", Message{"console.week.day" + std::to_string(day + 1), {}}},
                             {"cells", std::move(cells)},
                             {"bad", wrong == static_cast<int>(day) + 1}});
  }
  return rows;
}

}  // namespace gongting::host::console
