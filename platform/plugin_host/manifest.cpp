// Reads and checks plugin.json. Every refusal names the file, the key and what to write instead.
#include "plugin_host/manifest.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>

#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/abi/core.h"
#include "gongting/abi/event.h"
#include "gongting/abi/form.h"
#include "gongting/abi/workflow.h"
#include "gongting/error.hpp"
#include "plugin_host/manifest_node.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr std::size_t k_max_bytes = 1 << 20;

const std::vector<std::string_view>& reaches() {
  static const std::vector<std::string_view> words{"none", "own", "point", "area", "site"};
  return words;
}

bool matches_id(std::string_view text) {
  if (text.find('.') == std::string_view::npos || text.front() == '.' || text.back() == '.') return false;
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  }) && text.find("..") == std::string_view::npos && text.size() <= 100;
}

bool matches_version(const std::string& text) {
  const auto parts = split(text, '.');
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return !part.empty() && part.size() < 7 && part.find_first_not_of("0123456789") == std::string::npos;
  });
}

void read_permissions(const Node& list, Manifest& manifest) {
  for (const auto& node : list.items()) {
    node.only({"id", "title", "roles"});
    Permission permission{node["id"].text(), node["title"].titles(), node["roles"].texts()};
    const std::string prefix = manifest.name + '.';
    if (!permission.id.starts_with(prefix) || !matches_snake(std::string_view(permission.id).substr(prefix.size())))
      node["id"].refuse("must be " + prefix + "<verb>: " + inert(permission.id));
    if (manifest.permission(permission.id) != nullptr) node["id"].refuse("is declared twice: " + permission.id);
    manifest.permissions.push_back(std::move(permission));
  }
}

void read_tasks(const Node& list, Manifest& manifest) {
  for (const auto& node : list.items()) {
    node.only({"mark", "title", "line", "path", "words"});
    Task task{node["mark"].text(), node["path"].local_path(), node["title"].titles(), node["line"].titles()};
    if (node["words"].exists()) task.words = node["words"].texts();
    if (characters(task.mark) != 1) node["mark"].refuse("must be one character: " + inert(task.mark));
    manifest.tasks.push_back(std::move(task));
  }
}

std::vector<MenuEntry> read_menu(const Node& list, const Manifest& manifest) {
  std::vector<MenuEntry> entries;
  for (const auto& node : list.items()) {
    node.only({"title", "path", "permission"});
    entries.push_back({node["title"].titles(), node["path"].local_path(), node["permission"].text(false)});
    const auto& permission = entries.back().permission;
    if (!permission.empty() && manifest.permission(permission) == nullptr)
      node["permission"].refuse("is not declared under \"permissions\": " + inert(permission));
  }
  return entries;
}

SettingType setting_type(const Node& node) {
  const std::string word = node.text();
  if (word == "text") return SettingType::text;
  if (word == "integer") return SettingType::integer;
  if (word == "boolean") return SettingType::boolean;
  if (word == "choice") return SettingType::choice;
  node.refuse("must be text, integer, boolean or choice: " + inert(word));
}

void check_default(const Node& node, const Setting& setting) {
  const auto& data = node.data();
  switch (setting.type) {
    case SettingType::text:
      if (!std::holds_alternative<std::string>(data)) node.refuse("must be a text, as the setting's type says");
      return;
    case SettingType::boolean:
      if (!std::holds_alternative<bool>(data)) node.refuse("must be true or false, as the setting's type says");
      return;
    case SettingType::integer: {
      const auto number = node.integer();
      if ((setting.min && number < *setting.min) || (setting.max && number > *setting.max))
        node.refuse("lies outside of min and max");
      return;
    }
    case SettingType::choice: {
      const auto word = node.text();
      if (std::none_of(setting.choices.begin(), setting.choices.end(), [&](const Choice& c) { return c.value == word; }))
        node.refuse("is none of the choices: " + inert(word));
    }
  }
}

void read_settings(const Node& list, Manifest& manifest) {
  for (const auto& node : list.items()) {
    node.only({"key", "type", "default", "title", "hint", "choices", "min", "max"});
    Setting setting;
    setting.key = node["key"].snake();
    if (manifest.setting(setting.key) != nullptr) node["key"].refuse("is declared twice: " + setting.key);
    setting.type = setting_type(node["type"]);
    setting.title = node["title"].titles();
    setting.hint = node["hint"].titles(false);
    for (const auto& choice : node["choices"].items()) {
      choice.only({"value", "title"});
      setting.choices.push_back({choice["value"].text(), choice["title"].titles()});
    }
    if ((setting.type == SettingType::choice) == setting.choices.empty())
      node["choices"].refuse(setting.choices.empty() ? "is missing; a choice needs its values"
                                                     : "only belongs to a setting of type choice");
    if (node["min"].exists()) setting.min = node["min"].integer();
    if (node["max"].exists()) setting.max = node["max"].integer();
    const auto fallback = node["default"];
    check_default(fallback, setting);
    std::visit([&](const auto& value) {
      using T = std::decay_t<decltype(value)>;
      if constexpr (!std::is_same_v<T, std::monostate>) setting.otherwise = Value(value);
    }, fallback.data());
    manifest.settings.push_back(std::move(setting));
  }
}

/// "mediation.agreed": words in snake_case, the first of which is a plugin's name.
bool matches_event(const std::string& text) {
  const auto words = split(text, '.');
  return words.size() >= 2 && text.size() <= 100 &&
         std::all_of(words.begin(), words.end(), [](const std::string& word) { return matches_snake(word); });
}

void read_publishes(const Node& list, const Node& needs, Manifest& manifest) {
  for (const auto& node : list.items()) {
    node.only({"type", "title"});
    PublishedEvent event{node["type"].text(), node["title"].titles()};
    if (!matches_event(event.type) || !event.type.starts_with(manifest.name + '.'))
      node["type"].refuse("must be " + manifest.name + ".<word>, with the plugin's own name: " + inert(event.type));
    if (manifest.event(event.type) != nullptr) node["type"].refuse("is declared twice: " + event.type);
    manifest.publishes.push_back(std::move(event));
  }
  if (!manifest.publishes.empty() && !manifest.needs_service(GT_EVENT_ID))
    needs.refuse(std::string("lacks \"") + GT_EVENT_ID + "\", by which \"publishes\" are told; add it");
}

void read_subscribes(const Node& list, Manifest& manifest) {
  for (const auto& node : list.items()) {
    auto type = node.text();
    if (!matches_event(type)) node.refuse("must be an event's type such as mediation.agreed: " + inert(type));
    auto& all = manifest.subscribes;
    if (std::find(all.begin(), all.end(), type) != all.end()) node.refuse("is named twice: " + type);
    all.push_back(std::move(type));
  }
}

/// Minutes after midnight; -1 for what is no time of a day.
int minute_of_day(const std::string& text) {
  long long hour = 0, minute = 0;
  if (text.size() != 5 || text[2] != ':' || text.find_first_not_of("0123456789:") != std::string::npos ||
      !parse_integer(text.substr(0, 2), hour) || !parse_integer(text.substr(3), minute) || hour > 23 || minute > 59)
    return -1;
  return static_cast<int>(hour * 60 + minute);
}

void read_schedules(const Node& list, Manifest& manifest) {
  for (const auto& node : list.items()) {
    node.only({"name", "daily", "title"});
    DailyWork work{node["name"].snake(), minute_of_day(node["daily"].text()), node["title"].titles()};
    if (work.minute < 0)
      node["daily"].refuse("must be a time of the day in Shanghai such as 03:30: " + inert(node["daily"].text()));
    if (manifest.schedule(work.name) != nullptr) node["name"].refuse("is declared twice: " + work.name);
    manifest.schedules.push_back(std::move(work));
  }
}

void check_columns(const Node& record) {
  static const std::set<std::string_view> types{"text", "integer", "money", "real", "boolean", "date", "time", "bytes",
                                                "sealed", "sealed:mobile", "sealed:resident_id"};
  static const std::set<std::string_view> reserved{"id",         "site_id",    "point_id",  "area",
                                                   "version",    "created_at", "created_by", "updated_at"};
  for (const auto& [column, value] : record["columns"].object()) {
    const Node node = record["columns"][column];
    if (!matches_snake(column)) node.refuse("a column's name must be snake_case");
    if (reserved.count(column) > 0) node.refuse("is a column that the host adds to every record; remove it here");
    if (types.count(node.text()) == 0)
      node.refuse("must be text, integer, money, real, boolean, date, time, bytes, sealed, sealed:mobile or "
                  "sealed:resident_id: " + inert(node.text()));
  }
}

void check_records(const Node& list) {
  std::set<std::string> names;
  for (const auto& node : list.items()) {
    if (!names.insert(node["name"].snake()).second) node["name"].refuse("is declared twice: " + node["name"].text());
  }
  for (const auto& node : list.items()) {
    check_columns(node);
    for (const auto& [column, value] : node["columns"].object())
      if (names.count(column) > 0) node["columns"][column].refuse("has the name of a record type; rename one of them");
    const std::string parent = node["parent"].text(false);
    if (!parent.empty() && (names.count(parent) == 0 || parent == node["name"].text()))
      node["parent"].refuse("is no other record type of this plugin: " + inert(parent));
    if (parent.empty() == !node["readers"].exists())
      node["readers"].refuse(parent.empty() ? "is missing; say which role reads how far, or name a \"parent\""
                                            : "does not go together with \"parent\": a child is read with its parent");
    if (node["readers"].exists())
      for (const auto& [role, value] : node["readers"].object()) {
        const Node reach = node["readers"][role];
        if (std::find(reaches().begin(), reaches().end(), reach.text()) == reaches().end())
          reach.refuse("must be none, own, point, area or site: " + inert(reach.text()));
      }
  }
}

/// What is still to be done can be counted without asking the plugin: {"record": "dispute", "open": "is_open"}.
void read_open_work(const Node& work, const Node& records, Manifest& manifest) {
  if (!work["record"].exists() && !work["open"].exists()) return;
  manifest.work_record = work["record"].snake();
  manifest.work_open = work["open"].snake();
  for (const auto& record : records.items()) {
    if (record["name"].text() != manifest.work_record) continue;
    if (!record["columns"][manifest.work_open].exists()) work["open"].refuse("is no column of " + manifest.work_record);
    return;
  }
  work["record"].refuse("is no record type of this plugin: " + manifest.work_record);
}

}  // namespace

const std::string& Titles::in(std::string_view locale) const {
  static const std::string none;
  const std::string* fallback = &none;
  for (const auto& [language, text] : texts_) {
    if (language == locale) return text;
    if (language == "zh-CN") fallback = &text;
  }
  return *fallback;
}

const Permission* Manifest::permission(std::string_view wanted) const {
  const auto found = std::find_if(permissions.begin(), permissions.end(), [&](const auto& p) { return p.id == wanted; });
  return found == permissions.end() ? nullptr : &*found;
}

const Setting* Manifest::setting(std::string_view key) const {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const auto& s) { return s.key == key; });
  return found == settings.end() ? nullptr : &*found;
}

const PublishedEvent* Manifest::event(std::string_view wanted) const {
  const auto found = std::find_if(publishes.begin(), publishes.end(), [&](const auto& e) { return e.type == wanted; });
  return found == publishes.end() ? nullptr : &*found;
}

const DailyWork* Manifest::schedule(std::string_view wanted) const {
  const auto found = std::find_if(schedules.begin(), schedules.end(), [&](const auto& s) { return s.name == wanted; });
  return found == schedules.end() ? nullptr : &*found;
}

const DeclaredCommand* Manifest::command(std::string_view wanted) const {
  const auto found = std::find_if(commands.begin(), commands.end(), [&](const auto& one) { return one.name == wanted; });
  return found == commands.end() ? nullptr : &*found;
}

bool Manifest::needs_service(std::string_view wanted) const {
  return std::find(needs.begin(), needs.end(), wanted) != needs.end();
}

Manifest parse_manifest(std::string text, const std::string& file) {
  Value parsed;
  try {
    parsed = parse_json(text);
  } catch (const Error& error) {
    throw Error{Kind::bad_input, file + ": " + error.what()};
  }
  const Node root(file, "", Json(parsed));
  root.only({"id", "name", "version", "abi", "mark", "title", "summary", "needs", "personal", "permissions", "tasks",
             "menu", "work", "settings", "publishes", "subscribes", "schedules", "commands", "records", "rules", "workflows", "forms", "locales", "author", "license",
             "homepage"});
  Manifest manifest;
  manifest.id = root["id"].text();
  if (!matches_id(manifest.id))
    root["id"].refuse("must be a reverse domain name such as org.example.guestbook: " + inert(manifest.id));
  manifest.name = root["name"].snake();
  manifest.version = root["version"].text();
  if (!matches_version(manifest.version))
    root["version"].refuse("must be three numbers such as 1.0.0: " + inert(manifest.version));
  const auto abi = root["abi"].integer();
  if (abi != GT_ABI_MAJOR)
    root["abi"].refuse("this platform loads plugins of abi " + std::to_string(GT_ABI_MAJOR) + ", this one is built for " +
                       std::to_string(abi) + "; install the version of " + manifest.id + " made for this platform");
  manifest.abi = static_cast<int>(abi);
  manifest.mark = root["mark"].text();
  if (characters(manifest.mark) != 1) root["mark"].refuse("must be one character: " + inert(manifest.mark));
  manifest.title = root["title"].titles();
  manifest.summary = root["summary"].titles(false);
  manifest.author = root["author"].text(false);
  manifest.license = root["license"].text(false);
  manifest.homepage = root["homepage"].text(false);
  manifest.needs = root["needs"].texts();
  manifest.personal = root["personal"].boolean();
  read_permissions(root["permissions"], manifest);
  read_tasks(root["tasks"], manifest);
  if (root["menu"].exists()) {
    root["menu"].only({"portal", "console"});
    manifest.portal_menu = read_menu(root["menu"]["portal"], manifest);
    manifest.console_menu = read_menu(root["menu"]["console"], manifest);
  }
  if (root["work"].exists()) {
    root["work"].only({"path", "record", "open"});
    manifest.work_path = root["work"]["path"].local_path();
    read_open_work(root["work"], root["records"], manifest);
  }
  read_settings(root["settings"], manifest);
  read_publishes(root["publishes"], root["needs"], manifest);
  read_subscribes(root["subscribes"], manifest);
  read_schedules(root["schedules"], manifest);
  read_commands(root["commands"], root["needs"], manifest);
  check_records(root["records"]);
  if (root["records"].exists()) manifest.records = Json(parsed)["records"].items();
  manifest.rules = root["rules"].texts();
  manifest.workflows = root["workflows"].texts();
  manifest.forms = root["forms"].texts();
  for (const auto* key : {"rules", "workflows", "forms"})
    for (const auto& node : root[key].items())
      if (node.text().front() == '/' || node.text().find("..") != std::string::npos)
        node.refuse("must be a file inside of the plugin's folder: " + inert(node.text()));
  if (!manifest.workflows.empty() && !manifest.needs_service(GT_WORKFLOW_ID))
    root["workflows"].refuse("needs the service " GT_WORKFLOW_ID "; name it under \"needs\"");
  if (!manifest.forms.empty() && !manifest.needs_service(GT_FORM_ID)) root["forms"].refuse("needs the service " GT_FORM_ID "; name it under \"needs\"");
  manifest.locales = root["locales"].texts();
  if (manifest.locales.empty()) manifest.locales = {"zh-CN"};
  manifest.text = std::move(text);
  return manifest;
}

Manifest read_manifest(const std::filesystem::path& folder) {
  const auto path = folder / "plugin.json";
  const std::string file = (folder.filename() / "plugin.json").string();
  std::error_code problem;
  if (const auto size = std::filesystem::file_size(path, problem); problem || size > k_max_bytes)
    throw Error{Kind::bad_input, file + (problem ? ": cannot be read: " + problem.message() : ": is larger than 1 MB")};
  std::ifstream in(path, std::ios::binary);
  return parse_manifest(std::string(std::istreambuf_iterator<char>(in), {}), file);
}

}  // namespace gongting::host::plugin_host
