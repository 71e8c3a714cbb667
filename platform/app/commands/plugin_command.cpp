// gongting <module> <command>: the commands that plugins declare.
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "app/pages.hpp"
#include "base/clock.hpp"
#include "gongting/detail/json.hpp"
#include "gongting/error.hpp"
#include "plugin_host/commands.hpp"
#include "plugin_host/plugin_host.hpp"
#include "sites/holidays.hpp"
#include "view/view.hpp"
#include "web/application.hpp"
#include "web/commands.hpp"
#include "web/offline.hpp"

namespace gongting::host::app {
namespace {

using plugin_host::DeclaredCommand;
using plugin_host::Plugin;
using plugin_host::PluginHost;

constexpr std::chrono::minutes k_limit{10};

/// As the shell called it; one that was found along PATH is the file of this process.
std::filesystem::path program_at(const std::filesystem::path& program) {
  if (program.has_parent_path()) return program;
  std::error_code problem;
  const auto own = std::filesystem::read_symlink("/proc/self/exe", problem);
  return problem ? program : own;
}

web::Places places_of(const std::filesystem::path& program, Call& call) {
  return web::Places::beside(program, call.config_file().empty() ? Config{} : call.config());
}

/// One catalogue for the process: plugins are never unloaded.
PluginHost& catalogue(const web::Places& places) {
  auto& plugins = PluginHost::make();
  for (const auto& folder : places.plugins)
    if (std::filesystem::is_directory(folder)) plugins.read_catalogue(folder);
  return plugins;
}

Fields given_in(const Call& call, const DeclaredCommand& command) {
  Fields given;
  for (const auto& argument : command.arguments)
    if (call.has(argument.name)) given.emplace_back(argument.name, call.option(argument.name));
  return given;
}

/// Without server and database, as gongting clock.
std::string run_offline(Call& call, const std::filesystem::path& program, const std::string& name, const DeclaredCommand& command,
                        const Fields& given) {
  const auto places = places_of(program, call);
  auto& plugins = catalogue(places);
  auto* plugin = plugins.find(name);
  if (plugin == nullptr || !plugins.load(*plugin)) throw Error{Kind::unavailable, plugin == nullptr ? "there is no module " + name : plugin->problem()};
  web::Rules rules(places.share / "config" / "rules");
  rules.add(*plugin);
  view::Sources sources;
  sources.templates = places.share / "templates";
  sources.locale = places.share / "locale";
  sources.plugins.push_back({name, {}, plugin->folder() / "locale"});
  const view::Engine views(sources);
  Scope scope;
  scope.plugin = name, scope.request_id = "offline";
  scope.deadline = std::chrono::steady_clock::now() + k_limit;
  web::OfflineBackend backend(name, rules, clock::Calendar(sites::shipped_holidays(places.share / "config" / "data" / "holidays-cn.csv")), views,
                              scope.locale);
  plugin_host::CallContext context{scope, backend};
  const auto now = now_ms();
  const auto request = encode_fields({{"command", Fields{{"name", command.name}, {"arguments", plugin_host::read_arguments(command, given)}}},
                                      {"locale", scope.locale},
                                      {"request_id", scope.request_id},
                                      {"now_ms", now},
                                      {"deadline_ms", now + std::chrono::milliseconds(k_limit).count()}});
  return plugins.run_command(*plugin, command.name, context, request);
}

std::string run_at_site(Call& call, const std::string& name, const DeclaredCommand& command, const Fields& given) {
  Installation installation(call);
  web::Application application(installation.config(), installation.places(), core_pages());
  const auto& services = application.services();
  auto* plugin = services.plugins.find(name);
  if (plugin == nullptr || !plugin->running()) throw Error{Kind::unavailable, plugin == nullptr ? "there is no module " + name : plugin->problem()};
  auto caller = installation.scope();
  caller.deadline = std::chrono::steady_clock::now() + k_limit;
  return web::run_command_at(services, call.option("site"), *plugin, command.name, given, caller);
}

void print(ValueRef value, const std::string& indent, const std::string& first);

void print_line(std::string_view name, ValueRef value, const std::string& indent) {
  if (value.tag() == Tag::list || value.tag() == Tag::map || value.tag() == Tag::table) {
    std::cout << indent << name << ":\n";
    print(value, indent + "  ", indent + "  ");
  } else {
    std::string text;
    if (value.tag() == Tag::text) text = value.text();
    else gongting::detail::write_json(text, value);
    std::cout << indent << name << (name.empty() ? "" : ": ") << text << '\n';
  }
}

/// `first`: what stands before the first line.
void print(ValueRef value, const std::string& indent, const std::string& first) {
  if (value.tag() == Tag::table) {
    const Rows rows{std::string(value.exact())};
    for (const auto row : rows) {
      std::string line;
      for (const auto& column : rows.columns()) {
        std::string text;
        if (row[column].tag() == Tag::text) text = row[column].text();
        else gongting::detail::write_json(text, row[column]);
        line += (line.empty() ? "" : "\t") + text;
      }
      std::cout << indent << line << '\n';
    }
    return;
  }
  bool begun = false;
  value.for_each([&](std::string_view key, ValueRef item) {
    const auto& before = begun ? indent : first;
    begun = true;
    if (value.tag() == Tag::list && item.tag() == Tag::map) print(item, before + "  ", before + "- ");
    else print_line(key, item, before);
    return true;
  });
}

int run(Call& call, const std::filesystem::path& program, const std::string& name, const DeclaredCommand& command) {
  const auto given = given_in(call, command);
  if (!command.offline && !call.has("site")) throw UsageError("--site is missing: the site at which it runs");
  std::string answer;
  try {
    answer = call.has("site") ? run_at_site(call, name, command, given) : run_offline(call, program, name, command, given);
  } catch (const plugin_host::ArgumentError& error) {
    throw UsageError(std::string("--") + error.what());
  }
  if (call.has("json")) {
    std::string json;
    gongting::detail::write_json(json, ValueRef(answer));
    std::cout << json << '\n';
  } else {
    print(ValueRef(answer), "", "");
  }
  return 0;
}

/// gongting MODULE: its commands.
int list(const Plugin& plugin) {
  for (const auto& command : plugin.manifest().commands) {
    auto words = plugin.name() + " " + command.name;
    words.resize(std::max<std::size_t>(words.size() + 1, 34), ' ');
    std::cout << words << command.title.in("en") << (command.offline ? " (needs no server)" : "") << '\n';
  }
  return 0;
}

std::string config_in(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if ((words[i] == "--config" || words[i] == "-c") && i + 1 < words.size()) return words[i + 1];
    if (words[i].starts_with("--config=")) return words[i].substr(9);
  }
  return {};
}

}  // namespace

std::optional<Command> plugin_command(const std::filesystem::path& called, const std::vector<std::string>& words) {
  const auto program = program_at(called);
  std::map<std::string, std::vector<std::string>> options;
  if (const auto config = config_in(words); !config.empty()) options["config"] = {config};
  Call call(program, {}, options);
  auto& plugins = catalogue(places_of(program, call));
  const auto* plugin = plugins.find(words[0]);
  if (plugin == nullptr) return std::nullopt;
  if (plugin->state() == plugin_host::PluginState::failed) throw Error{Kind::unavailable, plugin->problem()};
  const auto& commands = plugin->manifest().commands;
  if (commands.empty()) throw UsageError("the module has no commands");
  if (words.size() < 2 || words[1].starts_with("-")) {
    list(*plugin);
    throw UsageError("say which");
  }
  const auto* command = plugin->manifest().command(words[1]);
  if (command == nullptr) {
    std::string known;
    for (const auto& one : commands) known += (known.empty() ? "" : ", ") + one.name;
    throw UsageError("it has no command " + words[1] + "; it has " + known);
  }
  Command made;
  made.words = words[0] + " " + words[1];
  const auto& title = command->summary.empty() ? command->title : command->summary;
  made.summary = title.in("en");
  made.options.push_back({"site", "SLUG", command->offline ? "by the rules and the calendar of this site; without it without a database" : "at this site; needed"});
  for (const auto& argument : command->arguments)
    made.options.push_back({argument.name, plugin_host::argument_form(argument), argument.title.in("en") + (argument.required ? "; needed" : "")});
  made.options.push_back({"json", "", "for a program"});
  made.run = [program, name = words[0], declared = *command](Call& later) { return run(later, program, name, declared); };
  return made;
}

}  // namespace gongting::host::app
