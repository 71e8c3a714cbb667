// Questions about a page for tests: which texts, tags and fields it has. Not a parser of arbitrary HTML: it reads what
// templates write.
#ifndef GONGTING_TESTING_HTML_HPP
#define GONGTING_TESTING_HTML_HPP

#include <string>
#include <string_view>
#include <vector>

namespace gongting::test {

class Html {
 public:
  struct Tag {
    std::string name, raw;        // raw: what stands between < and >
    std::size_t begin, end;       // of the whole tag in the source
    bool has(std::string_view attribute) const { return find(attribute) != std::string::npos; }
    std::string attribute(std::string_view wanted) const {
      const auto at = find(wanted);
      if (at == std::string::npos || at + wanted.size() + 1 >= raw.size() || raw[at + wanted.size()] != '=') return {};
      const char quote = raw[at + wanted.size() + 1];
      const auto from = at + wanted.size() + 2;
      return unescaped(std::string_view(raw).substr(from, raw.find(quote, from) - from));
    }

   private:
    std::size_t find(std::string_view attribute) const {
      for (auto at = raw.find(attribute); at != std::string::npos; at = raw.find(attribute, at + 1)) {
        const auto after = at + attribute.size();
        if (at > 0 && raw[at - 1] == ' ' && (after == raw.size() || raw[after] == '=' || raw[after] == ' ')) return at;
      }
      return std::string::npos;
    }
  };

  explicit Html(std::string source) : source_(std::move(source)) {
    for (auto at = source_.find('<'); at != std::string::npos; at = source_.find('<', at)) {
      const auto end = source_.find('>', at);
      if (end == std::string::npos) break;
      const std::string raw = source_.substr(at + 1, end - at - 1);
      tags_.push_back({raw.substr(0, raw.find_first_of(" \n/", 1)), raw, at, end + 1});
      at = end + 1;
    }
  }

  const std::string& source() const { return source_; }
  /// All that a reader sees, blanks folded.
  std::string text() const { return text_between(0, source_.size()); }
  bool has_text(std::string_view wanted) const { return text().find(wanted) != std::string::npos; }

  std::vector<Tag> all(std::string_view name) const {
    std::vector<Tag> found;
    for (const auto& tag : tags_)
      if (tag.name == name) found.push_back(tag);
    return found;
  }
  std::size_t count(std::string_view name) const { return all(name).size(); }
  /// The visible text of each element with this name.
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> found;
    const std::string close = "/" + std::string(name);
    for (std::size_t i = 0; i < tags_.size(); ++i) {
      if (tags_[i].name != name) continue;
      int depth = 1;
      for (std::size_t k = i + 1; k < tags_.size(); ++k) {
        depth += tags_[k].name == name ? 1 : tags_[k].name == close ? -1 : 0;
        if (depth > 0) continue;
        found.push_back(text_between(tags_[i].end, tags_[k].begin));
        break;
      }
    }
    return found;
  }
  /// The value of the input with this name; empty when there is none.
  std::string field(std::string_view name) const {
    for (const auto& tag : tags_)
      if (tag.name == "input" && tag.attribute("name") == name) return tag.attribute("value");
    return {};
  }
  bool has_link(std::string_view href) const {
    for (const auto& tag : tags_)
      if (tag.name == "a" && tag.attribute("href") == href) return true;
    return false;
  }

  static std::string unescaped(std::string_view text) {
    static constexpr std::string_view names[][2] = {
        {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&apos;", "'"}, {"&amp;", "&"}};
    std::string out;
    for (std::size_t i = 0; i < text.size();) {
      bool replaced = false;
      for (const auto& [name, character] : names)
        if (!replaced && text.substr(i).starts_with(name)) out += character, i += name.size(), replaced = true;
      if (!replaced) out += text[i++];
    }
    return out;
  }

 private:
  std::string text_between(std::size_t begin, std::size_t end) const {
    std::string plain;
    for (std::size_t i = begin; i < end; ++i) {
      if (source_[i] == '<') {
        i = source_.find('>', i);
        if (i == std::string::npos) break;
        plain += ' ';
      } else {
        plain += source_[i];
      }
    }
    std::string folded;
    for (const char c : plain) {
      const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
      if (!blank) folded += c;
      else if (!folded.empty() && folded.back() != ' ') folded += ' ';
    }
    if (!folded.empty() && folded.back() == ' ') folded.pop_back();
    return unescaped(folded);
  }

  std::string source_;
  std::vector<Tag> tags_;
};

}  // namespace gongting::test

#endif
