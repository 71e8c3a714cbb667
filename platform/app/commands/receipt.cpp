// gongting receipt verify: whether a receipt is genuine, without a database.
#include "audit/receipt.hpp"

#include <iostream>

#include "app/commands/commands.hpp"
#include "app/read_file.hpp"
#include "auth/sealing.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host::app {
namespace {

/// The key that should have signed it: as given, or this installation's own.
std::string expected_key(Call& call) {
  if (call.has("key")) return call.option("key");
  const auto secret = call.config().var / "secret.key";
  if (!std::filesystem::exists(secret))
    throw UsageError("there is no installation here whose receipts could be checked; say --key KEY, which its gongting audit key prints");
  return audit::Signer(auth::Sealing(secret).subkey(audit::k_signing_key)).public_key();
}

std::string whole(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) throw UsageError("there is no file " + file.string());
  return read_file(file);
}

}  // namespace

int run_receipt_verify(Call& call) {
  const auto text = whole(call.arguments()[0]);
  const auto key = expected_key(call);
  std::optional<std::string> content;
  if (call.has("content")) content = whole(call.option("content"));
  audit::Receipt receipt;
  std::optional<audit::ReceiptFault> fault;
  try {
    receipt = audit::read_receipt(text);
    fault = audit::check_receipt(receipt, key, content);
  } catch (const Error& error) {
    fault = audit::ReceiptFault{"form", error.what()};
  }
  if (call.has("json")) {
    Fields answer{{"genuine", !fault}};
    if (fault) answer.insert(answer.end(), {{"what", fault->what}, {"text", fault->text}});
    else answer.insert(answer.end(), {{"number", receipt.number}, {"court", receipt.court}, {"received", receipt.received},
                                      {"taken_in", receipt.what}, {"record", receipt.record}, {"by", receipt.by}});
    std::cout << to_json(answer) << '\n';
  } else if (!fault) {
    std::cout << "genuine   " << receipt.number << "\ncourt     " << inert(receipt.court) << "\nreceived  " << inert(receipt.received)
              << "\ntaken in  " << inert(receipt.what) << ", " << inert(receipt.record) << '\n';
  }
  if (fault) std::cerr << "gongting receipt verify: " << fault->text << '\n';
  return fault ? 1 : 0;
}

}  // namespace gongting::host::app
