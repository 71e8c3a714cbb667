#include "view/template.hpp"

#include <algorithm>

namespace gongting::host::view {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto from = text.find_first_not_of(" \t\r\n");
  if (from == text.npos) return {};
  return text.substr(from, text.find_last_not_of(" \t\r\n") - from + 1);
}

class Reader {
 public:
  Reader(std::string_view source, std::shared_ptr<const std::string> file, bool layout, std::vector<Fault>& faults)
      : source_(source), file_(std::move(file)), layout_(layout), faults_(faults) {}

  Tokens read() {
    while (at_ < source_.size()) {
      const auto open = source_.find("{{", at_);
      text(source_.substr(at_, open == source_.npos ? source_.npos : open - at_));
      if (open == source_.npos || !tag(open)) break;
    }
    for (const auto& section : sections_)
      fault(section.line, "the section {{#" + section.name + "}} is not closed by {{/" + section.name + "}}");
    return std::move(tokens_);
  }

 private:
  struct Section {
    std::string name;
    int line;
  };

  void fault(int line, std::string reason) { faults_.push_back({file_, line, std::move(reason)}); }

  void text(std::string_view literal) {
    if (!literal.empty()) tokens_.push_back({Token::Kind::text, std::string(literal), line_, file_});
    line_ += static_cast<int>(std::count(literal.begin(), literal.end(), '\n'));
  }

  /// Reads the tag at `open`; false when reading cannot go on.
  bool tag(std::size_t open) {
    const bool triple = source_.substr(open).starts_with("{{{");
    const std::string_view closing = triple ? "}}}" : "}}";
    const auto close = source_.find(closing, open + 2);
    if (close == source_.npos) return fault(line_, "a tag is not closed by " + std::string(closing)), false;
    const auto inner = source_.substr(open + 2, close - open - 2);
    const int line = line_;
    line_ += static_cast<int>(std::count(inner.begin(), inner.end(), '\n'));
    at_ = close + closing.size();

    const char sign = inner.empty() ? ' ' : inner.front();
    const bool marked = std::string_view("#^/>!&={").find(sign) != std::string_view::npos && !inner.empty();
    const std::string name(trimmed(marked ? inner.substr(1) : inner));
    if (sign == '!') {
      // "{{! model: a {b, c}}" ends before its author thinks it does, and the rest would stand on the page.
      if (std::count(inner.begin(), inner.end(), '{') != std::count(inner.begin(), inner.end(), '}'))
        fault(line, "a comment ends within braces: write } } where two of them close");
      return drop_line(open), true;
    }
    if (sign == '=') return fault(line, "{{= =}} is refused: other delimiters are not allowed"), false;
    if (name.empty()) return fault(line, "a tag has no name"), true;
    if (sign == '{' || sign == '&') {
      if (sign == '{' && layout_ && name == "content")
        tokens_.push_back({Token::Kind::raw, name, line, file_});
      else
        fault(line, "{{" + std::string(inner) + closing.data() + " is refused: a value must not go into a page unescaped");
      return true;
    }
    if (name.find_first_of("{}<>\"' \t\r\n") != name.npos) fault(line, "\"" + name + "\" cannot be the name of a tag");

    switch (sign) {
      case '#':
      case '^':
        sections_.push_back({name, line});
        put(sign == '#' ? Token::Kind::section : Token::Kind::inverted, name, line, open);
        break;
      case '/':
        if (sections_.empty() || sections_.back().name != name)
          return fault(line, sections_.empty()
                                 ? "{{/" + name + "}} closes nothing"
                                 : "{{/" + name + "}} comes where {{/" + sections_.back().name + "}} of line " +
                                       std::to_string(sections_.back().line) + " is due"),
                 sections_.clear(), false;
        sections_.pop_back();
        put(Token::Kind::end, name, line, open);
        break;
      case '>': put(Token::Kind::partial, name, line, open); break;
      default: tokens_.push_back({Token::Kind::variable, name, line, file_});
    }
    return true;
  }

  void put(Token::Kind kind, const std::string& name, int line, std::size_t open) {
    const bool alone = name != "t" && drop_line(open);
    tokens_.push_back({kind, name, line, file_, alone});
  }

  /// When the tag from `open` to at_ is all there is on its lines, takes away the blanks around it and the line end.
  bool drop_line(std::size_t open) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    auto from = open;
    while (from > 0 && blank(source_[from - 1])) --from;
    if (from > 0 && source_[from - 1] != '\n') return false;
    auto to = at_;
    while (to < source_.size() && blank(source_[to])) ++to;
    if (to + 1 < source_.size() && source_[to] == '\r' && source_[to + 1] == '\n') ++to;
    if (to < source_.size() && source_[to] != '\n') return false;
    if (from < open) {
      // These blanks are the end of the text token just written: no other tag can stand between.
      auto& before = tokens_.back().text;
      before.resize(before.size() - (open - from));
      if (before.empty()) tokens_.pop_back();
    }
    at_ = std::min(to + 1, source_.size());
    if (to < source_.size()) ++line_;
    return true;
  }

  std::string_view source_;
  std::shared_ptr<const std::string> file_;
  bool layout_;
  std::vector<Fault>& faults_;
  std::size_t at_ = 0;
  int line_ = 1;
  Tokens tokens_;
  std::vector<Section> sections_;
};

}  // namespace

Tokens tokenize(std::string_view source, std::shared_ptr<const std::string> file, bool layout,
                std::vector<Fault>& faults) {
  return Reader(source, std::move(file), layout, faults).read();
}

}  // namespace gongting::host::view
