// Signatures under exact bytes, each with a receipt in the chain. Who signs has shown again who he is: that is for the
// caller to see to (web/step_up.hpp).
#ifndef GONGTING_SIGN_SIGNATURES_HPP
#define GONGTING_SIGN_SIGNATURES_HPP

#include <cstdint>
#include <string>
#include <vector>

#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::audit {
class ReceiptBook;
}

namespace gongting::host::sign {

struct ToSign {
  std::string plugin, type;
  std::int64_t record = 0;
  std::string what, label, name;  // the document, the matter, the person
  std::string way, way_words;     // password, sms_code, paper_code; in words for the receipt
  std::string document;
  std::string court, court_code, division;
};

struct Signature {
  std::string what, name, hash, way, receipt;  // hash: 64 hexadecimal digits
  std::int64_t at = 0;
};

/// For the scope's account, in the caller's transaction; audited. Errors: those of a receipt.
Signature sign(store::Session& db, const Scope& scope, const audit::ReceiptBook& receipts, const ToSign& what);
/// Oldest first.
std::vector<Signature> signatures_of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record);

}  // namespace gongting::host::sign

#endif
