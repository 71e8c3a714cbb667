// Between gt.workflow_rules/1 and the author's guards and effects.
#ifndef GONGTING_DETAIL_WORKFLOW_EDGE_HPP
#define GONGTING_DETAIL_WORKFLOW_EDGE_HPP

#include <map>
#include <string>

#include "gongting/abi/workflow.h"
#include "gongting/request.hpp"
#include "gongting/workflow.hpp"

namespace gongting::detail {

using AllRules = std::map<std::string, WorkflowRules>;

template <class Named>
List names_of(const Named& named) {
  List names;
  for (const auto& [name, what] : named) names.emplace_back(name);
  return names;
}

inline List rules_list(const AllRules& all) {
  List list;
  for (const auto& [record, rules] : all) {
    auto effects = rules.effects().empty() ? List() : names_of(rules.effects());
    for (const auto& [name, after] : rules.afters())
      if (rules.effects().count(name) == 0) effects.emplace_back(name);
    list.push_back(Fields{{"record", record}, {"guards", names_of(rules.guards())}, {"effects", std::move(effects)},
                          {"options", names_of(rules.all_options())}});
  }
  return list;
}

inline const WorkflowRules& rules_of(const AllRules& all, ValueRef asked) {
  const auto found = all.find(std::string(asked["record"].text()));
  if (found == all.end()) throw Error{Kind::internal, "the plugin has no workflow for " + std::string(asked["record"].text())};
  return found->second;
}

inline Fields rules_check(const AllRules& all, Request& request, ValueRef asked) {
  const auto& rules = rules_of(all, asked);
  const Record row(asked["row"]);
  List reasons;
  asked["guards"].for_each([&](std::string_view, ValueRef name) {
    const auto guard = rules.guards().find(std::string(name.text()));
    if (guard == rules.guards().end()) throw Error{Kind::internal, "the plugin has no guard " + std::string(name.text())};
    auto why = guard->second(request, row).message;
    reasons.push_back(why.key.empty() ? Value() : Value(std::move(why)));
    return true;
  });
  return {{"why", std::move(reasons)}};
}

inline Fields rules_effect(const AllRules& all, Request& request, ValueRef asked) {
  const auto& rules = rules_of(all, asked);
  const Record row(asked["row"]);
  const Input input(asked["transition"].text(), asked["input"]);
  Fields fields;
  asked["effects"].for_each([&](std::string_view, ValueRef value) {
    const std::string name(value.text());
    if (asked["after"].boolean()) {
      if (const auto after = rules.afters().find(name); after != rules.afters().end()) after->second(request, row, input);
    } else if (const auto effect = rules.effects().find(name); effect != rules.effects().end()) {
      for (auto& field : effect->second(request, row, input)) fields.push_back(std::move(field));
    }
    return true;
  });
  return {{"fields", std::move(fields)}};
}

inline Fields rules_options(const AllRules& all, Request& request, ValueRef asked) {
  const auto& rules = rules_of(all, asked);
  const auto found = rules.all_options().find(std::string(asked["field"].text()));
  if (found == rules.all_options().end()) throw Error{Kind::internal, "the plugin has no options for " + std::string(asked["field"].text())};
  List options;
  for (const auto& option : found->second(request, Record(asked["row"])))
    options.push_back(Fields{{"value", option.value}, {"label", option.label}, {"note", option.note}});
  return {{"options", std::move(options)}};
}

}  // namespace gongting::detail

#endif
