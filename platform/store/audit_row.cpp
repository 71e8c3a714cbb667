#include "store/audit_row.hpp"

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host::store {

namespace {

constexpr std::size_t k_longest_word = 200;
constexpr std::size_t k_longest_text = 1000;
constexpr std::size_t k_longest_detail = 16'000;
constexpr int k_deepest_detail = 4;

/// Cut between two characters, so that what is left is still UTF-8.
std::string shortened(std::string text, std::size_t most) {
  if (text.size() <= most) return text;
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  text.resize(end);
  return text + "…";
}

std::string word(std::string_view text) { return shortened(inert(text), k_longest_word); }

Value inert_value(const Value& value, int depth);

Fields inert_fields(const Fields& fields, int depth) {
  Fields out;
  for (const auto& [key, value] : fields) out.emplace_back(word(key), inert_value(value, depth + 1));
  return out;
}

Value inert_value(const Value& value, int depth) {
  const auto& data = value.data();
  if (const auto* text = std::get_if<std::string>(&data)) return shortened(inert(*text), k_longest_text);
  if (const auto* bytes = std::get_if<Bytes>(&data)) return std::to_string(bytes->data.size()) + " bytes";
  if (std::holds_alternative<Encoded>(data) || std::holds_alternative<Message>(data) || depth > k_deepest_detail)
    return "…";
  if (const auto* fields = std::get_if<Fields>(&data)) return inert_fields(*fields, depth);
  if (const auto* list = std::get_if<List>(&data)) {
    List out;
    for (const auto& item : *list) out.push_back(inert_value(item, depth + 1));
    return out;
  }
  return value;
}

}  // namespace

void write_audit_row(Connection& connection, const Scope& scope, const AuditRow& row) {
  if (row.outcome != "ok" && row.outcome != "refused" && row.outcome != "failed") {
    throw Error{Kind::internal, "an audit outcome is ok, refused or failed"};
  }
  auto detail = to_json(inert_fields(row.detail, 0));
  if (detail.size() > k_longest_detail)
    detail = to_json(Fields{{"too_long", static_cast<std::int64_t>(detail.size())}});
  const Fields values{{"id", new_id()},
                      {"at", now_ms()},
                      {"site", scope.site_id},
                      {"account", scope.account_id},
                      {"actor", word(scope.account_name)},
                      {"client", word(scope.client)},
                      {"request", word(scope.request_id)},
                      {"plugin", word(row.plugin)},
                      {"action", word(row.action)},
                      {"object", word(row.object)},
                      {"object_id", row.object_id},
                      {"outcome", row.outcome},
                      {"detail", std::move(detail)}};
  connection.write(
      "insert into gt_audit (id, at, site_id, account_id, actor, client, request_id, plugin, action, object, "
      "object_id, "
      "outcome, detail) values (:id, :at, :site, :account, :actor, :client, :request, :plugin, :action, :object, "
      ":object_id, :outcome, :detail)",
      FieldParameters(values));
}

}  // namespace gongting::host::store
