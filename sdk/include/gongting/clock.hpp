// The time, and statutory periods by the rules of the platform and those that the plugin brings along.
#ifndef GONGTING_CLOCK_HPP
#define GONGTING_CLOCK_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/format.hpp"
#include "gongting/host.hpp"

namespace gongting {

/// A period's end with its computation, so that a page can show how it came about.
struct Due {
  std::string rule, title, article;
  std::string due;          // the last day, yyyy-mm-dd; for hours the minute, yyyy-mm-ddTHH:00
  std::string task_due;     // the working day on which the work has to be done, yyyy-mm-dd
  std::int64_t due_ms = 0;  // the last moment
  std::string status;       // verified | recalled | choice: how sure the rule's text is
  std::vector<std::string> trail;
  bool calendar_missing = false;  // no official holiday calendar for a year it passes through
};

/// What makes a period longer than its rule says.
struct PeriodOptions {
  int pause = 0;   // whole days that are not counted
  int extend = 0;  // in the unit of the rule
};

/// A rule as the list of rules names it.
struct RuleEntry {
  std::string rule, title, article, start, kind, unit;
  std::int64_t count = 0;
  std::string status, checked_on;
};

/// Thread: [request]. Lifetime: the request's. The time stands still within a request.
class Clock {
 public:
  Clock(Context context, std::int64_t now_ms) : context_(context), now_ms_(now_ms) {}

  std::int64_t now_ms() const { return now_ms_; }
  std::string today() const { return date_of(now_ms_); }
  /// When the period of this rule ends that starts on `from` (yyyy-mm-dd; yyyy-mm-ddTHH:MM for hours). Errors: not_found
  /// for a rule that there is not; bad_input for a pause or an extension that the rule does not know.
  Due due(std::string_view rule, std::string_view from, const PeriodOptions& options = {}) const {
    const std::string result = context_.call(&gt_clock_v1::compute, {{"rule", rule}, {"from", from}, {"pause", options.pause},
                                                                     {"extend", options.extend}});
    const ValueRef found(result);
    const auto text = [&](std::string_view key) { return std::string(found[key].text()); };
    Due due{text("rule"), text("title"), text("article"), text("due"), text("task_due"), found["due_ms"].integer(),
            text("status"), {}, found["calendar_missing"].boolean()};
    found["trail"].for_each([&](std::string_view, ValueRef line) {
      due.trail.emplace_back(line.text());
      return true;
    });
    return due;
  }
  /// The plugin's own rules, then the platform's.
  std::vector<RuleEntry> rules() const {
    const std::string result = context_.call(&gt_clock_v1::rules, Fields{});
    std::vector<RuleEntry> rules;
    ValueRef(result)["rules"].for_each([&](std::string_view, ValueRef item) {
      const auto text = [&](std::string_view key) { return std::string(item[key].text()); };
      rules.push_back({text("rule"), text("title"), text("article"), text("start"), text("kind"), text("unit"),
                       item["count"].integer(), text("status"), text("checked_on")});
      return true;
    });
    return rules;
  }

 private:
  Context context_;
  std::int64_t now_ms_;
};

}  // namespace gongting

#endif
