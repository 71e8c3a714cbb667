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
  std::string status;       // verified | recalled | choice: how sure the rule's text is; signed: the court signed it
  std::vector<std::string> trail;
  bool calendar_missing = false;  // no official holiday calendar for a year it passes through
  bool consequence_allowed = false;  // whether something may follow from its end by itself: the rule is verified or signed
};

/// What makes a period longer than its rule says.
struct PeriodOptions {
  int pause = 0;   // whole days that are not counted
  int extend = 0;  // in the unit of the rule
};

/// A period that the host keeps for a record.
struct Period : Due {
  std::int64_t id = 0, version = 0;
  std::string about, start_on;
  int pause = 0, extend = 0;
  std::string paused_on;  // since then no day counts; "" when it runs
  std::string edition;    // the first day of the rule's edition that it runs by
  std::int64_t responsible = 0;
  std::string role;
  std::int64_t started_at = 0, stopped_at = 0;  // 0: it runs
  std::string stopped_why;                      // done | ended | replaced
};

struct StartPeriod {
  std::string_view about = {};   // tells apart periods of one rule for one record, one for each party
  std::int64_t responsible = 0;  // the account that has to keep it, else
  std::string_view role = {};    // everybody who holds this role here; CITIZEN: the record's persons
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
    return read_due(ValueRef(result));
  }

  /// Begins a period for a record that the user sees. One that runs already by this rule for the same event is answered
  /// as it is; begun with another event it is replaced. Errors: those of due(); not_found for what the user does not see.
  Period start(std::string_view type, std::int64_t record, std::string_view rule, std::string_view from,
               const StartPeriod& options = {}) const {
    return changed(&gt_clock_v1::start, {{"type", type}, {"id", record}, {"rule", rule}, {"from", from}, {"about", options.about},
                                         {"responsible", options.responsible}, {"role", options.role}});
  }
  /// Stops what runs for the record, by this rule or by any. `why`: done (it was kept), ended (no longer needed).
  int stop(std::string_view type, std::int64_t record, std::string_view rule = {}, std::string_view why = "done") const {
    const auto result = context_.call(&gt_clock_v1::stop, {{"type", type}, {"id", record}, {"rule", rule}, {"why", why}});
    return static_cast<int>(ValueRef(result)["stopped"].integer());
  }
  /// From this day on no day counts, until resume(). Errors: invalid when the rule knows no such time.
  Period pause(std::int64_t period, std::string_view on, std::string_view reason) const {
    return changed(&gt_clock_v1::pause, {{"period", period}, {"on", on}, {"reason", reason}});
  }
  Period resume(std::int64_t period, std::string_view on) const {
    return changed(&gt_clock_v1::resume, {{"period", period}, {"on", on}});
  }
  /// `consent`: who agreed, and when; goes on record. `further`: the authority for what is beyond the rule's first limit
  /// agreed. Errors: invalid beyond what the rule allows.
  Period extend(std::int64_t period, int amount, std::string_view consent, bool further = false) const {
    return changed(&gt_clock_v1::extend, {{"period", period}, {"amount", amount}, {"consent", consent}, {"further", further}});
  }
  /// Who has to keep it from now on.
  Period assign(std::int64_t period, std::int64_t responsible, std::string_view role = {}) const {
    return changed(&gt_clock_v1::assign, {{"period", period}, {"responsible", responsible}, {"role", role}});
  }
  /// Those that run for the record, the one due first first; `all`: also those that were stopped, as they began.
  std::vector<Period> periods(std::string_view type, std::int64_t record, bool all = false) const {
    const auto result = context_.call(&gt_clock_v1::periods, {{"type", type}, {"id", record}, {"all", all}});
    std::vector<Period> list;
    ValueRef(result)["periods"].for_each([&](std::string_view, ValueRef item) { return list.push_back(read_period(item)), true; });
    return list;
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
  static std::string text(ValueRef from, std::string_view key) { return std::string(from[key].text()); }
  static Due read_due(ValueRef from) {
    Due due{text(from, "rule"), text(from, "title"), text(from, "article"), text(from, "due"), text(from, "task_due"),
            from["due_ms"].integer(), text(from, "status"), {}, from["calendar_missing"].boolean(), from["consequence_allowed"].boolean()};
    from["trail"].for_each([&](std::string_view, ValueRef line) { return due.trail.emplace_back(line.text()), true; });
    return due;
  }
  static Period read_period(ValueRef from) {
    Period period;
    static_cast<Due&>(period) = read_due(from);
    period.id = from["id"].integer(), period.version = from["version"].integer();
    period.about = text(from, "about"), period.start_on = text(from, "start_on");
    period.pause = static_cast<int>(from["pause"].integer()), period.extend = static_cast<int>(from["extend"].integer());
    period.paused_on = text(from, "paused_on"), period.edition = text(from, "edition");
    period.responsible = from["responsible"].integer(), period.role = text(from, "role");
    period.started_at = from["started_at"].integer(), period.stopped_at = from["stopped_at"].integer();
    period.stopped_why = text(from, "stopped_why");
    return period;
  }
  Period changed(gt_call gt_clock_v1::*slot, const Fields& args) const {
    const auto result = context_.call(slot, args);
    return read_period(ValueRef(result));
  }

  Context context_;
  std::int64_t now_ms_;
};

}  // namespace gongting

#endif
