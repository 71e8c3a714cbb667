// Pages: Mustache templates in a layout, read in the order site override > plugin > core, with the texts of a locale.
//
// A template is text with tags:
//   {{name}} {{form.name}} {{.}}     a value, HTML-escaped; looked up from the innermost section outwards
//   {{#name}}…{{/name}}              once per item of a list or row of a table, or once when the value holds
//   {{^name}}…{{/name}}              when it does not: null, false, 0, an empty text, list or table, or not there
//   {{#kind=town}}…{{/kind=town}}    when the value's text is just that word (also inverted)
//   {{rows.count}}                   the number of items of a list or table
//   {{error.field}}                  the text of the entry of the model's `errors` [{field, text}] with that field
//   {{#t}}key{{/t}}                  a text of locale/<locale>.json, which may hold tags itself; replaced at load
//   {{>name}}                        a partial, put in at load: partials/<name>.html or <name>.html of the plugin, else
//                                    of the core; {{>icon-NAME}} is an icon of the core's partials/sprite.html
//   {{! … }}                         a comment
// A Message in the model is written in the reader's language. {{{ }}}, {{& }} and other delimiters are refused, but
// for {{{content}}} in a layout of the core. A tag may stand in text and in quoted attributes; where it begins an
// address (href, src, action …) only relative, http, https, tel and mailto addresses come through.
#ifndef GONGTING_HOST_VIEW_VIEW_HPP
#define GONGTING_HOST_VIEW_VIEW_HPP

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "gongting/value.hpp"

namespace gongting::host::view {

/// Has every text; what another locale lacks is taken from it.
inline constexpr std::string_view k_home_locale = "zh-CN";

/// Where templates and texts come from. A folder that does not exist is taken as empty.
struct Sources {
  struct Plugin {
    std::string name;
    std::filesystem::path templates, locale;
  };
  std::filesystem::path templates, locale;  ///< of the core
  std::vector<Plugin> plugins;
  std::filesystem::path overrides;  ///< <site slug>/core/… and <site slug>/<plugin name>/…
  std::vector<std::string> locales = {"zh-CN", "en"};
};

/// What is wrong with a template or a locale file, found at start.
struct Problem {
  std::string plugin;  ///< "" is the core
  std::string file;
  int line = 0;
  std::string reason;
  bool fatal = true;  ///< false: a text is missing in a locale and falls back to zh-CN
  /// "<file>:<line>: <reason>"
  std::string text() const;
};

struct RenderRequest {
  std::string_view site;           ///< slug: picks the overrides
  std::string_view plugin;         ///< "" is the core
  std::string_view name;           ///< "list.html"
  std::string_view locale = "zh-CN";
  ValueRef model;                  ///< map
  std::string_view globals;        ///< encoded map, seen by page and layout; the model goes before it
  std::string_view layout = "page";  ///< "page" (portal or console by face), "print", "bare", "none"
  Face face = Face::portal;
  ValueRef title;                  ///< text or message, for <title>; the page's h1 when it is empty
  ValueRef layout_model;           ///< map, seen by the layout only
};

/// All templates, parsed for every locale when it is made. Immutable: any thread may render.
class Engine {
 public:
  explicit Engine(Sources sources);
  ~Engine();
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  /// Ordered by plugin and file. A template with a fatal problem cannot be rendered.
  const std::vector<Problem>& problems() const;

  bool has(std::string_view plugin, std::string_view name) const;

  /// Throws Error{internal} when there is no such template or the model is not well formed.
  std::string render(const RenderRequest& request) const;

  /// Plain text, not escaped. `params` is a map; an unknown key comes back as it is.
  std::string message(std::string_view locale, std::string_view plugin, std::string_view key, ValueRef params) const;

  /// Whether this is a key of the plugin's texts, or of the core's.
  bool knows(std::string_view plugin, std::string_view key) const;

  /// The text of a value: a message in the reader's language, a text as it is, a number plainly.
  std::string plain(std::string_view locale, std::string_view plugin, ValueRef value) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace gongting::host::view

#endif
