// What a plugin declares in plugin.json, read without running it: the host lists, checks, translates and draws from this.
#ifndef GONGTING_PLUGIN_HOST_MANIFEST_HPP
#define GONGTING_PLUGIN_HOST_MANIFEST_HPP

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gongting/value.hpp"

namespace gongting::host::plugin_host {

/// One text in several languages.
class Titles {
 public:
  Titles() = default;
  explicit Titles(std::vector<std::pair<std::string, std::string>> texts) : texts_(std::move(texts)) {}
  bool empty() const { return texts_.empty(); }
  /// In this language, or in zh-CN, which every text has.
  const std::string& in(std::string_view locale) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return texts_; }

 private:
  std::vector<std::pair<std::string, std::string>> texts_;
};

struct Permission {
  std::string id;  // "<plugin>.<verb>"
  Titles title;
  std::vector<std::string> roles;  // who holds it
};

/// One thing a citizen comes for, on the portal's home page.
struct Task {
  std::string mark, path;  // one character; path below the plugin's address
  Titles title, line;
  std::vector<std::string> words = {};  // with which people ask for it: 欠钱, 漏水
};

struct MenuEntry {
  Titles title;
  std::string path, permission;  // permission "" for anyone who sees the face
};

enum class SettingType { text, integer, boolean, choice };

struct Choice {
  std::string value;
  Titles title;
};

struct Setting {
  std::string key;
  SettingType type = SettingType::text;
  Value otherwise;  // "default"
  Titles title, hint;
  std::vector<Choice> choices;
  std::optional<std::int64_t> min, max;  // of an integer, or of a text's length
};

/// Something that happens to its records and that it tells others.
struct PublishedEvent {
  std::string type;  // "<plugin>.<word>"
  Titles title;
};

/// Work that comes again each day.
struct DailyWork {
  std::string name;
  int minute = 0;  // after midnight in Asia/Shanghai
  Titles title;
};

enum class ArgumentType { text, integer, boolean, date, month, money, choice };

/// One argument of a command.
struct Argument {
  std::string name;
  ArgumentType type = ArgumentType::text;
  bool required = false;
  Value otherwise;  // "default": as if it had been given
  Titles title;
  std::vector<std::string> choices;
  std::optional<std::int64_t> min, max;  // of an integer, of money in fen, or of a text's length
};

/// A function of the plugin behind page, API and command line.
struct DeclaredCommand {
  std::string name, permission;  // permission: as of a route
  bool writes = false;
  bool offline = false;  // needs neither server nor database
  int per_hour = 0;
  Titles title, summary;
  std::vector<Argument> arguments;

  const Argument* argument(std::string_view name) const;
};

struct Manifest {
  std::string id, name, version, mark, author, license, homepage;
  int abi = 0;
  Titles title, summary;
  std::vector<std::string> needs, rules, workflows, forms, locales;
  bool personal = false;  // may read mobile numbers and find people by resident ID
  std::vector<Permission> permissions;
  std::vector<Task> tasks;
  std::vector<MenuEntry> portal_menu, console_menu;
  std::string work_path;  // page that answers with the rows of the console's work list; "" for none
  std::string work_record, work_open;  // records of which are work while this column is 1; "" when it cannot be counted
  std::vector<Setting> settings;
  std::vector<PublishedEvent> publishes;
  std::vector<std::string> subscribes;  // types of events, other plugins' among them
  std::vector<DailyWork> schedules;
  std::vector<DeclaredCommand> commands;
  Value records;    // the list, as the store reads it; its form is checked here
  std::string text;  // the file, byte by byte: the library has to carry the same

  const Permission* permission(std::string_view id) const;
  const Setting* setting(std::string_view key) const;
  const PublishedEvent* event(std::string_view type) const;
  const DailyWork* schedule(std::string_view name) const;
  const DeclaredCommand* command(std::string_view name) const;
  bool needs_service(std::string_view id) const;
};

/// Checks all of it. `file` is only for the message.
/// Errors: Error{bad_input} "<file>: <key>: <what is wrong and what to write>".
Manifest parse_manifest(std::string text, const std::string& file);
/// The same from <folder>/plugin.json.
Manifest read_manifest(const std::filesystem::path& folder);

}  // namespace gongting::host::plugin_host

#endif
