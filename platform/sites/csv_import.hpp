// Taking CSV files in: the head line, the rows, what is reported of bad ones. For the .cpp files of this folder.
#ifndef GONGTING_SITES_CSV_IMPORT_HPP
#define GONGTING_SITES_CSV_IMPORT_HPP

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "audit/audit.hpp"
#include "base/csv.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"
#include "sites/imports.hpp"

namespace gongting::host::sites {

inline constexpr std::size_t k_most_reported = 1000;
inline constexpr std::size_t k_rows_between_progress = 500;

/// What a row did. A bad row throws Error{invalid} with its reason.
enum class Done { added, changed, same };

/// One row by the names of the columns.
class Record {
 public:
  Record(const std::map<std::string, std::size_t, std::less<>>& columns, const std::vector<std::string>& fields)
      : columns_(columns), fields_(fields) {}
  const std::string& operator[](std::string_view column) const { return fields_[columns_.find(column)->second]; }

 private:
  const std::map<std::string, std::size_t, std::less<>>& columns_;
  const std::vector<std::string>& fields_;
};

[[noreturn]] inline void refuse(const std::string& reason) { throw Error{Kind::invalid, reason}; }

/// Takes a CSV file in row by row: take(Record) says what a row did, or throws.
template <class Take>
ImportReport import(std::istream& in, const std::vector<std::string>& wanted, const Progress& progress, Take&& take) {
  CsvReader csv(in);
  std::vector<std::string> fields;
  if (csv.next(fields) != CsvReader::Result::record)
    throw Error{Kind::bad_input, "the file is empty or has no head line"};
  std::map<std::string, std::size_t, std::less<>> columns;
  for (std::size_t i = 0; i < fields.size(); ++i) columns.emplace(trim(fields[i]), i);
  for (const auto& name : wanted)
    if (!columns.contains(name)) throw Error{Kind::bad_input, "the head line does not name the column " + name};
  const auto width = fields.size();

  ImportReport report;
  const auto refused = [&](std::string reason) {
    ++report.refused;
    if (report.bad.size() < k_most_reported) report.bad.push_back({csv.line(), std::move(reason)});
  };
  std::size_t rows = 0;
  for (auto result = csv.next(fields); result != CsvReader::Result::end; result = csv.next(fields)) {
    if (progress && ++rows % k_rows_between_progress == 0) progress(csv.bytes());
    if (result == CsvReader::Result::bad) {
      refused(csv.reason());
      continue;
    }
    try {
      if (fields.size() != width)
        refuse("has " + std::to_string(fields.size()) + " fields, the head line has " + std::to_string(width));
      for (const auto& field : fields)
        if (inert(field) != field) refuse("is not UTF-8, or holds control characters");
      switch (take(Record(columns, fields))) {
        case Done::added: ++report.added; break;
        case Done::changed: ++report.changed; break;
        case Done::same: ++report.same; break;
      }
    } catch (const Error& error) {
      // What the database itself refuses has broken the transaction and ends the import.
      if (error.kind() != Kind::invalid && error.kind() != Kind::bad_input && error.kind() != Kind::conflict) throw;
      refused(error.what());
    }
  }
  if (progress) progress(csv.bytes());
  return report;
}

/// The audit entry of a file.
inline void note(store::Session& db, const Scope& scope, const char* action, const ImportReport& report) {
  audit::record(db, scope,
                {action,
                 "import",
                 0,
                 "ok",
                 {{"added", static_cast<std::int64_t>(report.added)},
                  {"changed", static_cast<std::int64_t>(report.changed)},
                  {"same", static_cast<std::int64_t>(report.same)},
                  {"refused", static_cast<std::int64_t>(report.refused)}}});
}

}  // namespace gongting::host::sites

#endif
