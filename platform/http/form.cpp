#include "http/form.hpp"

#include "base/text.hpp"
#include "gongting/error.hpp"
#include "http/message.hpp"

namespace gongting::host::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string decoded(std::string_view text) {
  std::string out;
  if (!url_decode(text, true, out)) throw Error(Kind::bad_input, "form: bad percent escape");
  if (out.find('\0') != std::string::npos) throw Error(Kind::bad_input, "form: NUL in a field");
  if (!valid_utf8(out)) throw Error(Kind::bad_input, "form: a field is not UTF-8");
  return out;
}

/// Browsers send line ends as CR LF; inside there is one kind only.
void unify_line_ends(std::string& text) {
  if (text.find('\r') == std::string::npos) return;
  std::size_t to = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      if (i + 1 < text.size() && text[i + 1] == '\n') continue;
      text[to++] = '\n';
    } else {
      text[to++] = text[i];
    }
  }
  text.resize(to);
}

Form parse(std::string_view text) {
  std::vector<Form::Field> fields;
  while (!text.empty()) {
    const auto end = text.find('&');
    const auto pair = text.substr(0, end);
    if (!pair.empty()) {
      if (fields.size() == k_form_fields) throw Error(Kind::bad_input, "form: more than 1000 fields");
      const auto equal = pair.find('=');
      auto name = decoded(pair.substr(0, equal));
      if (name.size() > k_field_name) throw Error(Kind::bad_input, "form: the name of a field is too long");
      auto value = equal == std::string_view::npos ? std::string{} : decoded(pair.substr(equal + 1));
      unify_line_ends(value);
      fields.emplace_back(std::move(name), std::move(value));
    }
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return Form(std::move(fields));
}

}  // namespace

std::string_view Form::text(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (key == name) return value;
  return {};
}

std::vector<std::string_view> Form::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& [key, value] : fields_)
    if (key == name) values.push_back(value);
  return values;
}

bool Form::has(std::string_view name) const {
  for (const auto& field : fields_)
    if (field.first == name) return true;
  return false;
}

Form parse_form(std::string_view body) { return parse(body); }
Form parse_query(std::string_view raw_query) { return parse(raw_query); }

namespace {

/// In lower case, without its parameters.
std::string media_type(const Request& request) {
  const auto type = request.header("content-type");
  std::string kind(type.substr(0, type.find_first_of("; ")));
  for (auto& c : kind)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return kind;
}

}  // namespace

bool is_json(const Request& request) { return media_type(request) == "application/json"; }

Form form_of(const Request& request) {
  const auto kind = media_type(request);
  if (kind == "application/x-www-form-urlencoded") return parse(request.body);
  if (kind == "multipart/form-data") {
    auto fields = request.multipart_fields;
    for (auto& field : fields) unify_line_ends(field.second);
    return Form(std::move(fields));
  }
  return {};
}

std::string url_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

bool url_decode(std::string_view text, bool plus, std::string& out) {
  out.clear();
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '%') {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus && c == '+' ? ' ' : c;
    }
  }
  return true;
}

}  // namespace gongting::host::http
