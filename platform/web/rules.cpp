#include "web/rules.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <vector>

#include "base/json.hpp"
#include "gongting/error.hpp"

namespace gongting::host::web {
namespace {

void add_file(clock::RulePack& pack, const std::filesystem::path& file, const std::string& name) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error{Kind::bad_input, "the rule file " + name + " cannot be read"};
  const std::string text(std::istreambuf_iterator<char>(in), {});
  try {
    const auto encoded = parse_json(text).encode();
    pack.add(ValueRef(encoded));
  } catch (const Error& error) {
    throw Error{Kind::bad_input, name + ": " + error.what()};
  }
}

List trail_texts(const std::vector<clock::Step>& trail, std::string_view locale) {
  const auto texts = clock::told(trail, locale);
  return {texts.begin(), texts.end()};
}

}  // namespace

clock::RulePack read_rules(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(folder))
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
  if (files.empty()) throw Error{Kind::bad_input, folder.string() + " holds no rules (*.json)"};
  std::sort(files.begin(), files.end());
  clock::RulePack pack;
  for (const auto& file : files) add_file(pack, file, file.string());
  pack.check();
  return pack;
}

Fields period_fields(const clock::Period& period, std::string_view locale) {
  return {{"rule", period.rule},
          {"title", period.title},
          {"article", period.article},
          {"status", period.status},
          {"consequence_allowed", period.consequence_allowed()},
          {"due", period.due},
          {"task_due", period.task_due},
          {"due_ms", period.due_ms},
          {"trail", trail_texts(period.trail, locale)},
          {"calendar_missing", !period.missing_years.empty()},
          {"missing_years", List(period.missing_years.begin(), period.missing_years.end())}};
}

Fields period_fields(const periods::Period& period, std::string_view locale) {
  return {{"id", period.id},
          {"version", period.version},
          {"rule", period.rule},
          {"about", period.about},
          {"title", period.title},
          {"article", period.article},
          {"status", period.status},
          {"consequence_allowed", period.consequence_allowed()},
          {"edition", period.edition},
          {"start_on", period.start_on},
          {"pause", period.pause},
          {"extend", period.extend},
          {"paused_on", period.paused_on},
          {"due", period.due},
          {"task_due", period.task_due},
          {"due_ms", period.due_ms},
          {"trail", trail_texts(period.trail, locale)},
          {"calendar_missing", !period.missing_years.empty()},
          {"missing_years", List(period.missing_years.begin(), period.missing_years.end())},
          {"responsible", period.responsible},
          {"role", period.role},
          {"started_at", period.started_at},
          {"stopped_at", period.stopped_at},
          {"stopped_why", period.stopped_why}};
}

Fields rule_fields(const clock::Rule& rule) {
  static constexpr const char* k_kinds[] = {"after", "before", "every", "pause"};
  static constexpr const char* k_units[] = {"hour", "day", "working_day", "week", "month", "quarter", "year"};
  Fields fields{{"rule", rule.id}, {"title", rule.title}, {"article", rule.article}, {"start", rule.start},
                {"kind", k_kinds[static_cast<int>(rule.kind)]}};
  if (rule.kind != clock::RuleKind::pause) {
    fields.emplace_back("unit", k_units[static_cast<int>(rule.unit)]);
    fields.emplace_back("count", rule.count);
  }
  fields.emplace_back("status", rule.status);
  fields.emplace_back("checked_on", rule.checked_on);
  return fields;
}

void Rules::add(const plugin_host::Plugin& plugin) {
  clock::RulePack pack;
  for (const auto& name : plugin.manifest().rules) add_file(pack, plugin.folder() / name, name);
  pack.check();
  for (const auto& rule : pack.rules())
    if (platform_.knows(rule.id))
      throw Error{Kind::bad_input, "rule " + rule.id + ": the platform has a rule of this id; use that one, or choose another id"};
  if (!pack.rules().empty()) packs_.insert_or_assign(plugin.name(), std::move(pack));
}

const clock::RulePack* Rules::of(std::string_view plugin) const {
  const auto own = packs_.find(plugin);
  return own == packs_.end() ? nullptr : &own->second;
}

const clock::Rule& Rules::find(std::string_view plugin, std::string_view rule, std::string_view from) const {
  const auto day = clock::parse_day(from.substr(0, 10));
  if (!day) throw Error{Kind::bad_input, "a period starts on a day, yyyy-mm-dd, or a minute, yyyy-mm-ddTHH:MM"};
  const auto* own = of(plugin);
  const auto& pack = own != nullptr && own->knows(rule) ? *own : platform_;
  const auto* found = pack.find(rule, *day);
  if (found == nullptr) throw Error{Kind::not_found, pack.unknown(rule, *day)};
  return *found;
}

clock::Period Rules::compute(std::string_view plugin, std::string_view rule, const clock::Ask& ask,
                             const clock::Calendar& calendar) const {
  return clock::compute(find(plugin, rule, ask.from), ask, calendar);
}

}  // namespace gongting::host::web
