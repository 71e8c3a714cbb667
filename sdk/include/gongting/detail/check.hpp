// Small checks of typed text. No <regex>: one pattern of it costs a plugin more compile time than the whole SDK.
#ifndef GONGTING_DETAIL_CHECK_HPP
#define GONGTING_DETAIL_CHECK_HPP

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/format.hpp"

namespace gongting::detail {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool all_digits(std::string_view text) {
  for (const char c : text)
    if (!is_digit(c)) return false;
  return !text.empty();
}

/// Without blanks at both ends; the wide blank of Chinese keyboards is one too.
inline std::string trimmed(std::string_view text) {
  constexpr std::string_view wide = "\xE3\x80\x80";
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  for (;;) {
    if (!text.empty() && blank(text.front())) text.remove_prefix(1);
    else if (text.starts_with(wide)) text.remove_prefix(wide.size());
    else break;
  }
  for (;;) {
    if (!text.empty() && blank(text.back())) text.remove_suffix(1);
    else if (text.ends_with(wide)) text.remove_suffix(wide.size());
    else break;
  }
  return std::string(text);
}

inline std::string unix_lines(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') out += text[i];
    else if (i + 1 >= text.size() || text[i + 1] != '\n') out += '\n';
  }
  return out;
}

/// Full-width letters, digits and signs (U+FF01 to U+FF5E) as ASCII: Chinese keyboards type them by accident.
inline std::string half_width(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t k) { return static_cast<unsigned char>(k < text.size() ? text[k] : 0); };
    if (at(i) == 0xEF && (at(i + 1) == 0xBC || at(i + 1) == 0xBD) && at(i + 2) >= 0x80) {
      const int code = ((at(i + 1) & 0x3F) << 6) + (at(i + 2) & 0x3F) + 0xF000;
      if (code >= 0xFF01 && code <= 0xFF5E) {
        out += static_cast<char>(code - 0xFEE0), i += 2;
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

inline std::string without(std::string_view text, std::string_view drop) {
  std::string out;
  for (const char c : text)
    if (drop.find(c) == std::string_view::npos) out += c;
  return out;
}

inline std::size_t count_characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

inline bool has_control(std::string_view text) {
  for (const char c : text)
    if ((static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F) return true;
  return false;
}

inline std::string padded(const std::string& digits, std::size_t width) {
  return digits.size() < width && !digits.empty() ? std::string(width - digits.size(), '0') + digits : digits;
}

inline bool read_integer(std::string_view text, std::int64_t& value) {
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value);
  return problem == std::errc() && stop == end;
}

/// Yuan with at most two places to fen; thousands separators and a yuan sign are accepted.
inline bool read_money(std::string_view typed, std::int64_t& fen) {
  std::string text = without(typed, ", ");
  for (const std::string_view sign : {"\xC2\xA5", "\xEF\xBF\xA5"})
    if (text.starts_with(sign)) text.erase(0, sign.size());
  if (text.ends_with("\xE5\x85\x83")) text.erase(text.size() - 3);  // 元
  const bool negative = text.starts_with('-');
  if (negative) text.erase(0, 1);
  const auto point = text.find('.');
  const std::string whole = text.substr(0, point);
  std::string cents = point == std::string::npos ? "00" : text.substr(point + 1);
  if (!all_digits(whole) || whole.size() > 15 || !all_digits(cents) || cents.size() > 2) return false;
  if (cents.size() == 1) cents += '0';
  std::int64_t yuan_part = 0, cents_part = 0;
  if (!read_integer(whole, yuan_part) || !read_integer(cents, cents_part)) return false;
  fen = (yuan_part * 100 + cents_part) * (negative ? -1 : 1);
  return true;
}

}  // namespace gongting::detail

#endif
