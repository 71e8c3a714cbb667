// The week's opening times as a table of fields: two spans a day.
#ifndef GONGTING_CONSOLE_WEEK_FORM_HPP
#define GONGTING_CONSOLE_WEEK_FORM_HPP

#include <array>
#include <optional>
#include <string>

#include "gongting/value.hpp"
#include "http/form.hpp"
#include "sites/opening.hpp"

namespace gongting::host::console {

class WeekForm {
 public:
  static constexpr int k_spans = 2;

  WeekForm() = default;
  /// A third span of a day, which the table has no room for, is not shown; more() tells.
  explicit WeekForm(const sites::Opening& opening);
  /// Fields d<day>s<span>from and d<day>s<span>to, 1 Monday to 7 Sunday.
  explicit WeekForm(const http::Form& form);

  /// The times, or nothing when a span is half filled in, ends before it begins, or overlaps the one before it.
  std::optional<sites::Opening> opening() const;
  /// 1 to 7 for the first day that is wrong, 0 for none.
  int wrong_day() const;
  bool more() const { return more_; }

  /// [{day: Message, spans: [{from, to, from_id, to_id, from_label…}], bad}]
  List model() const;

 private:
  struct Span {
    std::string from, to;
  };
  std::array<std::array<Span, k_spans>, 7> days_;
  bool more_ = false;
};

}  // namespace gongting::host::console

#endif
