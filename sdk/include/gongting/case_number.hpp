// Case numbers (案号), as the Supreme Court fixed them: (year) court code [special character] type code serial 号.
// Stored, printed by the command line and the API with half-width brackets; shown on pages with full-width ones.
#ifndef GONGTING_CASE_NUMBER_HPP
#define GONGTING_CASE_NUMBER_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gongting/detail/check.hpp"

namespace gongting {

/// Why a text is no case number.
enum class CaseNumberFault {
  year = 1,  // does not begin with a year of four digits in brackets
  court,     // what follows is no court code: 最高法, or a province's short name with no, two or four digits
  type,      // no type code between the court code and the serial
  serial,    // no natural number, from 1 and without leading zeros
  end,       // does not end with 号
};

/// The type codes that are known here. A court can hold others; parsing takes them too.
inline constexpr std::string_view k_case_types[] = {
    "民初", "民终", "民申", "民再", "民监", "民特", "民督", "民催", "民撤", "民辖", "行初", "行终", "行审", "刑初",
    "执",   "执恢", "执异", "执复", "执保", "执监", "执协", "财保", "司惩", "司救", "诉前调", "诉前调确", "诉前调书", "调确"};

struct CaseNumber {
  int year = 0;
  std::string court;    // "浙0112"
  std::string special;  // one character fixed by the Supreme Court for specialised trials; mostly ""
  std::string type;     // "民初"
  std::int64_t serial = 0;

  /// "(2024)浙0112民初123号"
  std::string text() const { return "(" + std::to_string(year) + ")" + after_year(); }
  /// "（2024）浙0112民初123号"
  std::string shown() const { return "（" + std::to_string(year) + "）" + after_year(); }
  bool operator==(const CaseNumber&) const = default;

 private:
  std::string after_year() const { return court + special + type + std::to_string(serial) + "号"; }
};

namespace detail {

/// Without blanks of either width; brackets and digits half-width.
inline std::string narrow_case_number(std::string_view written) {
  struct Pair {
    std::string_view wide, narrow;
  };
  static constexpr Pair pairs[] = {{"〔", "("}, {"〕", ")"}, {"[", "("}, {"]", ")"}, {"【", "("}, {"】", ")"},
                                   {" ", ""},   {"\t", ""},  {"　", ""},  {"\u00A0", ""}};
  const auto text = half_width(written);
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto rest = std::string_view(text).substr(at);
    const Pair* found = nullptr;
    for (const auto& pair : pairs)
      if (rest.starts_with(pair.wide)) found = &pair;
    if (found != nullptr) out += found->narrow, at += found->wide.size();
    else out.push_back(text[at]), ++at;
  }
  return out;
}

/// The first code point of a UTF-8 text.
inline std::string_view first_character(std::string_view text) {
  std::size_t size = text.empty() ? 0 : 1;
  while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) ++size;
  return text.substr(0, size);
}

inline std::size_t leading_digits(std::string_view text) {
  const auto size = text.find_first_not_of("0123456789");
  return size == text.npos ? text.size() : size;
}

/// How many bytes of the text are a court code; 0 for none.
inline std::size_t court_code_size(std::string_view text) {
  constexpr std::string_view supreme = "最高法";
  if (text.starts_with(supreme)) return supreme.size();
  constexpr std::string_view provinces = "京津冀晋内辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川黔云藏陕甘青宁新军兵";
  const auto province = first_character(text);
  if (province.size() != 3) return 0;
  bool known = false;
  for (std::size_t at = 0; at < provinces.size(); at += 3) known = known || provinces.substr(at, 3) == province;
  const auto digits = leading_digits(text.substr(province.size()));
  return known && (digits == 0 || digits == 2 || digits == 4) ? province.size() + digits : 0;
}

/// A special character stands before a type code that is known; what is wholly unknown is a type code.
template <class Types>
void split_type(std::string_view text, const Types& known, CaseNumber& number) {
  number.type = text;
  const auto is_known = [&](std::string_view type) {
    for (const std::string_view one : known)
      if (one == type) return true;
    return false;
  };
  const auto first = first_character(text);
  if (is_known(text) || !is_known(text.substr(first.size()))) return;
  number.special = first, number.type = text.substr(first.size());
}

}  // namespace detail

/// Reads a case number as people write it: brackets and digits of either width, blanks anywhere. `types` are the type
/// codes by which a special character is told from a type code. On failure nothing is returned, and `fault` says why.
template <class Types = decltype(k_case_types)>
std::optional<CaseNumber> parse_case_number(std::string_view written, CaseNumberFault* fault = nullptr,
                                            const Types& types = k_case_types) {
  const auto refuse = [&](CaseNumberFault why) {
    if (fault != nullptr) *fault = why;
    return std::nullopt;
  };
  const auto narrow = detail::narrow_case_number(written);
  std::string_view rest = narrow;
  if (rest.size() < 6 || rest[0] != '(' || rest[5] != ')' || detail::leading_digits(rest.substr(1)) != 4 || rest[1] == '0')
    return refuse(CaseNumberFault::year);
  CaseNumber number;
  for (const char c : rest.substr(1, 4)) number.year = number.year * 10 + (c - '0');
  rest.remove_prefix(6);

  const auto court = detail::court_code_size(rest);
  if (court == 0) return refuse(CaseNumberFault::court);
  number.court = rest.substr(0, court);
  rest.remove_prefix(court);

  const auto digits = rest.find_first_of("0123456789");
  constexpr std::string_view end = "号";
  if (digits == 0 || rest.empty() || rest.starts_with(end)) return refuse(CaseNumberFault::type);
  if (digits == rest.npos) return refuse(CaseNumberFault::serial);
  auto type = rest.substr(0, digits);
  constexpr std::string_view ordinal = "第";
  if (type.ends_with(ordinal)) type.remove_suffix(ordinal.size());
  for (const char c : type)
    if (static_cast<unsigned char>(c) < 0x80) return refuse(CaseNumberFault::type);  // type codes are Chinese
  if (type.empty()) return refuse(CaseNumberFault::type);
  detail::split_type(type, types, number);
  rest.remove_prefix(digits);

  const auto size = detail::leading_digits(rest);
  if (rest[0] == '0' || size > 9) return refuse(CaseNumberFault::serial);
  for (const char c : rest.substr(0, size)) number.serial = number.serial * 10 + (c - '0');
  if (rest.substr(size) != end) return refuse(CaseNumberFault::end);
  return number;
}

}  // namespace gongting

#endif
