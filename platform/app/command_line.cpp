#include "app/command_line.hpp"

#include <Poco/Exception.h>
#include <Poco/Path.h>
#include <Poco/Util/HelpFormatter.h>
#include <Poco/Util/Option.h>
#include <Poco/Util/OptionException.h>
#include <Poco/Util/OptionSet.h>
#include <Poco/Util/ServerApplication.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <iostream>

#include "app/command.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::app {
namespace {

namespace fs = std::filesystem;

constexpr int k_done = 0, k_not_done = 1, k_wrongly_called = 2;

void print_overview(std::ostream& out) {
  out << "Gongting, the platform of a shared court (共享法庭).\n\nusage: gongting COMMAND [options] [arguments]\n\n";
  for (const auto& command : commands()) {
    if (command.hidden) continue;
    auto words = command.words + (command.arguments.empty() ? "" : " " + command.arguments);
    words.resize(std::max<std::size_t>(words.size() + 1, 34), ' ');
    out << "  " << words << command.summary << '\n';
  }
  out << "\ngongting COMMAND --help says more about one. Every command takes --config FILE; each key of that file can be "
         "set by a\nGT_… variable instead. gongting MODULE lists the commands of a module. Exit code: 0 done, 1 not done, 2 wrongly called.\n";
}

int complain(const std::string& words, const std::string& text, int code) {
  std::cerr << "gongting" << (words.empty() ? "" : " " + words) << ": " << text << '\n';
  return code;
}

/// One command as the Poco application it runs in: option syntax, help text and logging are Poco's.
class CommandApplication final : public Poco::Util::ServerApplication {
 public:
  explicit CommandApplication(const Command& command) : command_(command) {
    // Poco turns a fault of the program into an abort; the supervisor and core tools want to see the fault itself.
    for (const int fault : {SIGSEGV, SIGBUS, SIGILL, SIGSYS}) std::signal(fault, SIG_DFL);
  }

  int start(const std::vector<std::string>& arguments) {
    init(arguments);
    return Application::run();
  }

 protected:
  void defineOptions(Poco::Util::OptionSet& options) override {
    using Poco::Util::Option;
    options.addOption(Option("help", "h", "say what the command does and takes"));
    options.addOption(Option("version", "", "print the version"));
    options.addOption(Option("config", "c", "the configuration", false).argument("FILE"));
    for (const auto& option : command_.options) {
      Option described(option.name, "", option.text, false);
      if (!option.argument.empty()) described.argument(option.argument);
      options.addOption(described.repeatable(true));
    }
  }

  void handleOption(const std::string& name, const std::string& value) override { given_[name].push_back(value); }

  int main(const std::vector<std::string>& arguments) override {
    try {
      return run_command(arguments);
    } catch (const UsageError& e) {
      return complain(command_.words, std::string(e.what()) + "; see gongting " + command_.words + " --help", k_wrongly_called);
    } catch (const Poco::Exception& e) {
      return complain(command_.words, e.displayText(), k_not_done);
    } catch (const std::exception& e) {
      return complain(command_.words, e.what(), k_not_done);
    }
  }

 private:
  int run_command(const std::vector<std::string>& arguments) {
    if (given_.contains("help")) return print_help();
    if (given_.contains("version")) {
      std::cout << "gongting " GONGTING_VERSION "\n";
      return k_done;
    }
    if (arguments.size() < command_.least || arguments.size() > command_.most)
      throw UsageError("it takes " + (command_.arguments.empty() ? std::string("no arguments") : command_.arguments) + ", but " +
                       std::to_string(arguments.size()) + " were given");
    Call call(commandPath(), arguments, given_);
    if (!command_.waits_for_signals) unblock_hangup();
    return command_.run(call);
  }

  static void unblock_hangup() {
    sigset_t hangup;
    sigemptyset(&hangup);
    sigaddset(&hangup, SIGHUP);
    pthread_sigmask(SIG_UNBLOCK, &hangup, nullptr);
  }

  int print_help() {
    Poco::Util::HelpFormatter help(options());
    help.setUnixStyle(true);
    help.setCommand("gongting " + command_.words);
    help.setUsage("[options] " + command_.arguments);
    help.setHeader("\n" + command_.summary + ".");
    help.setWidth(100);
    help.format(std::cout);
    return k_done;
  }

  const Command& command_;
  std::map<std::string, std::vector<std::string>> given_;
};

/// The command with the most words that the arguments begin with; how many words that are in `words`.
const Command* find_command(const std::vector<std::string>& arguments, std::size_t& words) {
  for (words = std::min<std::size_t>(2, arguments.size()); words > 0; --words) {
    std::string name = arguments[0];
    for (std::size_t i = 1; i < words; ++i) name += " " + arguments[i];
    for (const auto& command : commands())
      if (command.words == name) return &command;
  }
  return nullptr;
}

std::string unknown_command(const std::string& first) {
  std::string family;
  for (const auto& command : commands())
    if (!command.hidden && command.words.starts_with(first + " ")) family += (family.empty() ? "" : ", ") + command.words;
  if (!family.empty()) return "say which: " + family;
  return "there is no command " + inert(first) + "; gongting --help lists them";
}

/// Options before the command belong to it: gongting --config FILE serve.
std::vector<std::string> with_options_last(const std::vector<std::string>& given) {
  std::size_t at = 0;
  while (at < given.size() && given[at].starts_with("-")) at += given[at] == "--config" || given[at] == "-c" ? 2 : 1;
  at = std::min(at, given.size());
  std::vector<std::string> ordered(given.begin() + static_cast<std::ptrdiff_t>(at), given.end());
  ordered.insert(ordered.end(), given.begin(), given.begin() + static_cast<std::ptrdiff_t>(at));
  return ordered;
}

int run_without_command(const std::vector<std::string>& arguments) {
  for (const auto& argument : arguments) {
    if (argument == "--version") {
      std::cout << "gongting " GONGTING_VERSION "\n";
      return k_done;
    }
    if (argument == "--help" || argument == "-h") {
      print_overview(std::cout);
      return k_done;
    }
  }
  if (!arguments.empty()) return complain("", unknown_command(arguments[0]), k_wrongly_called);
  print_overview(std::cerr);
  return k_wrongly_called;
}

}  // namespace

int run_command_line(int argc, char** argv) {
  const auto arguments = with_options_last({argv + 1, argv + argc});
  std::size_t words = 0;
  const Command* command = find_command(arguments, words);
  std::optional<Command> of_plugin;
  if (command == nullptr && !arguments.empty() && !arguments[0].starts_with("-")) {
    try {
      of_plugin = plugin_command(argv[0], arguments);
    } catch (const UsageError& e) {
      return complain(arguments[0], e.what(), k_wrongly_called);
    } catch (const std::exception& e) {
      return complain(arguments[0], e.what(), k_not_done);
    }
    if (of_plugin) command = &*of_plugin, words = 2;
  }
  if (command == nullptr) return run_without_command(arguments);
  std::vector<std::string> rest{argv[0]};
  rest.insert(rest.end(), arguments.begin() + static_cast<std::ptrdiff_t>(words), arguments.end());
  try {
    CommandApplication application(*command);
    return application.start(rest);
  } catch (const Poco::Util::OptionException& e) {
    return complain(command->words, e.displayText() + "; see gongting " + command->words + " --help", k_wrongly_called);
  } catch (const Poco::Exception& e) {
    return complain(command->words, e.displayText(), k_not_done);
  }
}

}  // namespace gongting::host::app
