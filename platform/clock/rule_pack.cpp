#include "clock/rule_pack.hpp"

#include <limits>

namespace gongting::host::clock {
namespace {

[[noreturn]] void refuse(const std::string& rule, std::string_view key, const std::string& why) {
  throw Error{Kind::bad_input, "rule " + (rule.empty() ? "without id" : rule) + ": \"" + std::string(key) + "\" " + why};
}

std::string required(const std::string& id, ValueRef rule, std::string_view key) {
  const auto text = rule[key].text();
  if (text.empty()) refuse(id, key, "is missing");
  return std::string(text);
}

Day optional_day(const std::string& id, ValueRef rule, std::string_view key, Day otherwise) {
  const auto text = rule[key].text();
  if (text.empty()) return otherwise;
  const auto day = parse_day(text);
  if (!day) refuse(id, key, "is not a day; write yyyy-mm-dd");
  return *day;
}

Unit read_unit(const std::string& id, const std::string& text) {
  if (text == "hour") return Unit::hour;
  if (text == "day") return Unit::day;
  if (text == "working_day") return Unit::working_day;
  if (text == "month") return Unit::month;
  if (text == "year") return Unit::year;
  refuse(id, "unit", "is none of hour, day, working_day, month, year");
}

}  // namespace

void RulePack::add(ValueRef file) {
  file["rules"].for_each([this](std::string_view, ValueRef item) {
    Rule rule;
    rule.id = required("", item, "id");
    rule.article = required(rule.id, item, "article");
    rule.title = required(rule.id, item, "title");
    rule.start = required(rule.id, item, "start");
    rule.unit = read_unit(rule.id, required(rule.id, item, "unit"));
    const auto count = item["count"].integer();
    if (count < 1 || count > 10000) refuse(rule.id, "count", "is not between 1 and 10000");
    rule.count = static_cast<int>(count);
    const auto roll = required(rule.id, item, "roll");
    if (roll != "forward" && roll != "none") refuse(rule.id, "roll", "is neither forward nor none");
    rule.roll = roll == "forward" ? Roll::forward : Roll::none;
    rule.effective_from = optional_day(rule.id, item, "effective_from", std::numeric_limits<Day>::min());
    rule.effective_to = optional_day(rule.id, item, "effective_to", std::numeric_limits<Day>::max());
    rule.status = required(rule.id, item, "status");
    if (rule.status != "verified" && rule.status != "recalled" && rule.status != "choice")
      refuse(rule.id, "status", "is none of verified, recalled, choice");
    rule.checked_on = required(rule.id, item, "checked_on");
    if (!parse_day(rule.checked_on)) refuse(rule.id, "checked_on", "is not a day; write yyyy-mm-dd");
    for (const auto& other : rules_)
      if (other.id == rule.id && other.effective_from <= rule.effective_to && rule.effective_from <= other.effective_to)
        refuse(rule.id, "id", "stands twice for the same dates");
    rules_.push_back(std::move(rule));
    return true;
  });
}

const Rule* RulePack::find(std::string_view id, Day day) const {
  for (const auto& rule : rules_)
    if (rule.id == id && rule.effective_from <= day && day <= rule.effective_to) return &rule;
  return nullptr;
}

}  // namespace gongting::host::clock
