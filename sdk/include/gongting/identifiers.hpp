// Numbers by which people are known, checked and masked.
// Resident ID: GB 11643; mobile number: 11 digits, 1[3-9]. Header-only; used by the host and by plugins alike.
#ifndef GONGTING_IDENTIFIERS_HPP
#define GONGTING_IDENTIFIERS_HPP

#include <optional>
#include <string>
#include <string_view>

namespace gongting {

/// Why a text is no resident ID number.
enum class ResidentIdFault {
  length = 1,   // not 18 characters
  characters,   // not 17 digits and a digit or X
  date,         // characters 7 to 14 are no date of the calendar
  future,       // born after today
  check_digit,  // the last character does not fit the others: most often a slip of the finger
};

/// The form in which a resident ID is compared and stored: no blanks, x as X.
inline std::string normalise_resident_id(std::string_view text) {
  std::string id;
  for (const char c : text)
    if (c != ' ') id.push_back(c == 'x' ? 'X' : c);
  return id;
}

/// Checks a normalised resident ID of 18 characters. The form of 15 digits is not taken.
/// `today` is yyyy-mm-dd. Nothing is returned for a valid number.
inline std::optional<ResidentIdFault> valid_resident_id(std::string_view id, std::string_view today) {
  if (id.size() != 18) return ResidentIdFault::length;
  const auto digit = [&](std::size_t i) { return id[i] >= '0' && id[i] <= '9'; };
  for (std::size_t i = 0; i < 17; ++i)
    if (!digit(i)) return ResidentIdFault::characters;
  if (!digit(17) && id[17] != 'X') return ResidentIdFault::characters;

  const auto number = [&](std::size_t from, std::size_t size) {
    int value = 0;
    for (std::size_t i = from; i < from + size; ++i) value = value * 10 + (id[i] - '0');
    return value;
  };
  const int year = number(6, 4), month = number(10, 2), day = number(12, 2);
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  if (year < 1800 || month < 1 || month > 12 || day < 1 || day > days[month - 1] + (month == 2 && leap ? 1 : 0))
    return ResidentIdFault::date;

  std::string born(id.substr(6, 8));
  born.insert(6, "-").insert(4, "-");
  if (std::string_view(born) > today) return ResidentIdFault::future;

  // ISO 7064 MOD 11-2: weights are powers of 2 modulo 11; the sum picks the check character.
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += weights[i] * (id[i] - '0');
  if (id[17] != "10X98765432"[sum % 11]) return ResidentIdFault::check_digit;
  return std::nullopt;
}

/// A mobile number of mainland China: 1, then 3 to 9, then nine digits.
inline bool valid_mobile(std::string_view text) {
  if (text.size() != 11 || text[0] != '1' || text[1] < '3' || text[1] > '9') return false;
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return true;
}

/// 陈晓明 -> 陈*明, 陈明 -> 陈*, 欧阳晓明 -> 欧**明. `name` is UTF-8.
inline std::string mask_name(std::string_view name) {
  const auto begins = [&](std::size_t at) { return (static_cast<unsigned char>(name[at]) & 0xC0) != 0x80; };
  std::size_t characters = 0, second = name.size(), last = 0;
  for (std::size_t at = 0; at < name.size(); ++at) {
    if (!begins(at)) continue;
    if (++characters == 2) second = at;
    last = at;
  }
  if (characters < 2) return characters == 0 ? std::string() : "*";
  std::string masked;
  masked.reserve(name.size() + 1);
  masked.append(name.substr(0, second)).append(characters == 2 ? 1 : characters - 2, '*');
  if (characters > 2) masked.append(name.substr(last));
  return masked;
}

/// 330***********0018: the first three and the last four characters. What is too short for that is hidden whole.
inline std::string mask_resident_id(std::string_view id) {
  if (id.size() < 8) return std::string(id.size(), '*');
  return std::string(id.substr(0, 3)) + std::string(id.size() - 7, '*') + std::string(id.substr(id.size() - 4));
}

/// 138****0000: the first three and the last four digits. What is too short for that is hidden whole.
inline std::string mask_mobile(std::string_view mobile) {
  if (mobile.size() < 8) return std::string(mobile.size(), '*');
  return std::string(mobile.substr(0, 3)) + std::string(mobile.size() - 7, '*') + std::string(mobile.substr(mobile.size() - 4));
}
/// What a sealed column shows of its text; `kind` is "resident_id", "mobile" or anything else. What is no number may be
/// whatever somebody typed there, and shows nothing of itself, not even its length.
inline std::string mask_sealed(std::string_view kind, std::string_view text) {
  if (text.empty()) return {};
  bool number = text.size() <= 20;
  for (const char c : text) number = number && c >= ' ' && c <= '~';
  if (number && kind == "resident_id") return mask_resident_id(text);
  if (number && kind == "mobile") return mask_mobile(text);
  return "***";
}

}  // namespace gongting

#endif
