// Writes values as JSON. Not a reader: the host reads JSON and hands over values.
#ifndef GONGTING_DETAIL_JSON_HPP
#define GONGTING_DETAIL_JSON_HPP

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>

#include "gongting/value.hpp"

namespace gongting::detail {

inline void write_json_text(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') (out += '\\') += c;
    else if (c == '\n') out += "\\n";
    else if (byte < 0x20 || c == '<' || c == '>' || c == '&') {  // angle brackets: inert even inside a page
      out += "\\u00", out += "0123456789abcdef"[byte >> 4], out += "0123456789abcdef"[byte & 15];
    } else {
      out += c;
    }
  }
  out += '"';
}

inline void write_json(std::string& out, ValueRef value) {
  switch (value.tag()) {
    case Tag::null: out += "null"; return;
    case Tag::no: out += "false"; return;
    case Tag::yes: out += "true"; return;
    case Tag::integer: out += std::to_string(value.integer()); return;
    case Tag::real: {
      char digits[32];
      const double number = value.real();
      if (!std::isfinite(number)) out += "null";
      else out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
      return;
    }
    case Tag::text: write_json_text(out, value.text()); return;
    case Tag::bytes: throw Error{Kind::internal, "bytes have no form in JSON; answer with download() instead"};
    case Tag::message: write_json_text(out, value.message_key()); return;
    case Tag::list:
    case Tag::map: {
      const bool map = value.tag() == Tag::map;
      out += map ? '{' : '[';
      bool first = true;
      value.for_each([&](std::string_view key, ValueRef item) {
        if (!first) out += ',';
        first = false;
        if (map) write_json_text(out, key), out += ':';
        write_json(out, item);
        return true;
      });
      out += map ? '}' : ']';
      return;
    }
    case Tag::table: {
      const Rows rows{std::string(value.exact())};
      out += '[';
      for (std::size_t i = 0; i < rows.size(); ++i) {
        out += i == 0 ? "{" : ",{";
        const Row row = rows[i];
        for (std::size_t column = 0; column < row.size(); ++column) {
          if (column > 0) out += ',';
          write_json_text(out, row.name(column)), out += ':';
          write_json(out, row[column]);
        }
        out += '}';
      }
      out += ']';
      return;
    }
  }
}

}  // namespace gongting::detail

#endif
