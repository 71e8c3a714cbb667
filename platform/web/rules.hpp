// The rules of law by which periods are computed: those of the platform, which every plugin may use, and those that a
// plugin brings along.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "clock/period.hpp"
#include "clock/rule_pack.hpp"
#include "gongting/value.hpp"
#include "periods/periods.hpp"
#include "plugin_host/plugin_host.hpp"

namespace gongting::host::web {

/// Reads all *.json of a folder. Errors: bad_input naming file, rule and key.
clock::RulePack read_rules(const std::filesystem::path& folder);

/// {rule, title, article, status, consequence_allowed, due, task_due, due_ms, trail, calendar_missing, missing_years}: what a plugin, the API
/// and the command line answer, the trail in this language.
Fields period_fields(const clock::Period& period, std::string_view locale);
/// The same of a period that runs for a record, and {id, version, about, start_on, pause, extend, paused_on, edition,
/// responsible, role, started_at, stopped_at, stopped_why, consequence_allowed}.
Fields period_fields(const periods::Period& period, std::string_view locale);
/// {id, title, article, start, status, checked_on, …}: a rule as a list shows it.
Fields rule_fields(const clock::Rule& rule);

/// Made when a worker starts; after that it only answers. [any-thread]
class Rules {
 public:
  explicit Rules(const std::filesystem::path& folder) : platform_(read_rules(folder)) {}

  /// Reads the plugin's rule files. Errors: bad_input naming file, rule and key, also for a rule that the platform has.
  void add(const plugin_host::Plugin& plugin);
  /// The rule as `plugin` means it, "" for one of the platform, that holds for an event at `from`, a day or a minute.
  /// Errors: not_found for a rule that there is not, or that does not hold on that day; bad_input for no day.
  const clock::Rule& find(std::string_view plugin, std::string_view rule, std::string_view from) const;
  /// Errors: those of find() and of clock::compute.
  clock::Period compute(std::string_view plugin, std::string_view rule, const clock::Ask& ask,
                        const clock::Calendar& calendar) const;
  const clock::RulePack& platform() const { return platform_; }
  /// Those that the plugin brings along; null for none.
  const clock::RulePack* of(std::string_view plugin) const;

 private:
  clock::RulePack platform_;
  std::map<std::string, clock::RulePack, std::less<>> packs_;
};

}  // namespace gongting::host::web
