#include "clock/rule_reader.hpp"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <utility>

#include "gongting/error.hpp"

namespace gongting::host::clock {
namespace {

constexpr std::int64_t k_most = 10'000;
using Words = std::initializer_list<std::string_view>;

/// One map of the file, with the place where it stands.
class Node {
 public:
  Node(ValueRef value, std::string place) : value_(value), place_(std::move(place)) {
    if (value.tag() != Tag::map) refuse("is not an object");
  }
  [[noreturn]] void refuse(const std::string& why) const { throw Error{Kind::bad_input, place_ + ": " + why}; }
  [[noreturn]] void refuse(std::string_view key, const std::string& why) const {
    refuse("\"" + std::string(key) + "\" " + why);
  }
  void name(const std::string& id) { place_ = "rule " + id; }

  void only(Words keys) const {
    value_.for_each([&](std::string_view key, ValueRef) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        std::string all;
        for (const auto one : keys) all += (all.empty() ? "" : ", ") + std::string(one);
        refuse(key, "is not a key here; there are " + all);
      }
      return true;
    });
  }
  bool has(std::string_view key) const { return value_[key].tag() != Tag::null; }
  ValueRef operator[](std::string_view key) const { return value_[key]; }
  const std::string& place() const { return place_; }

  std::string optional(std::string_view key) const {
    if (!has(key)) return {};
    return required(key);
  }
  std::string required(std::string_view key) const {
    const auto value = value_[key];
    if (value.tag() == Tag::null) refuse(key, "is missing");
    if (value.tag() != Tag::text || value.text().empty()) refuse(key, "is not a text");
    return std::string(value.text());
  }
  std::string one_of(std::string_view key, Words words) const {
    const auto text = required(key);
    if (std::find(words.begin(), words.end(), text) != words.end()) return text;
    std::string all;
    for (const auto one : words) all += (all.empty() ? "" : ", ") + std::string(one);
    refuse(key, "is none of " + all);
  }
  int count(std::string_view key, std::int64_t least) const {
    const auto value = value_[key];
    if (value.tag() == Tag::null) refuse(key, "is missing");
    if (value.tag() != Tag::integer || value.integer() < least || value.integer() > k_most)
      refuse(key, "is not a whole number between " + std::to_string(least) + " and " + std::to_string(k_most));
    return static_cast<int>(value.integer());
  }
  bool truth(std::string_view key) const {
    if (!has(key)) return false;
    if (value_[key].tag() != Tag::no && value_[key].tag() != Tag::yes) refuse(key, "is neither true nor false");
    return value_[key].boolean();
  }
  Day day(std::string_view key, Day otherwise) const {
    if (!has(key)) return otherwise;
    const auto day = parse_day(required(key));
    if (!day) refuse(key, "is not a day; write yyyy-mm-dd");
    return *day;
  }
  std::vector<std::string> texts(std::string_view key) const {
    std::vector<std::string> texts;
    if (!has(key)) return texts;
    if (value_[key].tag() != Tag::list) refuse(key, "is not a list of texts");
    value_[key].for_each([&](std::string_view, ValueRef item) {
      if (item.tag() != Tag::text || item.text().empty()) refuse(key, "is not a list of texts");
      texts.emplace_back(item.text());
      return true;
    });
    return texts;
  }
  /// Keys that mean nothing for this kind of rule.
  void none_of(Words keys, const std::string& kind) const {
    for (const auto key : keys)
      if (has(key)) refuse(key, "means nothing for a rule of the kind " + kind);
  }

 private:
  ValueRef value_;
  std::string place_;
};

RuleKind read_kind(const Node& node) {
  const auto kind = node.one_of("kind", {"after", "before", "every", "pause"});
  return kind == "after" ? RuleKind::after : kind == "before" ? RuleKind::before : kind == "every" ? RuleKind::every : RuleKind::pause;
}

Unit read_unit(const Node& node, Words allowed) {
  static constexpr std::pair<std::string_view, Unit> k_units[] = {
      {"hour", Unit::hour},   {"day", Unit::day},         {"working_day", Unit::working_day}, {"week", Unit::week},
      {"month", Unit::month}, {"quarter", Unit::quarter}, {"year", Unit::year}};
  const auto text = node.one_of("unit", allowed);
  for (const auto& [name, unit] : k_units)
    if (name == text) return unit;
  node.refuse("unit", "is no unit");
}

void check_id(const Node& node, const std::string& id) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._";
  if (id.size() > 64 || id.find_first_not_of(allowed) != id.npos)
    node.refuse("id", "has up to 64 letters, digits, \"-\", \".\" and \"_\"");
}

void read_extension(const Node& node, Rule& rule) {
  if (!node.has("extension")) return;
  const Node extension(node["extension"], node.place() + ": \"extension\"");
  extension.only({"most", "by", "further", "status"});
  rule.has_extension = true;
  if (extension.has("most")) rule.extension.most = extension.count("most", 1);
  rule.extension.by = extension.required("by");
  rule.extension.further = extension.optional("further");
  rule.extension.status = extension.has("status") ? extension.one_of("status", {"verified", "recalled", "choice"}) : rule.status;
  if (rule.extension.most == 0 && !rule.extension.further.empty()) extension.refuse("further", "needs \"most\"");
}

/// How long it is and how it is counted: what an `after` rule has.
void read_period(const Node& node, Rule& rule) {
  rule.unit = read_unit(node, {"hour", "day", "working_day", "month", "year"});
  rule.count = node.count("count", 0);
  rule.roll = node.one_of("roll", {"forward", "none"}) == "forward" ? Roll::forward : Roll::none;
  rule.first_day_counts = node.has("first_day") && node.one_of("first_day", {"excluded", "included"}) == "included";
  if (node.has("bound")) rule.bound = node.one_of("bound", {"at_least", "at_most"});
  rule.pauses = node.texts("pauses");
  rule.fixed = node.truth("fixed");
  read_extension(node, rule);
  if (rule.fixed && (!rule.pauses.empty() || rule.has_extension))
    node.refuse("fixed", "means that there is neither \"pauses\" nor \"extension\"");
  if (node.has("task_count")) rule.task_count = node.count("task_count", 1);
  if (rule.task_count > rule.count) node.refuse("task_count", "is longer than the period itself");
  if (rule.unit == Unit::hour && (rule.roll != Roll::none || rule.first_day_counts || !rule.pauses.empty() || rule.task_count > 0))
    node.refuse("unit", "hour goes with \"roll\": \"none\" and without first_day, pauses and task_count");
}

void read_by_kind(const Node& node, Rule& rule) {
  const auto kind = std::string(node["kind"].text());
  if (rule.kind != RuleKind::pause) node.none_of({"of"}, kind);
  if (rule.kind != RuleKind::after)
    node.none_of({"roll", "first_day", "bound", "pauses", "fixed", "extension", "task_count"}, kind);
  switch (rule.kind) {
    case RuleKind::after: read_period(node, rule); break;
    case RuleKind::before:
      rule.unit = read_unit(node, {"day", "month"});
      rule.count = node.count("count", 1);
      rule.roll = Roll::none;
      break;
    case RuleKind::every:
      node.none_of({"count"}, kind);
      rule.unit = read_unit(node, {"week", "month", "quarter"});
      rule.count = 1, rule.roll = Roll::none;
      break;
    case RuleKind::pause:
      node.none_of({"count", "unit"}, kind);
      rule.of = node.texts("of");
      if (rule.of.empty()) node.refuse("of", "is missing: in which rules this time is not counted");
      break;
  }
}

std::string read_day(const Node& node, std::string_view key) {
  const auto text = node.required(key);
  if (!parse_day(text)) node.refuse(key, "is not a day; write yyyy-mm-dd");
  return text;
}

Rule read_rule(Node node) {
  Rule rule;
  rule.id = node.required("id");
  node.name(rule.id);
  node.only({"id", "title", "article", "kind", "start", "unit", "count", "first_day", "roll", "bound", "pauses", "fixed",
             "extension", "task_count", "of", "area", "note", "effective_from", "effective_to", "status", "checked_on"});
  check_id(node, rule.id);
  rule.title = node.required("title");
  rule.article = node.required("article");
  rule.start = node.required("start");
  rule.kind = read_kind(node);
  rule.status = node.one_of("status", {"verified", "recalled", "choice"});
  rule.checked_on = read_day(node, "checked_on");
  read_by_kind(node, rule);
  rule.area = node.optional("area");
  rule.note = node.optional("note");
  rule.effective_from = node.day("effective_from", std::numeric_limits<Day>::min());
  rule.effective_to = node.day("effective_to", std::numeric_limits<Day>::max());
  if (rule.effective_to < rule.effective_from) node.refuse("effective_to", "is before \"effective_from\"");
  return rule;
}

}  // namespace

std::vector<Principle> read_principles(ValueRef file) {
  std::vector<Principle> principles;
  if (file["principles"].tag() == Tag::null) return principles;
  if (file["principles"].tag() != Tag::list) Node(file, "the file").refuse("principles", "is not a list");
  file["principles"].for_each([&](std::string_view, ValueRef item) {
    const Node node(item, "principles[" + std::to_string(principles.size()) + "]");
    node.only({"id", "text", "article", "status", "checked_on"});
    principles.push_back({node.required("id"), node.required("text"), node.required("article"),
                          node.one_of("status", {"verified", "recalled", "choice"}), read_day(node, "checked_on")});
    return true;
  });
  return principles;
}

std::vector<Rule> read_rules(ValueRef file) {
  const Node root(file, "the file");
  root.only({"about", "rules", "principles"});
  if (root["rules"].tag() != Tag::list) root.refuse("rules", "is not a list");
  std::vector<Rule> rules;
  root["rules"].for_each([&](std::string_view, ValueRef item) {
    rules.push_back(read_rule(Node(item, "rules[" + std::to_string(rules.size()) + "]")));
    return true;
  });
  return rules;
}

}  // namespace gongting::host::clock
