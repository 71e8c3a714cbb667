// Whether the audit log is what was written: every sealed row against its hash, the chain, and the signed anchors.
#ifndef GONGTING_AUDIT_VERIFY_HPP
#define GONGTING_AUDIT_VERIFY_HPP

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/anchors.hpp"
#include "store/database.hpp"

namespace gongting::host::audit {

struct Fault {
  std::int64_t number = 0;  // 0 for a row that has none yet
  std::int64_t row_id = 0;  // 0 when it is not known any more
  std::string what;         // edited | removed | reordered | cut | added | anchor
  std::string text;         // for a person, in English
};

struct Verdict {
  std::int64_t from = 1, checked = 0;
  std::int64_t sealed = 0, sealed_at = 0;  // the last number, and when
  std::int64_t unsealed = 0, anchors = 0;
  std::vector<std::pair<std::int64_t, std::string>> stretches;  // from which number on which hash
  std::optional<Fault> fault;                                   // the first
};

struct VerifyAsk {
  std::int64_t from = 1;        // the first number; what is before it is taken as it is
  std::string public_key;       // of the installation
  std::vector<Anchor> anchors;  // from files, beside those of the database
  bool stray_rows = true;       // also look through the whole log for rows that are in no chain
  std::function<void(std::int64_t number, std::int64_t of)> progress{};  // now and then
};

/// Reads only, while writing goes on. Errors: those of the database; bad_input when there is no number `from`.
Verdict verify(store::Session& session, const VerifyAsk& ask);

}  // namespace gongting::host::audit

#endif
