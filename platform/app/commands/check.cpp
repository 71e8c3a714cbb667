// gongting check KIND VALUE: whether a number is well-formed, and what stands in it.
#include <algorithm>
#include <iostream>
#include <optional>
#include <vector>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/case_number.hpp"
#include "gongting/identifiers.hpp"
#include "sites/case_types.hpp"

namespace gongting::host::app {
namespace {

/// What was found: the number as it is stored, and its parts; or why it is none.
struct Finding {
  std::string reason;  // "" for a valid one
  std::string value;
  Fields parts;
};

Finding check_resident_id(const std::string& text) {
  const auto id = normalise_resident_id(text);
  if (const auto fault = valid_resident_id(id, today())) {
    switch (*fault) {
      case ResidentIdFault::length: return {"a resident ID has 18 characters; the old form of 15 digits is not taken", id, {}};
      case ResidentIdFault::characters: return {"a resident ID has 17 digits, then a digit or X", id, {}};
      case ResidentIdFault::date: return {"characters 7 to 14 are no date of the calendar", id, {}};
      case ResidentIdFault::future: return {"the date of birth is yet to come", id, {}};
      case ResidentIdFault::check_digit: return {"the check character does not fit the other digits", id, {}};
    }
  }
  return {"", id, {{"division", division_of(id)}, {"born_on", born_on(id)}, {"sex", is_male(id) ? "male" : "female"}}};
}

Finding check_uscc(const std::string& text) {
  const auto code = normalise_uscc(text);
  if (const auto fault = valid_uscc(code)) {
    switch (*fault) {
      case UsccFault::length: return {"a unified social credit code has 18 characters", code, {}};
      case UsccFault::characters:
        return {"a character cannot occur there: digits and capital letters without I, O, S, V, Z; digits only from 3 to 8", code, {}};
      case UsccFault::check_digit: return {"the check character does not fit the other characters", code, {}};
    }
  }
  return {"", code, {{"authority", code.substr(0, 1)}, {"category", code.substr(1, 1)}, {"division", code.substr(2, 6)},
                     {"organisation_code", code.substr(8, 9)}, {"organisation_code_fits", carries_organisation_check(code)}}};
}

Finding check_mobile(const std::string& text) {
  const auto number = normalise_mobile(text);
  if (const auto fault = mobile_fault(number)) {
    switch (*fault) {
      case MobileFault::length: return {"a mobile number has 11 digits", number, {}};
      case MobileFault::characters: return {"a mobile number has digits only", number, {}};
      case MobileFault::prefix: return {"a mobile number begins with 1 and then 3 to 9", number, {}};
    }
  }
  return {"", number, {}};
}

Finding check_division(const std::string& text) {
  const auto code = trim(text);
  if (const auto fault = valid_division(code)) {
    switch (*fault) {
      case DivisionFault::length: return {"a division code has 6 or 12 digits", code, {}};
      case DivisionFault::characters: return {"a division code has digits only", code, {}};
      case DivisionFault::province: return {"the first two digits are no province", code, {}};
      case DivisionFault::gap: return {"a level is left out: something follows a level that is all zeros", code, {}};
    }
  }
  return {"", code, {{"province", code.substr(0, 2)}}};
}

/// By the type codes that are kept, or by those of the program.
Finding check_case_number(const std::string& text, const std::optional<std::vector<std::string>>& types) {
  CaseNumberFault fault{};
  const auto number = types ? parse_case_number(text, &fault, *types) : parse_case_number(text, &fault);
  if (number && types && std::find(types->begin(), types->end(), number->type) == types->end())
    return {"the type code " + number->type + " is not among those that are kept here", number->text(), {}};
  if (number && number->year > std::stoi(today().substr(0, 4))) return {"the year is yet to come", number->text(), {}};
  if (number)
    return {"", number->text(), {{"year", number->year}, {"court", number->court}, {"special", number->special},
                                 {"type", number->type}, {"serial", number->serial}, {"shown", number->shown()}}};
  switch (fault) {
    case CaseNumberFault::year: return {"a case number begins with a year of four digits in brackets", text, {}};
    case CaseNumberFault::court: return {"the year is not followed by a court code, as 浙0112, 浙01, 浙 or 最高法", text, {}};
    case CaseNumberFault::type: return {"there is no type code, as 民初, between the court code and the serial number", text, {}};
    case CaseNumberFault::serial: return {"the serial number is no whole number from 1 without leading zeros", text, {}};
    case CaseNumberFault::end: return {"a case number ends with 号", text, {}};
  }
  return {"it is no case number", text, {}};
}

std::optional<Finding> check(const std::string& kind, const std::string& value, const std::optional<std::vector<std::string>>& types) {
  if (kind == "resident-id") return check_resident_id(value);
  if (kind == "uscc") return check_uscc(value);
  if (kind == "case-number") return check_case_number(value, types);
  if (kind == "mobile") return check_mobile(value);
  if (kind == "division") return check_division(value);
  return std::nullopt;
}

}  // namespace

int run_check(Call& call) {
  const auto& kind = call.arguments()[0];
  std::optional<std::vector<std::string>> types;
  if (call.has("kept")) {
    Installation installation(call);
    auto db = installation.session();
    types.emplace();
    for (const auto& type : sites::case_types(db)) types->push_back(type.code);
  }
  const auto found = check(kind, call.arguments()[1], types);
  if (!found) throw UsageError("it checks a resident-id, uscc, case-number, mobile or division, not " + inert(kind));
  const bool valid = found->reason.empty();
  if (call.has("json")) {
    Fields answer{{"kind", kind}, {"value", inert(found->value)}, {"valid", valid}};
    if (!valid) answer.emplace_back("reason", found->reason);
    for (const auto& [name, part] : found->parts) answer.emplace_back(name, part);
    std::cout << to_json(answer) << '\n';
  } else if (!valid) {
    std::cerr << "gongting check: " << found->reason << '\n';
  } else {
    std::cout << found->value << '\n';
    for (const auto& [name, part] : found->parts) {
      auto text = to_json(Value(part));
      if (text.starts_with('"')) text = text.substr(1, text.size() - 2);
      if (!text.empty()) std::cout << name << '\t' << text << '\n';
    }
  }
  return valid ? 0 : 1;
}

}  // namespace gongting::host::app
