// Between gt.form_rules/1 and what the author's code says of its forms.
#ifndef GONGTING_DETAIL_FORM_EDGE_HPP
#define GONGTING_DETAIL_FORM_EDGE_HPP

#include <map>
#include <string>

#include "gongting/abi/form.h"
#include "gongting/forms.hpp"
#include "gongting/request.hpp"

namespace gongting::detail {

using AllForms = std::map<std::string, FormRules>;

inline List forms_list(const AllForms& all) {
  const auto names = [](const auto& named) {
    List list;
    for (const auto& [name, what] : named) list.emplace_back(name);
    return list;
  };
  List list;
  for (const auto& [form, rules] : all)
    list.push_back(Fields{{"form", form}, {"checks", names(rules.checks())}, {"options", names(rules.all_options())},
                          {"prefill", bool(rules.prefiller())}, {"submit", bool(rules.submitter())}});
  return list;
}

inline const FormRules& form_of(const AllForms& all, ValueRef asked) {
  const auto found = all.find(std::string(asked["form"].text()));
  if (found == all.end()) throw Error{Kind::internal, "the plugin has no form " + std::string(asked["form"].text())};
  return found->second;
}

inline Fields form_prefill(const AllForms& all, Request& request, ValueRef asked) {
  const auto& rules = form_of(all, asked);
  if (!rules.prefiller()) return {{"typed", Fields()}};
  return {{"typed", rules.prefiller()(request, Answers(asked)).typed}};
}

inline Fields form_check(const AllForms& all, Request& request, ValueRef asked) {
  const auto& checks = form_of(all, asked).checks();
  Problems problems;
  if (const auto check = checks.find(std::string(asked["step"].text())); check != checks.end())
    check->second(request, Answers(asked), problems);
  return {{"errors", problems.list()}};
}

inline Fields form_options(const AllForms& all, Request& request, ValueRef asked) {
  const auto& rules = form_of(all, asked);
  const auto found = rules.all_options().find(std::string(asked["field"].text()));
  if (found == rules.all_options().end()) throw Error{Kind::internal, "the plugin has no options for " + std::string(asked["field"].text())};
  List options;
  for (const auto& option : found->second(request, Answers(asked)))
    options.push_back(Fields{{"value", option.value}, {"label", option.label}, {"note", option.note}});
  return {{"options", std::move(options)}};
}

inline Fields form_submit(const AllForms& all, Request& request, ValueRef asked) {
  const auto& rules = form_of(all, asked);
  if (!rules.submitter()) throw Error{Kind::internal, "the plugin takes in no form " + std::string(asked["form"].text())};
  auto taken = rules.submitter()(request, Answers(asked));
  return {{"location", std::move(taken.location)}, {"record", taken.record}};
}

}  // namespace gongting::detail

#endif
