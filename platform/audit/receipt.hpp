// A receipt: what a court took in, when, and of whom, signed so that anybody can check it without this program and its
// database. What its content was is not in it, only the hash of that.
#ifndef GONGTING_AUDIT_RECEIPT_HPP
#define GONGTING_AUDIT_RECEIPT_HPP

#include <optional>
#include <string>
#include <string_view>

#include "audit/anchors.hpp"
#include "base/digest.hpp"

namespace gongting::host::audit {

struct Receipt {
  std::string number;      // HZ-330112-2026-000001
  std::string court, court_code;
  std::string what;        // 调解申请
  std::string record;      // what the matter is called: 330112-2026-00001
  std::string received;    // 2026-11-21T10:30:00.000+08:00
  std::string by;          // masked
  std::string content;     // hash of exactly what was taken in
  std::string code;        // who knows it and the number may ask on the public page
  std::string hash, key, signature;

  /// What is hashed and signed; docs/reference/receipts.md.
  std::string text() const;
  /// Fills hash, key and signature.
  void sign(const Signer& signer, HashKind kind);
  /// The file that a person keeps.
  std::string json() const;
};

/// Errors: bad_input for what is no receipt.
Receipt read_receipt(std::string_view json);

/// What is wrong with a receipt: `what` is changed, signature, key or content.
struct ReceiptFault {
  std::string what, text;
};

/// Needs nothing but the receipt. `key`: of the installation that should have signed it; `content`: what was taken in, where
/// somebody has it. Nothing when it is genuine.
std::optional<ReceiptFault> check_receipt(const Receipt& receipt, std::string_view key,
                                          const std::optional<std::string>& content = std::nullopt);

}  // namespace gongting::host::audit

#endif
