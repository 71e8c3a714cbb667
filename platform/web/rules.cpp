#include "web/rules.hpp"

#include <fstream>
#include <sstream>
#include <vector>

#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::web {

void Rules::add(const plugin_host::Plugin& plugin) {
  for (const auto& name : plugin.manifest().rules) {
    const auto file = plugin.folder() / name;
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error{Kind::bad_input, "the rule file " + name + " cannot be read"};
    std::ostringstream text;
    text << in.rdbuf();
    try {
      const auto encoded = parse_json(text.str()).encode();
      packs_[plugin.name()].add(ValueRef(encoded));
    } catch (const Error& error) {
      throw Error{Kind::bad_input, name + ": " + error.what()};
    }
  }
}

clock::Period Rules::due(store::Session& db, std::string_view plugin, std::string_view rule, std::string_view from,
                         std::int64_t epoch) {
  const auto day = clock::parse_day(from.substr(0, 10));
  if (!day) throw Error{Kind::bad_input, "a period has to start on a day, yyyy-mm-dd"};
  const auto pack = packs_.find(plugin);
  const auto* found = pack == packs_.end() ? nullptr : pack->second.find(rule, *day);
  if (found == nullptr) {
    throw Error{Kind::not_found, "the rule packs of " + std::string(plugin) + " have no rule " + std::string(rule) +
                                     " in force on " + std::string(from)};
  }
  return clock::compute(*found, from, *calendar(db, epoch));
}

std::shared_ptr<const clock::Calendar> Rules::calendar(store::Session& db, std::int64_t epoch) {
  {
    const std::lock_guard lock(mutex_);
    if (epoch_ == epoch) return calendar_;
  }
  std::vector<clock::HolidayRow> days;
  for (const auto row : db.read("select day, kind from gt_holiday"))
    days.push_back({row.text("day"), row.text("kind")});
  auto fresh = std::make_shared<const clock::Calendar>(days);
  const std::lock_guard lock(mutex_);
  epoch_ = epoch;
  calendar_ = fresh;
  return fresh;
}

}  // namespace gongting::host::web
