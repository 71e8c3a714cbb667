// The texts of locale/<locale>.json: of the core and of each plugin.
#ifndef GONGTING_HOST_VIEW_TEXTS_HPP
#define GONGTING_HOST_VIEW_TEXTS_HPP

#include <array>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gongting/value.hpp"
#include "view/out.hpp"
#include "view/view.hpp"

namespace gongting::host::view {

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class T>
using StringMap = std::unordered_map<std::string, T, StringHash, std::equal_to<>>;

class Texts {
 public:
  /// One text, taken apart: a literal, then the name of a parameter, then a literal and so on.
  struct Text {
    std::string source;
    std::vector<std::string> parts;
  };

  /// Reads <folder>/<locale>.json. Objects in it are joined by dots: {"nav":{"home":"首页"}} is nav.home.
  void load(const std::string& plugin, const std::string& locale, const std::filesystem::path& folder,
            std::vector<Problem>& problems);

  /// Whether exactly this locale has the text, in the plugin or in the core.
  bool complete(std::string_view locale, std::string_view plugin, std::string_view key) const;

  /// The texts of one plugin in one locale, and those that stand in for what it lacks. Lifetime: that of the Texts,
  /// which load nothing more.
  class Reader {
   public:
    /// The text itself: the plugin's, in this locale or in zh-CN, else the core's; null when there is none.
    const Text* find(std::string_view key) const;
    /// Appends the text with its parameters, escaped for HTML or plain. A parameter may be a message itself.
    void write(Out& out, std::string_view key, ValueRef params, bool html, int depth = 0) const;
    /// Appends a text, number or message.
    void write_value(Out& out, ValueRef value, bool html, int depth = 0) const;

   private:
    friend class Texts;
    std::array<const StringMap<Text>*, 4> files_{};  // in the order they are looked into; null behind the last
  };
  Reader reader(std::string_view locale, std::string_view plugin) const;

 private:
  const StringMap<Text>* file(std::string_view plugin, std::string_view locale) const;

  StringMap<StringMap<Text>> files_;  ///< by "<plugin>/<locale>"
};

}  // namespace gongting::host::view

#endif
