// Gives receipts and finds them again. Each is told to the audit log in the same transaction, with its hash: so it stands in
// the one chain with all else.
#ifndef GONGTING_AUDIT_RECEIPT_BOOK_HPP
#define GONGTING_AUDIT_RECEIPT_BOOK_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audit/receipt.hpp"
#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::store {
class Records;
}

namespace gongting::host::audit {

inline constexpr std::string_view k_receipt_given = "receipt.give";

/// What is taken in.
struct Taken {
  std::string what, record_type;  // 调解申请, mediation.dispute
  std::int64_t record_id = 0;
  std::string record;   // what the matter is called
  std::string content;  // exactly; only its hash is kept
  std::string by;       // whose it is; masked here. "" for nobody who is known
  std::string court, court_code, division;
};

struct KeptReceipt {
  std::int64_t id = 0, account_id = 0, given_at = 0, record_id = 0;
  std::string record_type;
  Receipt receipt;
};

class ReceiptBook {
 public:
  ReceiptBook(store::Records& records, std::string_view seed, HashKind kind) : records_(records), signer_(seed), kind_(kind) {}

  /// In the caller's transaction, opening one when none is open. Numbers are without gaps for each site and year.
  /// Errors: bad_input for a text that is missing or too long.
  KeptReceipt give(store::Session& session, const Scope& scope, const Taken& taken) const;
  /// Of this site. Who may see it is for the caller to know.
  std::optional<KeptReceipt> find(store::Session& session, std::int64_t site_id, std::string_view number) const;
  /// Those of one record, oldest first.
  std::vector<KeptReceipt> of(store::Session& session, std::int64_t site_id, std::string_view record_type,
                              std::int64_t record_id) const;
  /// Whether this installation gave it.
  bool is_genuine(const Receipt& receipt) const { return !check_receipt(receipt, signer_.public_key()); }

 private:
  store::Records& records_;
  const Signer signer_;
  const HashKind kind_;
};

/// A code as somebody typed it: without blanks and hyphens, in capitals, O and I as the digits that they look like.
std::string plain_code(std::string_view typed);

}  // namespace gongting::host::audit

#endif
