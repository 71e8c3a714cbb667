#include "clock/rule_text.hpp"

#include <limits>

#include "clock/rule_reader.hpp"

namespace gongting::host::clock {
namespace {

constexpr const char* k_kinds[] = {"after", "before", "every", "pause"};
constexpr const char* k_units[] = {"hour", "day", "working_day", "week", "month", "quarter", "year"};
// What the strict reader wants to see, and no text keeps.
constexpr const char* k_some_day = "1970-01-01";

List texts(const std::vector<std::string>& from) { return {from.begin(), from.end()}; }

void add_extension(Fields& text, const Rule& rule) {
  if (!rule.has_extension) return;
  Fields extension;
  if (rule.extension.most > 0) extension.emplace_back("most", rule.extension.most);
  extension.emplace_back("by", rule.extension.by);
  if (!rule.extension.further.empty()) extension.emplace_back("further", rule.extension.further);
  extension.emplace_back("status", rule.extension.status);
  text.emplace_back("extension", std::move(extension));
}

/// What only an `after` rule has.
void add_counting(Fields& text, const Rule& rule) {
  text.emplace_back("first_day", rule.first_day_counts ? "included" : "excluded");
  text.emplace_back("roll", rule.roll == Roll::forward ? "forward" : "none");
  if (!rule.bound.empty()) text.emplace_back("bound", rule.bound);
  if (!rule.pauses.empty()) text.emplace_back("pauses", texts(rule.pauses));
  if (rule.fixed) text.emplace_back("fixed", true);
  add_extension(text, rule);
  if (rule.task_count > 0) text.emplace_back("task_count", rule.task_count);
}

}  // namespace

Fields rule_text(const Rule& rule) {
  Fields text{{"id", rule.id}, {"title", rule.title}, {"article", rule.article}, {"start", rule.start},
              {"kind", k_kinds[static_cast<int>(rule.kind)]}};
  if (rule.kind != RuleKind::pause) text.emplace_back("unit", k_units[static_cast<int>(rule.unit)]);
  if (rule.kind == RuleKind::after || rule.kind == RuleKind::before) text.emplace_back("count", rule.count);
  if (rule.kind == RuleKind::after) add_counting(text, rule);
  if (!rule.of.empty()) text.emplace_back("of", texts(rule.of));
  if (!rule.area.empty()) text.emplace_back("area", rule.area);
  if (!rule.note.empty()) text.emplace_back("note", rule.note);
  if (rule.effective_from != std::numeric_limits<Day>::min()) text.emplace_back("effective_from", day_text(rule.effective_from));
  if (rule.effective_to != std::numeric_limits<Day>::max()) text.emplace_back("effective_to", day_text(rule.effective_to));
  text.emplace_back("status", rule.status);
  return text;
}

Fields principle_text(const Principle& principle) {
  return {{"id", principle.id}, {"text", principle.text}, {"article", principle.article}, {"status", principle.status}};
}

Rule read_rule_text(ValueRef text) {
  auto keys = std::get<Fields>(text.value().data());
  keys.emplace_back("checked_on", k_some_day);
  const auto file = encode_fields({{"rules", List{std::move(keys)}}});
  return read_rules(ValueRef(file)).at(0);
}

}  // namespace gongting::host::clock
