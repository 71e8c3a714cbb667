#include "clock/rule_pack.hpp"

#include <algorithm>
#include <limits>

#include "clock/rule_reader.hpp"

namespace gongting::host::clock {
namespace {

struct ById {
  bool operator()(const Rule& rule, std::string_view id) const { return rule.id < id; }
  bool operator()(std::string_view id, const Rule& rule) const { return id < rule.id; }
};

}  // namespace

void append_amount(std::string& text, Unit unit, int count) {
  text += std::to_string(count);
  switch (unit) {
    case Unit::hour: text += "小时"; return;
    case Unit::day: text += "日"; return;
    case Unit::working_day: text += "个工作日"; return;
    case Unit::week: text += "周"; return;
    case Unit::month: text += "个月"; return;
    case Unit::quarter: text += "个季度"; return;
    case Unit::year: text += "年"; return;
  }
}

void append_length(std::string& text, const Rule& rule) {
  switch (rule.kind) {
    case RuleKind::pause: text += "不计入"; return;
    case RuleKind::every: text += rule.unit == Unit::week ? "每周" : rule.unit == Unit::month ? "每月" : "每季度"; return;
    case RuleKind::before: text += "提前"; break;
    case RuleKind::after: break;
  }
  append_amount(text, rule.unit, rule.count);
}

void RulePack::add(ValueRef file) {
  for (auto& rule : read_rules(file)) {
    for (const auto& other : rules_)
      if (other.id == rule.id && other.effective_from <= rule.effective_to && rule.effective_from <= other.effective_to)
        throw Error{Kind::bad_input, "rule " + rule.id + ": \"id\" stands twice for the same dates"};
    const auto at = std::upper_bound(rules_.begin(), rules_.end(), rule, [](const Rule& a, const Rule& b) {
      return a.id != b.id ? a.id < b.id : a.effective_from < b.effective_from;
    });
    rules_.insert(at, std::move(rule));
  }
  for (auto& principle : read_principles(file)) principles_.push_back(std::move(principle));
}

void RulePack::check() const {
  for (const auto& rule : rules_)
    for (const auto& other : rule.of)
      if (!knows(other))
        throw Error{Kind::bad_input, "rule " + rule.id + ": \"of\" names " + other + ", and there is no such rule"};
}

const Rule* RulePack::find(std::string_view id, Day day) const {
  for (auto at = std::lower_bound(rules_.begin(), rules_.end(), id, ById()); at != rules_.end() && at->id == id; ++at)
    if (at->effective_from <= day && day <= at->effective_to) return &*at;
  return nullptr;
}

bool RulePack::knows(std::string_view id) const { return std::binary_search(rules_.begin(), rules_.end(), id, ById()); }

std::vector<std::string> RulePack::cases(std::string_view id) const {
  const auto prefix = std::string(id) + ".";
  std::vector<std::string> found;
  for (const auto& rule : rules_)
    if (rule.id.starts_with(prefix) && (found.empty() || found.back() != rule.id)) found.push_back(rule.id);
  return found;
}

std::string RulePack::unknown(std::string_view id, Day day) const {
  const std::string name(id);
  const auto [first, last] = std::equal_range(rules_.begin(), rules_.end(), id, ById());
  if (first != last) {
    std::string when;
    for (auto at = first; at != last; ++at) {
      const bool open_before = at->effective_from == std::numeric_limits<Day>::min();
      const bool open_after = at->effective_to == std::numeric_limits<Day>::max();
      when += (when.empty() ? "" : " and ") + (open_before ? std::string() : "from " + day_text(at->effective_from)) +
              (open_after ? std::string() : " to " + day_text(at->effective_to));
    }
    return "the rule " + name + " is held " + when + ", not on " + day_text(day);
  }
  const auto several = cases(id);
  if (several.empty()) return "there is no rule " + name;
  std::string all;
  for (const auto& one : several) all += (all.empty() ? "" : ", ") + one;
  return "the rule " + name + " has several cases; say which: " + all;
}

}  // namespace gongting::host::clock
