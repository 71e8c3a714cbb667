// Numbers by which people, organisations and places are known: checked, read and masked. The one implementation: host,
// plugins and command line use it. Case numbers stand in case_number.hpp.
// Resident ID: GB 11643; unified social credit code: GB 32100; division code: GB/T 2260 and the 12-digit statistical code.
#ifndef GONGTING_IDENTIFIERS_HPP
#define GONGTING_IDENTIFIERS_HPP

#include <cstdint>
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

/// The form in which a resident ID is compared and stored: no blanks, no hyphens, x as X.
inline std::string normalise_resident_id(std::string_view text) {
  std::string id;
  for (const char c : text)
    if (c != ' ' && c != '-' && c != '\t') id.push_back(c == 'x' ? 'X' : c);
  return id;
}

/// The day of birth in a resident ID of 18 characters, yyyy-mm-dd.
inline std::string born_on(std::string_view id) {
  std::string day(id.substr(6, 8));
  return day.insert(6, "-").insert(4, "-");
}

/// Checks a normalised resident ID of 18 characters. The form of 15 digits is not taken.
/// `today` is yyyy-mm-dd; without it a date to come is not noticed. Nothing is returned for a valid number.
inline std::optional<ResidentIdFault> valid_resident_id(std::string_view id, std::string_view today = "9999-12-31") {
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

  if (born_on(id) > today) return ResidentIdFault::future;

  // ISO 7064 MOD 11-2: weights are powers of 2 modulo 11; the sum picks the check character.
  constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += weights[i] * (id[i] - '0');
  if (id[17] != "10X98765432"[sum % 11]) return ResidentIdFault::check_digit;
  return std::nullopt;
}

/// The division in a valid resident ID: six digits, of the place where the number was given.
inline std::string_view division_of(std::string_view id) { return id.substr(0, 6); }
/// The seventeenth digit is odd for men.
inline bool is_male(std::string_view id) { return (id[16] - '0') % 2 == 1; }

/// Why a text is no unified social credit code.
enum class UsccFault {
  length = 1,   // not 18 characters
  characters,   // one that does not occur: I, O, S, V and Z never do; 3 to 8 are digits
  check_digit,  // the last character does not fit the others
};

/// The form in which a credit code is compared and stored: no blanks, capital letters.
inline std::string normalise_uscc(std::string_view text) {
  std::string code;
  for (const char c : text)
    if (c != ' ') code.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
  return code;
}

/// Checks a normalised credit code. Nothing is returned for a valid one. Some codes given out early fail the check digit:
/// who takes them all the same has to record who decided it.
inline std::optional<UsccFault> valid_uscc(std::string_view code) {
  constexpr std::string_view alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  constexpr int weights[] = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};  // powers of 3 modulo 31
  if (code.size() != 18) return UsccFault::length;
  int sum = 0;
  for (std::size_t i = 0; i < 18; ++i) {
    const auto value = alphabet.find(code[i]);
    if (value == alphabet.npos || (i >= 2 && i < 8 && value > 9)) return UsccFault::characters;
    if (i < 17) sum += weights[i] * static_cast<int>(value);
  }
  if (code[17] != alphabet[static_cast<std::size_t>((31 - sum % 31) % 31)]) return UsccFault::check_digit;
  return std::nullopt;
}

/// Whether characters 9 to 17 of a valid credit code carry the check of the organisation code (GB 11714). A remark for a
/// person who looks at the number, no reason to refuse it.
inline bool carries_organisation_check(std::string_view code) {
  constexpr int weights[] = {3, 7, 9, 10, 5, 8, 4, 2};
  int sum = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    const char c = code[8 + i];
    sum += weights[i] * (c <= '9' ? c - '0' : c - 'A' + 10);
  }
  return code[16] == "0X987654321"[sum % 11];
}

/// Why a text is no division code.
enum class DivisionFault {
  length = 1,  // neither 6 nor 12 digits
  characters,  // not only digits
  province,    // the first two digits are no province
  gap,         // a level is left out: something follows a level that is all zeros
};

/// Checks the form of a division code: six digits (GB/T 2260: province, city, county) or twelve (the statistical code, with
/// three more each for town and village). Whether the place exists only the table of divisions knows.
inline std::optional<DivisionFault> valid_division(std::string_view code) {
  if (code.size() != 6 && code.size() != 12) return DivisionFault::length;
  for (const char c : code)
    if (c < '0' || c > '9') return DivisionFault::characters;
  constexpr std::string_view provinces =
      "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82";
  bool known = false;
  for (std::size_t at = 0; at < provinces.size(); at += 3) known = known || provinces.substr(at, 2) == code.substr(0, 2);
  if (!known) return DivisionFault::province;
  bool ended = false;
  for (std::size_t at = 2, size = 2; at < code.size(); at += size) {
    size = at < 6 ? 2 : 3;
    const bool zero = code.substr(at, size).find_first_not_of('0') == std::string_view::npos;
    if (ended && !zero) return DivisionFault::gap;
    ended = ended || zero;
  }
  return std::nullopt;
}

/// Why a text is no mobile number of mainland China.
enum class MobileFault {
  length = 1,  // not 11 characters
  characters,  // not only digits
  prefix,      // does not begin with 1 and then 3 to 9
};

/// The form in which a mobile number is compared and stored: no blanks, no hyphens, no +86.
inline std::string normalise_mobile(std::string_view text) {
  std::string number;
  for (const char c : text)
    if (c != ' ' && c != '-') number.push_back(c);
  return number.starts_with("+86") ? number.substr(3) : number;
}

/// Checks a normalised mobile number: 1, then 3 to 9, then nine digits. Nothing is returned for a valid one.
inline std::optional<MobileFault> mobile_fault(std::string_view text) {
  if (text.size() != 11) return MobileFault::length;
  for (const char c : text)
    if (c < '0' || c > '9') return MobileFault::characters;
  if (text[0] != '1' || text[1] < '3') return MobileFault::prefix;
  return std::nullopt;
}
inline bool valid_mobile(std::string_view text) { return !mobile_fault(text); }

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
