// Commands: one function behind page, API and command line, so that a figure cannot differ between them.
#ifndef GONGTING_COMMANDS_HPP
#define GONGTING_COMMANDS_HPP

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/host.hpp"

namespace gongting {

class Request;

/// What a command was called with, checked by the host: what plugin.json says is required is there and of its type.
/// Lifetime: the call.
class Arguments {
 public:
  explicit Arguments(ValueRef values) : values_(values) {}
  bool has(std::string_view name) const { return !values_[name].is_null(); }
  std::string text(std::string_view name) const { return std::string(values_[name].text()); }
  std::int64_t integer(std::string_view name, std::int64_t otherwise = 0) const { return values_[name].integer(otherwise); }
  bool boolean(std::string_view name) const { return values_[name].boolean(); }
  ValueRef values() const { return values_; }

 private:
  ValueRef values_;
};

using CommandHandler = std::function<Fields(Request&, const Arguments&)>;

/// What a command answered.
class CommandResult {
 public:
  explicit CommandResult(std::string bytes) : bytes_(std::move(bytes)) {}
  ValueRef operator[](std::string_view key) const { return ValueRef(bytes_)[key]; }
  ValueRef values() const { return ValueRef(bytes_); }
  /// For the model of a page.
  Fields fields() const {
    Fields fields;
    values().for_each([&](std::string_view key, ValueRef value) { return fields.emplace_back(key, value.value()), true; });
    return fields;
  }

 private:
  std::string bytes_;
};

}  // namespace gongting

#endif
