#include "base/text.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>

namespace gongting::host {
namespace {

/// Size of the well-formed UTF-8 character at the head of the text, 0 when there is none.
std::size_t head(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  if (text.empty()) return 0;
  const unsigned first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF)
    return follows(1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
  if (first >= 0xF0 && first <= 0xF4)
    return follows(1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
  return 0;
}

constexpr std::string_view k_ideographic_space = "\xE3\x80\x80";
constexpr std::string_view k_replacement = "\xEF\xBF\xBD";

}  // namespace

bool valid_utf8(std::string_view text) {
  constexpr std::uint64_t high_bits = 0x8080808080808080u;
  while (!text.empty()) {
    std::uint64_t eight = high_bits;  // whole pages pass here, and most of a page is ASCII
    if (text.size() >= sizeof eight) std::memcpy(&eight, text.data(), sizeof eight);
    const auto size = (eight & high_bits) == 0 ? sizeof eight : head(text);
    if (size == 0) return false;
    text.remove_prefix(size);
  }
  return true;
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

std::string trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  for (;;) {
    if (!text.empty() && blank(text.front()))
      text.remove_prefix(1);
    else if (text.starts_with(k_ideographic_space))
      text.remove_prefix(3);
    else
      break;
  }
  for (;;) {
    if (!text.empty() && blank(text.back()))
      text.remove_suffix(1);
    else if (text.ends_with(k_ideographic_space))
      text.remove_suffix(3);
    else
      break;
  }
  return std::string(text);
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto at = text.find(separator);
    parts.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
    if (text.empty()) parts.emplace_back();
  }
  return parts;
}

std::string inert(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto size = head(text);
    const auto first = static_cast<unsigned char>(text[0]);
    const bool control = first < 0x20 || first == 0x7F ||
                         (first == 0xC2 && size == 2 && static_cast<unsigned char>(text[1]) < 0xA0) ||
                         text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9");
    if (size == 0 || control)
      out.append(k_replacement);
    else
      out.append(text.substr(0, size));
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

bool parse_integer(std::string_view text, long long& value) {
  const auto* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc{} && result.ptr == end && !text.empty();
}

}  // namespace gongting::host
