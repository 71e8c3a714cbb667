// Brings divisions, courts and points in from CSV files with a head line. Doing it twice changes nothing.
#ifndef GONGTING_SITES_IMPORTS_HPP
#define GONGTING_SITES_IMPORTS_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "base/scope.hpp"

namespace gongting::host::store {
class Session;
}

namespace gongting::host::sites {

struct BadRow {
  std::size_t line = 0;
  std::string reason;
};

struct ImportReport {
  std::size_t added = 0, changed = 0, same = 0;
  std::size_t refused = 0;
  std::vector<BadRow> bad;  // the first 1,000 of them
};

/// Called now and then with the bytes read so far.
using Progress = std::function<void(std::size_t bytes)>;

/// All of them: in the caller's transaction, bad rows are reported and left out, the rest is taken. One audit entry for the
/// file; points also have one each.
/// Errors: bad_input when the head line does not name the columns that are needed.

/// code,name,parent_code,level: codes of 12 digits, the parent is in the file or was there before.
ImportReport import_divisions(store::Session& db, const Scope& scope, std::istream& in, const Progress& progress = {});
/// court_code,name,level,division_code,parent_court_code
ImportReport import_courts(store::Session& db, const Scope& scope, std::istream& in, const Progress& progress = {});
/// name,kind,division_code,address,phone,opening for one site; a point is known by its name and division.
ImportReport import_points(store::Session& db, const Scope& scope, std::int64_t site_id, std::istream& in,
                           const Progress& progress = {});

}  // namespace gongting::host::sites

#endif
