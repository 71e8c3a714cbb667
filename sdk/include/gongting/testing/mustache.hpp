// Enough Mustache to see a plugin's template filled in a unit test: values (escaped), sections, inverted sections,
// dotted names. Texts appear as their keys; partials of the host ({{>form}}) as nothing. The host's own engine does the
// layout, the languages and the checks.
#ifndef GONGTING_TESTING_MUSTACHE_HPP
#define GONGTING_TESTING_MUSTACHE_HPP

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/format.hpp"
#include "gongting/value.hpp"

namespace gongting::test {

class Mustache {
 public:
  explicit Mustache(std::string text) : text_(std::move(text)) {}

  /// Errors: std::runtime_error names a section that is not closed, or a tag that plugins may not use.
  std::string render(ValueRef model) {
    scopes_ = {model};
    std::string out;
    const auto end = block(0, "", true, out);
    if (end != text_.size()) throw std::runtime_error("the template closes a section that is not open");
    return out;
  }

 private:
  struct Token {
    char kind;  // '#', '^', '/', '>', 'v', '!'
    std::string name;
    std::size_t begin, end;
  };

  bool next(std::size_t at, Token& token) const {
    const auto begin = text_.find("{{", at);
    if (begin == std::string::npos) return false;
    const auto close = text_.find("}}", begin);
    if (close == std::string::npos) throw std::runtime_error("the template has {{ without }}");
    std::string_view inner = std::string_view(text_).substr(begin + 2, close - begin - 2);
    if (!inner.empty() && (inner[0] == '{' || inner[0] == '&' || inner[0] == '='))
      throw std::runtime_error("plugins may not use {{" + std::string(inner) + "}}: it would not be escaped");
    const bool sign = !inner.empty() && std::string_view("#^/>!").find(inner[0]) != std::string_view::npos;
    const char kind = sign ? inner[0] : 'v';
    if (sign) inner.remove_prefix(1);
    while (inner.starts_with(' ')) inner.remove_prefix(1);
    while (inner.ends_with(' ')) inner.remove_suffix(1);
    token = {kind, std::string(inner), begin, close + 2};
    return true;
  }

  /// Writes from `at` to the end of the section `name`; answers where the text goes on behind it.
  std::size_t block(std::size_t at, const std::string& name, bool shown, std::string& out) {
    Token token;
    while (next(at, token)) {
      if (shown) out.append(text_, at, token.begin - at);
      at = token.end;
      switch (token.kind) {
        case 'v':
          if (shown) write(out, find(token.name));
          break;
        case '/':
          if (token.name != name) throw std::runtime_error("the template closes {{/" + token.name + "}} inside of " + name);
          return at;
        case '#': at = section(at, token.name, shown, out); break;
        case '^': at = block(at, token.name, shown && empty(find(token.name)), out); break;
        default: break;
      }
    }
    if (!name.empty()) throw std::runtime_error("the template does not close {{#" + name + "}}");
    if (shown) out.append(text_, at, std::string::npos);
    return text_.size();
  }

  std::size_t section(std::size_t at, const std::string& name, bool shown, std::string& out) {
    if (name == "t") return block(at, name, shown, out);
    const ValueRef value = find(name);
    std::string ignored;
    if (!shown || empty(value)) return block(at, name, false, ignored);
    std::size_t end = at;
    const auto with = [&](ValueRef scope) {
      scopes_.push_back(scope);
      end = block(at, name, true, out);
      scopes_.pop_back();
    };
    if (value.tag() == Tag::list) {
      value.for_each([&](std::string_view, ValueRef item) { return with(item), true; });
    } else if (value.tag() == Tag::table) {
      const Rows rows{std::string(value.exact())};
      for (std::size_t i = 0; i < rows.size(); ++i) {
        Fields fields;
        for (std::size_t column = 0; column < rows[i].size(); ++column)
          fields.emplace_back(std::string(rows[i].name(column)), rows[i][column].value());
        const std::string encoded = encode_fields(fields);
        with(ValueRef(encoded));
      }
    } else {
      with(value);
    }
    return end;
  }

  ValueRef find(std::string_view name) const {
    if (name == ".") return scopes_.back();
    const auto dot = name.find('.');
    const auto head = name.substr(0, dot);
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      ValueRef value;
      bool found = false;
      scope->for_each([&](std::string_view key, ValueRef item) {
        if (key != head) return true;
        value = item, found = true;
        return false;
      });
      if (!found) continue;
      for (auto rest = dot == std::string_view::npos ? std::string_view{} : name.substr(dot + 1); !rest.empty();) {
        const auto end = rest.find('.');
        value = value[rest.substr(0, end)];
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      }
      return value;
    }
    return {};
  }

  static bool empty(ValueRef value) {
    switch (value.tag()) {
      case Tag::null:
      case Tag::no: return true;
      case Tag::text: return value.text().empty();
      case Tag::list:
      case Tag::table: return value.count() == 0;
      default: return false;
    }
  }

  static void write(std::string& out, ValueRef value) {
    std::string plain;
    if (value.tag() == Tag::integer) plain = std::to_string(value.integer());
    else if (value.tag() == Tag::message) plain = value.message_key();
    else plain = value.text();
    for (const char c : plain) {
      if (c == '<') out += "&lt;";
      else if (c == '>') out += "&gt;";
      else if (c == '&') out += "&amp;";
      else if (c == '"') out += "&quot;";
      else if (c == '\'') out += "&#39;";
      else out += c;
    }
  }

  std::string text_;
  std::vector<ValueRef> scopes_;
};

}  // namespace gongting::test

#endif
