#include "audit/receipt.hpp"

#include <array>
#include <utility>

#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host::audit {
namespace {

constexpr std::string_view k_begin = "gongting.receipt/1";
constexpr std::size_t k_longest_file = 64 * 1024;

/// The fields that are signed, in their order.
template <class R>
auto signed_fields(R& receipt) {
  return std::array<std::pair<std::string_view, decltype(&receipt.number)>, 9>{{{"number", &receipt.number},
                                                                                {"court", &receipt.court},
                                                                                {"court_code", &receipt.court_code},
                                                                                {"what", &receipt.what},
                                                                                {"record", &receipt.record},
                                                                                {"received", &receipt.received},
                                                                                {"by", &receipt.by},
                                                                                {"content", &receipt.content},
                                                                                {"code", &receipt.code}}};
}

std::string member(Json json, std::string_view name) {
  const auto* value = json[name].value();
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->data());
  if (text == nullptr) throw Error{Kind::bad_input, "it is no receipt: it has no text \"" + std::string(name) + "\""};
  return *text;
}

}  // namespace

std::string Receipt::text() const {
  std::string bytes(k_begin);
  bytes += "\n";
  // The length before each value: no two receipts have the same bytes, whatever stands in them.
  for (const auto& [name, value] : signed_fields(*this))
    bytes.append(name).append(" ").append(std::to_string(value->size())).append(":").append(*value).append("\n");
  return bytes;
}

void Receipt::sign(const Signer& signer, HashKind kind) {
  hash = hash_of(kind, text());
  key = signer.public_key();
  signature = signer.sign(text());
}

std::string Receipt::json() const {
  Fields fields{{"receipt", k_begin}};
  for (const auto& [name, value] : signed_fields(*this)) fields.emplace_back(std::string(name), *value);
  fields.insert(fields.end(), {{"hash", hash}, {"key", key}, {"signature", signature}});
  return to_json(fields) + "\n";
}

Receipt read_receipt(std::string_view text) {
  if (text.size() > k_longest_file) throw Error{Kind::bad_input, "it is no receipt: it is longer than 64 KB"};
  Value parsed;
  try {
    parsed = parse_json(text, 4);
  } catch (const Error& error) {
    throw Error{Kind::bad_input, std::string("it is no receipt: ") + error.what()};
  }
  const Json json(parsed);
  if (member(json, "receipt") != k_begin)
    throw Error{Kind::bad_input, "it is a receipt of another form: " + inert(member(json, "receipt"))};
  Receipt receipt;
  for (const auto& [name, value] : signed_fields(receipt)) *value = member(json, name);
  receipt.hash = member(json, "hash"), receipt.key = member(json, "key"), receipt.signature = member(json, "signature");
  return receipt;
}

std::optional<ReceiptFault> check_receipt(const Receipt& receipt, std::string_view key,
                                          const std::optional<std::string>& content) {
  const auto kind = kind_of_hash(receipt.hash);
  if (!kind || hash_of(*kind, receipt.text()) != receipt.hash)
    return ReceiptFault{"changed", "what it says was changed after it was given: it does not have the hash that it names"};
  if (!is_signed(receipt.key, receipt.text(), receipt.signature))
    return ReceiptFault{"signature", "its signature is not one of what it says"};
  if (receipt.key != key) return ReceiptFault{"key", "it is signed with another key than " + std::string(key)};
  if (!content) return std::nullopt;
  const auto content_kind = kind_of_hash(receipt.content);
  if (!content_kind || hash_of(*content_kind, *content) != receipt.content)
    return ReceiptFault{"content", "what was taken in is not this content"};
  return std::nullopt;
}

}  // namespace gongting::host::audit
