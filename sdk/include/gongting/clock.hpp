// The time, and statutory periods from the plugin's rule packs.
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
  std::string rule, article;
  std::string due;          // yyyy-mm-dd
  std::int64_t due_ms = 0;  // the last moment
  std::string status;       // verified | recalled | choice: how sure the rule's text is
  std::vector<std::string> trail;
  bool calendar_missing = false;  // no official holiday calendar for a year it passes through
};

/// Thread: [request]. Lifetime: the request's. The time stands still within a request.
class Clock {
 public:
  Clock(Context context, std::int64_t now_ms) : context_(context), now_ms_(now_ms) {}

  std::int64_t now_ms() const { return now_ms_; }
  std::string today() const { return date_of(now_ms_); }
  /// When the period of this rule that starts on `from` (yyyy-mm-dd) ends. Errors: not_found for an unknown rule.
  Due due(std::string_view rule, std::string_view from) const {
    const std::string result = context_.call(&gt_clock_v1::due, {{"rule", rule}, {"from", from}});
    const ValueRef found(result);
    Due due{std::string(found["rule"].text()), std::string(found["article"].text()), std::string(found["due"].text()),
            found["due_ms"].integer(), std::string(found["status"].text()), {}, found["calendar_missing"].boolean()};
    found["trail"].for_each([&](std::string_view, ValueRef line) {
      due.trail.emplace_back(line.text());
      return true;
    });
    return due;
  }

 private:
  Context context_;
  std::int64_t now_ms_;
};

}  // namespace gongting

#endif
