// The arguments of a command, read from what a page, a program or a command line gave.
#ifndef GONGTING_PLUGIN_HOST_COMMANDS_HPP
#define GONGTING_PLUGIN_HOST_COMMANDS_HPP

#include <string>

#include "gongting/error.hpp"
#include "gongting/value.hpp"
#include "plugin_host/manifest.hpp"

namespace gongting::host::plugin_host {

/// What is wrong with which argument.
class ArgumentError : public Error {
 public:
  ArgumentError(std::string argument, const std::string& reason)
      : Error(Kind::bad_input, argument + ": " + reason), argument_(std::move(argument)) {}
  const std::string& argument() const { return argument_; }

 private:
  std::string argument_;
};

/// The values as the plugin gets them: checked, with defaults. `given` holds texts, as of an address or a command line, or
/// values of JSON; money is always a text in yuan, "1234.50". Errors: ArgumentError.
Fields read_arguments(const DeclaredCommand& command, const Fields& given);

/// What an argument takes, in a word or two: "yyyy-mm-dd".
std::string argument_form(const Argument& argument);

}  // namespace gongting::host::plugin_host

#endif
