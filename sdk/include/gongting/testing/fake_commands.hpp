// Commands, live updates and identity, as far as a unit test of a plugin needs them.
#ifndef GONGTING_TESTING_FAKE_COMMANDS_HPP
#define GONGTING_TESTING_FAKE_COMMANDS_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "gongting/error.hpp"
#include "gongting/value.hpp"

namespace gongting::test {

/// A command of plugin.json: which arguments it has, which are needed, and what stands for one that was left out. Types are
/// the real host's to check.
inline Fields fake_arguments(ValueRef command, const Fields& given) {
  Fields values;
  for (const auto& [name, value] : given) {
    bool known = false;
    command["arguments"].for_each([&, &wanted = name](std::string_view, ValueRef argument) { return !(known = argument["name"].text() == wanted); });
    if (!known) throw Error{Kind::bad_input, name + ": is no argument of " + std::string(command["name"].text())};
    values.emplace_back(name, value);
  }
  command["arguments"].for_each([&](std::string_view, ValueRef argument) {
    const std::string name(argument["name"].text());
    for (const auto& [known, value] : values)
      if (known == name) return true;
    if (argument["required"].boolean()) throw Error{Kind::bad_input, name + ": is missing"};
    if (!argument["default"].is_null()) values.emplace_back(name, argument["default"].value());
    return true;
  });
  return values;
}

}  // namespace gongting::test

#endif
