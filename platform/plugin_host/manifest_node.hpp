// One key of plugin.json while it is read: what it holds, or where the file is wrong and what to write instead.
#ifndef GONGTING_PLUGIN_HOST_MANIFEST_NODE_HPP
#define GONGTING_PLUGIN_HOST_MANIFEST_NODE_HPP

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "plugin_host/manifest.hpp"

namespace gongting::host::plugin_host {

inline bool matches_snake(std::string_view text) {
  if (text.empty() || text.size() > 40 || text[0] < 'a' || text[0] > 'z' || text.back() == '_') return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '_' && text[i - 1] != '_'))) return false;
  }
  return true;
}

/// One key of the file, with the way to it for the message.
class Node {
 public:
  Node(const std::string& file, std::string path, Json json) : file_(file), path_(std::move(path)), json_(json) {}

  [[noreturn]] void refuse(const std::string& reason) const {
    throw Error{Kind::bad_input, file_ + ": " + (path_.empty() ? "" : path_ + ": ") + reason};
  }
  bool exists() const { return json_.exists(); }
  Node operator[](const std::string& key) const { return {file_, path_.empty() ? key : path_ + '.' + key, json_[key]}; }
  const Value::Data& data() const {
    static const Value::Data none;
    return json_.value() == nullptr ? none : json_.value()->data();
  }

  std::string text(bool required = true) const {
    if (!exists() && !required) return {};
    const auto* found = std::get_if<std::string>(&data());
    if (found == nullptr) refuse(exists() ? "must be a text" : "is missing");
    if (found->find_first_not_of(" \t\n") == std::string::npos) refuse("must not be empty");
    return *found;
  }
  std::int64_t integer() const {
    const auto* found = std::get_if<std::int64_t>(&data());
    if (found == nullptr) refuse(exists() ? "must be a whole number" : "is missing");
    return *found;
  }
  bool boolean() const {
    if (!exists()) return false;
    const auto* found = std::get_if<bool>(&data());
    if (found == nullptr) refuse("must be true or false");
    return *found;
  }
  std::vector<Node> items() const {
    if (!exists()) return {};
    if (!std::holds_alternative<List>(data())) refuse("must be a list");
    std::vector<Node> nodes;
    std::size_t number = 0;
    for (const auto& item : json_.items()) nodes.emplace_back(file_, path_ + '[' + std::to_string(number++) + ']', Json(item));
    return nodes;
  }
  const Fields& object() const {
    if (!std::holds_alternative<Fields>(data())) refuse(exists() ? "must be an object" : "is missing");
    return json_.fields();
  }
  /// A misspelt key must not be passed over in silence: the author believes that it works.
  void only(std::initializer_list<std::string_view> keys) const {
    for (const auto& [key, value] : object())
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) (*this)[key].refuse("is not a known key; remove it or correct its spelling");
  }
  std::vector<std::string> texts() const {
    std::vector<std::string> texts;
    for (const auto& item : items()) texts.push_back(item.text());
    return texts;
  }
  Titles titles(bool required = true) const {
    if (!exists() && !required) return {};
    std::vector<std::pair<std::string, std::string>> texts;
    for (const auto& [locale, value] : object()) texts.emplace_back(locale, (*this)[locale].text());
    const bool chinese = std::any_of(texts.begin(), texts.end(), [](const auto& text) { return text.first == "zh-CN"; });
    if (!chinese) refuse("needs a text for \"zh-CN\", the language that every site has");
    return Titles(std::move(texts));
  }
  std::string local_path() const {
    std::string path = text();
    if (path[0] != '/' || path.find_first_of(" ?#\\{}") != std::string::npos || path.find("//") != std::string::npos ||
        path.find("..") != std::string::npos)
      refuse("must be an address below the plugin's own, beginning with / and without parameters: " + inert(path));
    return path;
  }
  std::string snake() const {
    std::string name = text();
    if (!matches_snake(name)) refuse("must be snake_case (a-z, 0-9, single _): " + inert(name));
    return name;
  }

 private:
  const std::string& file_;
  std::string path_;
  Json json_;
};

/// "commands" of plugin.json.
void read_commands(const Node& list, const Node& needs, Manifest& manifest);

}  // namespace gongting::host::plugin_host

#endif
