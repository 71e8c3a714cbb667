// The statutory periods of each plugin's rule packs, and the calendar they are counted by.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "clock/period.hpp"
#include "clock/rule_pack.hpp"
#include "plugin_host/plugin_host.hpp"
#include "store/database.hpp"

namespace gongting::host::web {

class Rules {
 public:
  /// Reads the plugin's rule files. Errors: bad_input naming file, rule and key.
  void add(const plugin_host::Plugin& plugin);
  /// Errors: not_found for a rule that the plugin has not, or that was not in force on that day. [any-thread]
  clock::Period due(store::Session& db, std::string_view plugin, std::string_view rule, std::string_view from,
                    std::int64_t epoch);

 private:
  std::shared_ptr<const clock::Calendar> calendar(store::Session& db, std::int64_t epoch);

  std::map<std::string, clock::RulePack, std::less<>> packs_;
  std::mutex mutex_;
  std::int64_t epoch_ = -1;
  std::shared_ptr<const clock::Calendar> calendar_;
};

}  // namespace gongting::host::web
