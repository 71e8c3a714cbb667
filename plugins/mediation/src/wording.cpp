#include "wording.hpp"

#include <array>
#include <charconv>

#include "gongting/case_number.hpp"
#include "gongting/format.hpp"
#include "gongting/items.hpp"

namespace mediation {
namespace {

std::int64_t number_in(std::string_view text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

constexpr std::array<const char*, 10> k_capitals = {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"};
constexpr std::array<const char*, 10> k_numerals = {"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};

/// A group of four digits: "叁仟零伍".
std::string capital_group(int group) {
  static constexpr std::array<std::pair<int, const char*>, 4> k_places = {{{1000, "仟"}, {100, "佰"}, {10, "拾"}, {1, ""}}};
  std::string text;
  bool gap = false;
  for (const auto& [size, name] : k_places) {
    const int digit = group / size % 10;
    if (digit == 0) {
      gap = !text.empty();
      continue;
    }
    if (gap) text += "零";
    gap = false;
    text += std::string(k_capitals[static_cast<std::size_t>(digit)]) + name;
  }
  return text;
}

}  // namespace

std::string long_date(std::string_view date) {
  if (date.size() != 10) return std::string(date);
  return std::string(date.substr(0, 4)) + "年" + std::to_string(number_in(date.substr(5, 2))) + "月" +
         std::to_string(number_in(date.substr(8, 2))) + "日";
}

gongting::Message shown_date(std::string_view date) {
  if (date.size() != 10) return {"date.other", {{"iso", date}}};
  return {"date.long", {{"year", date.substr(0, 4)}, {"month", number_in(date.substr(5, 2))}, {"day", number_in(date.substr(8, 2))},
                        {"iso", date}}};
}

std::string capital_amount(std::int64_t fen) {
  const std::int64_t yuan = fen / 100;
  const auto jiao = static_cast<std::size_t>(fen / 10 % 10), cents = static_cast<std::size_t>(fen % 10);
  static constexpr std::array<std::pair<std::int64_t, const char*>, 3> k_groups = {{{100'000'000, "亿"}, {10'000, "万"}, {1, ""}}};
  std::string text;
  bool gap = false;
  for (const auto& [size, name] : k_groups) {
    const int group = static_cast<int>(yuan / size % 10'000);
    if (group == 0) {
      gap = !text.empty();
      continue;
    }
    if (gap || (!text.empty() && group < 1000)) text += "零";
    gap = false;
    text += capital_group(group) + name;
  }
  if (!text.empty()) text += "元";
  if (jiao == 0 && cents == 0) return text.empty() ? "零元整" : text + "整";
  if (jiao != 0) text += std::string(k_capitals[jiao]) + "角";
  else if (!text.empty()) text += "零";
  if (cents == 0) return text + "整";
  return text + k_capitals[cents] + "分";
}

std::string chinese_number(int number) {
  const auto hundreds = static_cast<std::size_t>(number / 100 % 10), tens = static_cast<std::size_t>(number / 10 % 10),
             ones = static_cast<std::size_t>(number % 10);
  std::string text;
  if (hundreds > 0) text += std::string(k_numerals[hundreds]) + "百";
  if (tens > 0) text += (tens == 1 && hundreds == 0 ? std::string() : std::string(k_numerals[tens])) + "十";
  else if (hundreds > 0 && ones > 0) text += "零";
  return text + k_numerals[ones];
}

std::string case_number(int year, std::string_view court_code, std::int64_t serial) {
  return gongting::CaseNumber{year, std::string(court_code), "", std::string(k_case_type), serial}.text();
}

std::string case_number_shown(std::string_view stored) {
  const auto number = gongting::parse_case_number(stored);
  return number ? number->shown() : std::string(stored);
}

std::string_view short_case_number(std::string_view number, std::string_view code) {
  const auto at = number.find(k_case_type);
  return at == number.npos ? code : number.substr(at);
}

std::string dispute_code(std::string_view division, int year, std::int64_t serial) {
  std::string digits = std::to_string(serial);
  if (digits.size() < 5) digits.insert(0, 5 - digits.size(), '0');
  return std::string(division.substr(0, 6)) + "-" + std::to_string(year) + "-" + digits;
}

gongting::Encoded due_model(std::string_view due, std::string_view today) {
  if (due.size() != 10 || due == k_no_due) return {};
  const auto left = days_between(today, due);
  const char day = static_cast<char>('0' + gongting::weekday_of(due));
  return gongting::encoded_map({{"kind", left < 0 ? "over" : left == 0 ? "today" : left <= 7 ? "soon" : "later"},
                                {"days", left < 0 ? -left : left},
                                {"date", due},
                                {"short", due.substr(5)},
                                {"long", gongting::Phrase{"date.", "long",
                                                          {{"year", due.substr(0, 4)}, {"month", number_in(due.substr(5, 2))},
                                                           {"day", number_in(due.substr(8, 2))}, {"iso", due}}}},
                                {"weekday", gongting::Phrase{"weekday.", {&day, 1}, {}}}});
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' || c == '.';
    if (plain) encoded += c;
    else (encoded += '%') += "0123456789ABCDEF"[byte >> 4], encoded += "0123456789ABCDEF"[byte & 15];
  }
  return encoded;
}

std::string mask_address(std::string_view address) {
  std::size_t end = 0;
  for (const std::string_view stop : {"村", "社区", "街道", "镇", "乡", "路"}) {
    const auto at = address.find(stop);
    if (at != address.npos) {
      end = at + stop.size();
      break;
    }
  }
  return end == 0 ? "***" : std::string(address.substr(0, end)) + (end < address.size() ? "***" : "");
}

}  // namespace mediation
