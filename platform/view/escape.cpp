#include "view/escape.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace gongting::host::view {
namespace {

constexpr std::array<bool, 256> special_characters() {
  std::array<bool, 256> special{};
  for (unsigned at = 0; at < 32; ++at) special[at] = at != '\t' && at != '\n' && at != '\r';
  special[0x7f] = true;
  for (const char c : {'&', '<', '>', '"', '\''}) special[static_cast<unsigned char>(c)] = true;
  return special;
}

constexpr auto k_special = special_characters();

}  // namespace

void escape_to(Out& out, std::string_view text) {
  constexpr std::size_t longest = std::string_view("&quot;").size();
  char* const begin = out.room(longest * text.size());
  char* at = begin;
  const auto put = [&](std::string_view reference) { at = std::copy(reference.begin(), reference.end(), at); };
  for (const char c : text) {
    if (!k_special[static_cast<unsigned char>(c)]) {
      *at++ = c;
      continue;
    }
    switch (c) {
      case '&': put("&amp;"); break;
      case '<': put("&lt;"); break;
      case '>': put("&gt;"); break;
      case '"': put("&quot;"); break;
      case '\'': put("&#39;"); break;
      default: break;
    }
  }
  out.written(static_cast<std::size_t>(at - begin));
}

std::size_t unescape_to(std::string& out, std::string_view html) {
  static constexpr std::pair<std::string_view, char> known[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
  for (const auto& [reference, character] : known) {
    if (!html.starts_with(reference)) continue;
    out.push_back(character);
    return reference.size();
  }
  out.push_back('&');
  return 1;
}

bool safe_address(std::string_view address) {
  // Browsers skip control characters and blanks before and within the scheme, so they do not count here either.
  std::string scheme;
  for (const char c : address) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) continue;
    if (c == '/' || c == '?' || c == '#' || c == '\\') return true;
    if (c == ':') return scheme == "http" || scheme == "https" || scheme == "tel" || scheme == "mailto";
    scheme.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    if (scheme.size() > 32) scheme.resize(32);
  }
  return true;
}

}  // namespace gongting::host::view
