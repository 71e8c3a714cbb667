// The type codes of case numbers (类型代字) that an administrator keeps: by them numbers are given out, and a special
// character is told from a type code when one is read.
#ifndef GONGTING_SITES_CASE_TYPES_HPP
#define GONGTING_SITES_CASE_TYPES_HPP

#include <cstdint>
#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include "base/scope.hpp"
#include "sites/imports.hpp"
#include "store/database.hpp"

namespace gongting::host::sites {

struct CaseType {
  std::string code, title;
  std::string from, to;  // days, both included; to "" for no end
  bool verified = false;

  bool holds_on(std::string_view day) const { return from <= day && (to.empty() || day <= to); }
};

/// All of them, by code.
std::vector<CaseType> case_types(store::Session& db);
/// Errors: invalid when no number may be given out with this code on this day.
void require_case_type(store::Session& db, std::string_view code, std::string_view day);

/// Makes it, or changes title, days and state of the one that there is. Audited. Errors: invalid "field: reason".
void put_case_type(store::Session& db, const Scope& scope, const CaseType& type);
/// No number is given out with it after this day; those that there are stay readable. Audited. Errors: not_found, invalid.
void end_case_type(store::Session& db, const Scope& scope, std::string_view code, std::string_view last_day);
/// CSV with the columns code,title,from,to,status (verified or recalled). Lines that are wrong are reported, the others taken.
ImportReport import_case_types(store::Session& db, const Scope& scope, std::istream& csv);

}  // namespace gongting::host::sites

#endif
