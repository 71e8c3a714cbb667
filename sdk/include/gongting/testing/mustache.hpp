// A plugin's template filled in a unit test, as the host's engine fills it: values (escaped), sections, inverted sections,
// comparisons ({{#state=open}}), dotted names, counts ({{rows.count}}), error.<field> from the model's errors, harmless
// addresses only, partials of the plugin. Texts appear as their keys; partials of the host ({{>form}}) as nothing. The
// host's own engine does the layout, the languages and the checks.
#ifndef GONGTING_TESTING_MUSTACHE_HPP
#define GONGTING_TESTING_MUSTACHE_HPP

#include <charconv>
#include <deque>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gongting/format.hpp"
#include "gongting/value.hpp"

namespace gongting::test {

class Mustache {
 public:
  /// Answers the text of a partial, "" for one of the host's.
  using Partials = std::function<std::string(const std::string& name)>;

  explicit Mustache(std::string text, Partials partials = {}) : text_(std::move(text)), partials_(std::move(partials)) {}

  /// Errors: std::runtime_error names a section that is not closed, or a tag that plugins may not use.
  std::string render(ValueRef model) {
    scopes_ = {model};
    return render_here();
  }

 private:
  struct Token {
    char kind;  // '#', '^', '/', '>', 'v', '!'
    std::string name;
    std::size_t begin, end;
  };

  static constexpr int k_most_partials = 16;

  std::string render_here() {
    std::string out;
    const auto end = block(0, "", true, out);
    if (end != text_.size()) throw std::runtime_error("the template closes a section that is not open");
    return out;
  }

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
        case '>':
          if (shown) partial(token.name, out);
          break;
        case '/':
          if (token.name != name) throw std::runtime_error("the template closes {{/" + token.name + "}} inside of " + name);
          return at;
        case '#': at = section(at, token.name, shown, out); break;
        case '^': at = block(at, token.name, shown && !holds(token.name), out); break;
        default: break;
      }
    }
    if (!name.empty()) throw std::runtime_error("the template does not close {{#" + name + "}}");
    if (shown) out.append(text_, at, std::string::npos);
    return text_.size();
  }

  void partial(const std::string& name, std::string& out) {
    const auto text = partials_ ? partials_(name) : std::string();
    if (text.empty()) return;
    if (depth_ >= k_most_partials) throw std::runtime_error("the partial " + name + " contains itself");
    Mustache inner(text, partials_);
    inner.scopes_ = scopes_;
    inner.depth_ = depth_ + 1;
    out += inner.render_here();
  }

  /// Whether a section of this name is shown: "state=open" compares the value as it would be written.
  bool holds(const std::string& name) {
    const auto equals = name.find('=');
    if (equals == std::string::npos) return !empty(find(name));
    return plain(find(name.substr(0, equals))) == name.substr(equals + 1);
  }

  std::size_t section(std::size_t at, const std::string& name, bool shown, std::string& out) {
    if (name == "t") return block(at, name, shown, out);
    std::string ignored;
    if (!shown || !holds(name)) return block(at, name, false, ignored);
    if (name.find('=') != std::string::npos) return block(at, name, true, out);
    const ValueRef value = find(name);
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

  ValueRef find(std::string_view name) {
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
        const bool countable = value.tag() == Tag::list || value.tag() == Tag::table;
        value = countable && rest == "count" ? counted(value.count()) : value[rest.substr(0, end)];
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      }
      return value;
    }
    return head == "error" && dot != std::string_view::npos ? error_of(name.substr(dot + 1)) : ValueRef();
  }

  /// The text of the model's errors, [{field, text}], for one field.
  ValueRef error_of(std::string_view field) {
    ValueRef found;
    find("errors").for_each([&](std::string_view, ValueRef entry) {
      if (entry["field"].text() != field) return true;
      found = entry["text"];
      return false;
    });
    return found;
  }

  ValueRef counted(std::size_t count) {
    counts_.push_back(Value(static_cast<std::int64_t>(count)).encode());
    return ValueRef(counts_.back());
  }

  static bool empty(ValueRef value) {
    switch (value.tag()) {
      case Tag::null:
      case Tag::no: return true;
      case Tag::integer: return value.integer() == 0;
      case Tag::text:
      case Tag::bytes: return value.text().empty();
      case Tag::list:
      case Tag::table: return value.count() == 0;
      default: return false;
    }
  }

  /// What a page shows of a value; lists, maps and truth values show nothing.
  static std::string plain(ValueRef value) {
    if (value.tag() == Tag::integer) return std::to_string(value.integer());
    if (value.tag() == Tag::message) return std::string(value.message_key());
    if (value.tag() == Tag::text) return std::string(value.text());
    if (value.tag() != Tag::real) return {};
    char digits[40];
    return {digits, std::to_chars(digits, digits + sizeof digits, value.real()).ptr};
  }

  /// Whether what is written next begins the address of a link, a form or an image.
  static bool begins_address(std::string_view out) {
    for (const std::string_view before : {" href=\"", " action=\"", " src=\"", " formaction=\""})
      if (out.ends_with(before)) return true;
    return false;
  }
  static bool harmless(std::string_view address) {
    std::string scheme;
    for (const char c : address) {
      if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) continue;
      if (c == '/' || c == '?' || c == '#' || c == '\\') return true;
      if (c == ':') return scheme == "http" || scheme == "https" || scheme == "tel" || scheme == "mailto";
      scheme.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return true;
  }

  static void write(std::string& out, ValueRef value) {
    const auto text = plain(value);
    if (begins_address(out) && !harmless(text)) {
      out += '#';
      return;
    }
    for (const char c : text) {
      if (c == '<') out += "&lt;";
      else if (c == '>') out += "&gt;";
      else if (c == '&') out += "&amp;";
      else if (c == '"') out += "&quot;";
      else if (c == '\'') out += "&#39;";
      else out += c;
    }
  }

  std::string text_;
  Partials partials_;
  int depth_ = 0;
  std::vector<ValueRef> scopes_;
  std::deque<std::string> counts_;
};

}  // namespace gongting::test

#endif
