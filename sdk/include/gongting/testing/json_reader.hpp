// Reads JSON for tests: the plugin's own files, which the host's reader has checked or will.
#ifndef GONGTING_TESTING_JSON_READER_HPP
#define GONGTING_TESTING_JSON_READER_HPP

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include "gongting/value.hpp"

namespace gongting::test {

/// Errors: runtime_error for what is not JSON. Whole numbers only; \u names a character of the basic plane.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}
  Value read() {
    Value value = next();
    blank();
    if (at_ != text_.size()) fail();
    return value;
  }

 private:
  [[noreturn]] void fail() const { throw std::runtime_error("this is not JSON, at byte " + std::to_string(at_)); }
  void blank() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }
  char peek() {
    blank();
    if (at_ >= text_.size()) fail();
    return text_[at_];
  }
  void take(char wanted) {
    if (peek() != wanted) fail();
    ++at_;
  }
  bool took(std::string_view word) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  Value next() {
    const char c = peek();
    if (c == '{') return object();
    if (c == '[') return list();
    if (c == '"') return text();
    if (took("true")) return true;
    if (took("false")) return false;
    if (took("null")) return {};
    return number();
  }
  Value object() {
    Fields fields;
    take('{');
    while (peek() != '}') {
      auto key = text();
      take(':');
      fields.emplace_back(std::move(key), next());
      if (peek() != '}') take(',');
    }
    take('}');
    return fields;
  }
  Value list() {
    List items;
    take('[');
    while (peek() != ']') {
      items.push_back(next());
      if (peek() != ']') take(',');
    }
    take(']');
    return items;
  }
  Value number() {
    const auto begin = at_;
    while (at_ < text_.size() && (text_[at_] == '-' || (text_[at_] >= '0' && text_[at_] <= '9'))) ++at_;
    if (begin == at_) fail();
    return std::int64_t{std::stoll(std::string(text_.substr(begin, at_ - begin)))};
  }
  std::string text() {
    std::string words;
    take('"');
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] != '\\') words += text_[at_++];
      else escape(words);
    }
    if (at_ >= text_.size()) fail();
    ++at_;
    return words;
  }
  void escape(std::string& words) {
    const char c = at_ + 1 < text_.size() ? text_[at_ + 1] : 0;
    at_ += 2;
    if (c == 'n') words += '\n';
    else if (c == 't') words += '\t';
    else if (c == 'u') unicode(words);
    else words += c;
  }
  void unicode(std::string& words) {
    const auto code = std::stoul(std::string(text_.substr(at_, 4)), nullptr, 16);
    at_ += 4;
    if (code < 0x80) words += static_cast<char>(code);
    else if (code < 0x800) (words += static_cast<char>(0xC0 | (code >> 6))) += static_cast<char>(0x80 | (code & 0x3F));
    else ((words += static_cast<char>(0xE0 | (code >> 12))) += static_cast<char>(0x80 | ((code >> 6) & 0x3F))) += static_cast<char>(0x80 | (code & 0x3F));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace gongting::test

#endif
