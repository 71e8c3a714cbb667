#include "base/json.hpp"

#include <Poco/JSON/Handler.h>
#include <Poco/JSON/JSONException.h>
#include <Poco/JSON/Parser.h>
#include <sodium.h>

#include <cmath>
#include <cstdio>
#include <istream>
#include <limits>
#include <set>
#include <streambuf>

#include "base/text.hpp"

namespace gongting::host {
namespace {

/// Gives the text out character by character and knows which line was reached.
class LineCounter final : public std::streambuf {
 public:
  explicit LineCounter(std::string_view text) : text_(text) {}
  std::size_t line() const { return line_; }
  bool at_end() const { return at_ >= text_.size(); }

 protected:
  int_type underflow() override { return at_end() ? traits_type::eof() : traits_type::to_int_type(text_[at_]); }
  int_type uflow() override {
    if (at_end()) return traits_type::eof();
    if (text_[at_] == '\n') ++line_;
    return traits_type::to_int_type(text_[at_++]);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

[[noreturn]] void refuse(std::size_t line, const std::string& reason) {
  throw Error{Kind::bad_input, "JSON line " + std::to_string(line) + ": " + reason};
}

/// Builds the value; Poco's own handler would drop the first of two equal keys without a word.
class Builder final : public Poco::JSON::Handler {
 public:
  Builder(const LineCounter& text, std::size_t max_depth) : text_(text), max_depth_(max_depth) {}
  Value take() { return std::move(result_); }

  void reset() override {}
  void startObject() override { open(true); }
  void endObject() override { close(); }
  void startArray() override { open(false); }
  void endArray() override { close(); }
  void key(const std::string& name) override {
    auto& level = stack_.back();
    if (!level.names.insert(name).second) refuse(text_.line(), "the key \"" + inert(name) + "\" is given twice");
    level.key = name;
  }
  void null() override { put({}); }
  void value(int number) override { put(number); }
  void value(unsigned number) override { put(std::int64_t{number}); }
  void value(Poco::Int64 number) override { put(static_cast<std::int64_t>(number)); }
  void value(Poco::UInt64 number) override {
    if (number > static_cast<Poco::UInt64>(std::numeric_limits<std::int64_t>::max()))
      refuse(text_.line(), "the number " + std::to_string(number) + " is too large");
    put(static_cast<std::int64_t>(number));
  }
  void value(const std::string& text) override { put(text); }
  void value(double number) override {
    if (!std::isfinite(number)) refuse(text_.line(), "a number is too large");
    put(number);
  }
  void value(bool yes) override { put(yes); }

 private:
  struct Level {
    bool object = false;
    std::string key;
    Fields fields;
    List items;
    std::set<std::string> names;
  };

  void open(bool object) {
    if (stack_.size() >= max_depth_)
      refuse(text_.line(), "nested deeper than " + std::to_string(max_depth_) + " levels");
    stack_.emplace_back().object = object;
  }
  void close() {
    auto done = std::move(stack_.back());
    stack_.pop_back();
    if (done.object)
      put(std::move(done.fields));
    else
      put(std::move(done.items));
  }
  void put(Value item) {
    if (stack_.empty())
      result_ = std::move(item);
    else if (stack_.back().object)
      stack_.back().fields.emplace_back(std::move(stack_.back().key), std::move(item));
    else
      stack_.back().items.push_back(std::move(item));
  }

  const LineCounter& text_;
  std::size_t max_depth_;
  std::vector<Level> stack_;
  Value result_;
};

void write_text(std::string& out, std::string_view text) {
  out.push_back('"');
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      case '<': out += "\\u003c"; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
          char code[8];
          std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
          out += code;
        } else if (text.substr(i, 3) == "\xE2\x80\xA8" || text.substr(i, 3) == "\xE2\x80\xA9") {
          out += text[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
          i += 2;
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

std::string base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();
  return text;
}

void write(std::string& out, const Value& value);

void write(std::string& out, const Fields& fields) {
  out.push_back('{');
  bool first = true;
  for (const auto& [key, value] : fields) {
    if (!first) out.push_back(',');
    first = false;
    write_text(out, key);
    out.push_back(':');
    write(out, value);
  }
  out.push_back('}');
}

void write_table(std::string& out, const std::string& bytes) {
  const Rows rows(bytes);
  out.push_back('[');
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) out.push_back(',');
    out.push_back('{');
    for (std::size_t column = 0; column < rows[i].size(); ++column) {
      if (column > 0) out.push_back(',');
      write_text(out, rows[i].name(column));
      out.push_back(':');
      write(out, rows[i][column].value());
    }
    out.push_back('}');
  }
  out.push_back(']');
}

void write(std::string& out, const Value& value) {
  struct Visitor {
    std::string& out;
    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool yes) const { out += yes ? "true" : "false"; }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(double number) const {
      char text[32];
      std::snprintf(text, sizeof text, "%.15g", number);
      out += std::isfinite(number) ? text : "null";
    }
    void operator()(const std::string& text) const { write_text(out, text); }
    void operator()(const Bytes& bytes) const { write_text(out, base64(bytes.data)); }
    void operator()(const List& list) const {
      out.push_back('[');
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (i > 0) out.push_back(',');
        write(out, list[i]);
      }
      out.push_back(']');
    }
    void operator()(const Fields& fields) const { write(out, fields); }
    void operator()(const Message& message) const {
      write(out, Fields{{"message", message.key}, {"params", message.params}});
    }
    void operator()(const Encoded& encoded) const {
      const ValueRef read(encoded.bytes);
      if (read.tag() == Tag::table)
        write_table(out, encoded.bytes);
      else
        write(out, read.value());
    }
  };
  std::visit(Visitor{out}, value.data());
}

}  // namespace

namespace {

/// Walks over a text that was read as JSON already, and notes on which line each value begins.
class LineNotes {
 public:
  LineNotes(std::string_view text, JsonLines& lines) : text_(text), lines_(lines) { value({}); }

 private:
  char peek() {
    for (; at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n'); ++at_)
      if (text_[at_] == '\n') ++line_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  std::string_view word() {  // a text with its quotes, or a number or literal
    const auto begin = at_;
    if (text_[at_] == '"') {
      for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) at_ += text_[at_] == '\\' ? 1 : 0;
      ++at_;
    } else {
      while (at_ < text_.size() && std::string_view(",]} \t\r\n").find(text_[at_]) == std::string_view::npos) ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  void value(const std::string& path) {
    const char c = peek();
    if (!path.empty()) lines_.emplace(path, line_);
    if (c != '{' && c != '[') {
      word();
      return;
    }
    ++at_;
    for (std::size_t number = 0; peek() != '}' && peek() != ']' && peek() != '\0'; ++number) {
      if (c == '[') {
        value(path + "[" + std::to_string(number) + "]");
      } else {
        const auto name = word();
        const auto key = path + (path.empty() ? "" : ".") + std::string(name.substr(1, name.size() - 2));
        lines_.emplace(key, line_);  // that of the key, wherever its value begins
        peek(), ++at_;               // :
        value(key);
      }
      if (peek() == ',') ++at_;
    }
    ++at_;
  }

  std::string_view text_;
  JsonLines& lines_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

Value parse_json(std::string_view text, JsonLines& lines) {
  auto value = parse_json(text);
  LineNotes(text, lines);
  return value;
}

Value parse_json(std::string_view text, std::size_t max_depth) {
  LineCounter lines(text);
  std::istream in(&lines);
  Poco::SharedPtr<Builder> builder(new Builder(lines, max_depth));
  Poco::JSON::Parser parser(builder);
  parser.setAllowNullByte(false);
  // Our own limit speaks first, and says so.
  parser.setDepth(max_depth + 2);
  try {
    parser.parse(in);
  } catch (const Poco::Exception& error) {
    refuse(lines.line(), inert(error.message().empty() ? "this is not JSON" : error.message()));
  }
  for (int c = lines.sgetc(); c != std::streambuf::traits_type::eof(); c = lines.snextc())
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') refuse(lines.line(), "something follows after the end");
  return builder->take();
}

std::string to_json(const Value& value) {
  std::string out;
  write(out, value);
  return out;
}

std::string to_json(const Fields& fields) {
  std::string out;
  write(out, fields);
  return out;
}

Json Json::operator[](std::string_view key) const {
  for (const auto& field : fields())
    if (field.first == key) return Json(field.second);
  return {};
}

std::string Json::text(std::string_view otherwise) const {
  const auto* found = value_ == nullptr ? nullptr : std::get_if<std::string>(&value_->data());
  return found != nullptr ? *found : std::string(otherwise);
}

std::int64_t Json::integer(std::int64_t otherwise) const {
  const auto* found = value_ == nullptr ? nullptr : std::get_if<std::int64_t>(&value_->data());
  return found != nullptr ? *found : otherwise;
}

double Json::real(double otherwise) const {
  if (value_ == nullptr) return otherwise;
  if (const auto* found = std::get_if<double>(&value_->data())) return *found;
  if (const auto* found = std::get_if<std::int64_t>(&value_->data())) return static_cast<double>(*found);
  return otherwise;
}

bool Json::boolean(bool otherwise) const {
  const auto* found = value_ == nullptr ? nullptr : std::get_if<bool>(&value_->data());
  return found != nullptr ? *found : otherwise;
}

const List& Json::items() const {
  static const List none;
  const auto* found = value_ == nullptr ? nullptr : std::get_if<List>(&value_->data());
  return found != nullptr ? *found : none;
}

const Fields& Json::fields() const {
  static const Fields none;
  const auto* found = value_ == nullptr ? nullptr : std::get_if<Fields>(&value_->data());
  return found != nullptr ? *found : none;
}

}  // namespace gongting::host
