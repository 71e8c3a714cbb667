// What a command of the program is, and what it is called with. Each stands in a file of its own under commands/.
#ifndef GONGTING_APP_COMMAND_HPP
#define GONGTING_APP_COMMAND_HPP

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/config.hpp"

namespace gongting::host::app {

/// The command line is wrong: exit code 2.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Option {
  std::string name;      // "court", given as --court
  std::string argument;  // what it takes; "" for a switch
  std::string text;
};

/// One call of a command.
class Call {
 public:
  Call(std::filesystem::path program, std::vector<std::string> arguments, std::map<std::string, std::vector<std::string>> options)
      : program_(std::move(program)), arguments_(std::move(arguments)), options_(std::move(options)) {}

  const std::vector<std::string>& arguments() const { return arguments_; }
  bool has(const std::string& option) const { return options_.contains(option); }
  /// The last value given, or what stands for it.
  std::string option(const std::string& name, const std::string& otherwise = "") const;
  /// As option(), but one has to be given. Errors: UsageError.
  std::string required(const std::string& name) const;

  /// The program's file as it was called, links kept: a new generation starts what lies there then.
  const std::filesystem::path& program() const { return program_; }
  /// --config, else GT_CONFIG, else config/gongting.json here, else /etc/gongting/gongting.json; empty when there is none.
  std::filesystem::path config_file() const;
  /// Read at the first call. Errors: those of load_config.
  const Config& config();

 private:
  std::filesystem::path program_;
  std::vector<std::string> arguments_;
  std::map<std::string, std::vector<std::string>> options_;
  std::optional<Config> config_;
};

struct Command {
  std::string words{};      // "serve", "site add"
  std::string arguments{};  // for the help: "SLUG"
  std::size_t least = 0, most = 0;  // how many arguments
  std::string summary{};
  std::vector<Option> options{};
  /// Gives the exit code: 0 done, 1 not done (it has said why on standard error). What it throws is said there too.
  std::function<int(Call&)> run = {};
  bool hidden = false;             // not for people
  bool waits_for_signals = false;  // SIGHUP stays blocked for it
};

/// The command of a plugin that the words begin with ("mediation", "figures"): nothing when the first one names no plugin.
/// Errors: UsageError when the plugin has no such command.
std::optional<Command> plugin_command(const std::filesystem::path& program, const std::vector<std::string>& words);

/// All of them, in the order of the help.
const std::vector<Command>& commands();

}  // namespace gongting::host::app

#endif
