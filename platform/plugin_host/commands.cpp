// Commands as plugin.json declares them, and their arguments.
#include "plugin_host/commands.hpp"

#include <algorithm>

#include "gongting/abi/command.h"
#include "gongting/form.hpp"
#include "gongting/format.hpp"
#include "plugin_host/manifest_node.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::size_t k_longest_text = 10'000;

ArgumentType argument_type(const Node& node) {
  const std::string word = node.text();
  if (word == "text") return ArgumentType::text;
  if (word == "integer") return ArgumentType::integer;
  if (word == "boolean") return ArgumentType::boolean;
  if (word == "date") return ArgumentType::date;
  if (word == "month") return ArgumentType::month;
  if (word == "money") return ArgumentType::money;
  if (word == "choice") return ArgumentType::choice;
  node.refuse("must be text, integer, boolean, date, month, money or choice: " + inert(word));
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

/// The text as it would have been typed.
std::string typed(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value.data())) return trim(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value.data())) return std::to_string(*number);
  return {};
}

void check_range(const Argument& argument, std::int64_t value, const std::string& unit) {
  if (argument.min && value < *argument.min)
    throw ArgumentError(argument.name, "is at least " + std::to_string(*argument.min) + unit);
  if (argument.max && value > *argument.max) throw ArgumentError(argument.name, "is at most " + std::to_string(*argument.max) + unit);
}

Value read_integer(const Argument& argument, const Value& given, const std::string& text) {
  long long number = 0;
  const bool of_json = std::holds_alternative<std::int64_t>(given.data());
  if ((!of_json && !std::holds_alternative<std::string>(given.data())) || !parse_integer(text, number))
    throw ArgumentError(argument.name, "must be a whole number: " + inert(text));
  check_range(argument, number, "");
  return std::int64_t{number};
}

Value read_boolean(const Argument& argument, const Value& given, const std::string& text) {
  if (const auto* truth = std::get_if<bool>(&given.data())) return *truth;
  if (text == "true" || text == "1" || text == "yes") return true;
  if (text == "false" || text == "0" || text == "no") return false;
  throw ArgumentError(argument.name, "must be true or false: " + inert(text));
}

Value read_text(const Argument& argument, const std::string& text) {
  if (!valid_utf8(text) || text.size() > k_longest_text) throw ArgumentError(argument.name, "is too long, or no UTF-8");
  check_range(argument, static_cast<std::int64_t>(characters(text)), " characters long");
  return text;
}

Value read_one(const Argument& argument, const Value& given) {
  const auto text = typed(given);
  switch (argument.type) {
    case ArgumentType::integer: return read_integer(argument, given, text);
    case ArgumentType::boolean: return read_boolean(argument, given, text);
    default: break;
  }
  if (!std::holds_alternative<std::string>(given.data())) throw ArgumentError(argument.name, "must be a text, " + argument_form(argument));
  switch (argument.type) {
    case ArgumentType::date:
      if (!is_date(text)) throw ArgumentError(argument.name, "must be a day that exists, yyyy-mm-dd: " + inert(text));
      return text;
    case ArgumentType::month:
      if (!is_date(text + "-01")) throw ArgumentError(argument.name, "must be a month, yyyy-mm: " + inert(text));
      return text;
    case ArgumentType::money: {
      std::int64_t fen = 0;
      if (!gongting::detail::read_money(text, fen)) throw ArgumentError(argument.name, "must be an amount in yuan such as 1234.50: " + inert(text));
      check_range(argument, fen, " fen");
      return fen;
    }
    case ArgumentType::choice:
      if (std::find(argument.choices.begin(), argument.choices.end(), text) == argument.choices.end())
        throw ArgumentError(argument.name, "must be one of " + joined(argument.choices) + ": " + inert(text));
      return text;
    default: return read_text(argument, text);
  }
}

bool nothing(const Value& value) {
  const auto* text = std::get_if<std::string>(&value.data());
  return value.is_null() || (text != nullptr && trim(*text).empty());
}

Argument read_argument(const Node& node) {
  node.only({"name", "type", "required", "default", "title", "choices", "min", "max"});
  Argument argument;
  argument.name = node["name"].snake();
  for (const char* taken : {"site", "json", "config", "help", "version"})
    if (argument.name == taken) node["name"].refuse("is an option of every command; choose another name");
  argument.type = argument_type(node["type"]);
  argument.required = node["required"].boolean();
  argument.title = node["title"].titles();
  argument.choices = node["choices"].texts();
  if ((argument.type == ArgumentType::choice) == argument.choices.empty())
    node["choices"].refuse(argument.choices.empty() ? "is missing; a choice needs its values" : "only belongs to an argument of type choice");
  if (node["min"].exists()) argument.min = node["min"].integer();
  if (node["max"].exists()) argument.max = node["max"].integer();
  const auto otherwise = node["default"];
  if (!otherwise.exists()) return argument;
  if (argument.required) otherwise.refuse("does not go together with \"required\": what has a default may be left out");
  std::visit([&](const auto& value) {
    using T = std::decay_t<decltype(value)>;
    if constexpr (!std::is_same_v<T, std::monostate>) argument.otherwise = Value(value);
  }, otherwise.data());
  try {
    argument.otherwise = read_one(argument, argument.otherwise);
  } catch (const ArgumentError& error) {
    otherwise.refuse(error.what());
  }
  return argument;
}

}  // namespace

const Argument* DeclaredCommand::argument(std::string_view wanted) const {
  const auto found = std::find_if(arguments.begin(), arguments.end(), [&](const auto& one) { return one.name == wanted; });
  return found == arguments.end() ? nullptr : &*found;
}

void read_commands(const Node& list, const Node& needs, Manifest& manifest) {
  for (const auto& node : list.items()) {
    node.only({"name", "title", "summary", "permission", "writes", "offline", "per_hour", "arguments"});
    DeclaredCommand command;
    command.name = node["name"].snake();
    if (manifest.command(command.name) != nullptr) node["name"].refuse("is declared twice: " + command.name);
    const auto* permission = std::get_if<std::string>(&node["permission"].data());
    if (permission == nullptr || !permission->empty()) command.permission = node["permission"].text();
    if (!command.permission.empty() && command.permission != "*" && manifest.permission(command.permission) == nullptr)
      node["permission"].refuse("is not declared under \"permissions\": " + inert(command.permission));
    command.title = node["title"].titles();
    command.summary = node["summary"].titles(false);
    command.writes = node["writes"].boolean();
    command.offline = node["offline"].boolean();
    if (node["per_hour"].exists()) command.per_hour = static_cast<int>(node["per_hour"].integer());
    if (command.per_hour < 0 || (command.per_hour > 0 && !command.writes)) node["per_hour"].refuse("limits how often a command that writes is sent");
    if (command.offline && (command.writes || !command.permission.empty()))
      node["offline"].refuse("is for what neither writes nor asks for a permission: there is nobody, and no database");
    for (const auto& one : node["arguments"].items()) {
      auto argument = read_argument(one);
      if (command.argument(argument.name) != nullptr) one["name"].refuse("is declared twice: " + argument.name);
      command.arguments.push_back(std::move(argument));
    }
    manifest.commands.push_back(std::move(command));
  }
  if (!manifest.commands.empty() && !manifest.needs_service(GT_COMMAND_ID))
    needs.refuse(std::string("lacks \"") + GT_COMMAND_ID + "\", by which \"commands\" are called; add it");
}

std::string argument_form(const Argument& argument) {
  switch (argument.type) {
    case ArgumentType::integer: return "N";
    case ArgumentType::boolean: return "true|false";
    case ArgumentType::date: return "yyyy-mm-dd";
    case ArgumentType::month: return "yyyy-mm";
    case ArgumentType::money: return "YUAN";
    case ArgumentType::choice: {
      auto words = joined(argument.choices);
      for (auto at = words.find(", "); at != std::string::npos; at = words.find(", ")) words.replace(at, 2, "|");
      return words;
    }
    case ArgumentType::text: break;
  }
  return "TEXT";
}

Fields read_arguments(const DeclaredCommand& command, const Fields& given) {
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto& name = given[i].first;
    if (command.argument(name) == nullptr) {
      std::vector<std::string> known;
      for (const auto& argument : command.arguments) known.push_back(argument.name);
      throw ArgumentError(inert(name), "is no argument of " + command.name + (known.empty() ? ", which takes none" : "; it takes " + joined(known)));
    }
    for (std::size_t other = 0; other < i; ++other)
      if (given[other].first == name) throw ArgumentError(name, "is given twice");
  }
  Fields values;
  for (const auto& argument : command.arguments) {
    const auto found = std::find_if(given.begin(), given.end(), [&](const auto& one) { return one.first == argument.name; });
    if (found != given.end() && !nothing(found->second)) values.emplace_back(argument.name, read_one(argument, found->second));
    else if (argument.required) throw ArgumentError(argument.name, "is missing: " + argument_form(argument));
    else if (!argument.otherwise.is_null()) values.emplace_back(argument.name, argument.otherwise);
  }
  return values;
}

}  // namespace gongting::host::plugin_host
