// How dates, amounts, numbers and case numbers are written on pages and papers.
#ifndef MEDIATION_WORDING_HPP
#define MEDIATION_WORDING_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "gongting/format.hpp"
#include "gongting/value.hpp"

namespace mediation {

/// The due date of what has no limit: sorts behind every day.
inline constexpr std::string_view k_no_due = "9999-12-31";

/// "2026年11月25日" from yyyy-mm-dd.
std::string long_date(std::string_view date);
/// The same in the language of whoever reads the page.
gongting::Message shown_date(std::string_view date);
using gongting::days_between;

/// 肆万捌仟元整, 壹佰零伍元叁角: amounts as documents write them. Up to 9,999,999,999.99 yuan.
std::string capital_amount(std::int64_t fen);
/// 一, 十二, 一百零五: for the clauses of an agreement; 1 to 999.
std::string chinese_number(int number);

/// The type code of a mediation before filing.
inline constexpr std::string_view k_case_type = "诉前调";
/// "(2026)浙0112诉前调312号": as stored.
std::string case_number(int year, std::string_view court_code, std::int64_t serial);
/// The same with full-width brackets, as pages show it.
std::string case_number_shown(std::string_view stored);
/// "诉前调312号" from a case number; the code for what has none yet.
std::string_view short_case_number(std::string_view case_number, std::string_view code);
/// 一案一码: "330112-2026-00312".
std::string dispute_code(std::string_view division, int year, std::int64_t serial);

/// Model of a deadline for the partial "due": {date, short, days, weekday text, over | today | soon | later};
/// null when there is none.
gongting::Encoded due_model(std::string_view due, std::string_view today);

/// For the query of an address.
std::string percent_encoded(std::string_view text);
/// An address down to its village: what follows 村, 社区, 镇, 街道 or 路 is left out.
std::string mask_address(std::string_view address);

}  // namespace mediation

#endif
