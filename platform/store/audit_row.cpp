#include "store/audit_row.hpp"

#include <atomic>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host::store {

namespace {

std::atomic<HashKind> hash_in_use{HashKind::sha256};

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

AuditContent AuditContent::of(const Row& row) {
  AuditContent content;
  content.id = row.integer("id");
  content.at = row.integer("at");
  content.site_id = row.integer("site_id");
  content.account_id = row.integer("account_id");
  content.actor = row["actor"].text();
  content.client = row["client"].text();
  content.request_id = row["request_id"].text();
  content.plugin = row["plugin"].text();
  content.action = row["action"].text();
  content.object = row["object"].text();
  content.object_id = row.integer("object_id");
  content.outcome = row["outcome"].text();
  content.detail = row["detail"].text();
  return content;
}

std::string AuditContent::canonical() const {
  std::string bytes = "gongting.audit/1\n";
  bytes.reserve(400 + detail.size());
  // The length before each value: no two rows have the same bytes, whatever stands in them.
  const auto add = [&bytes](std::string_view name, std::string_view value) {
    bytes.append(name).append(" ").append(std::to_string(value.size())).append(":").append(value).append("\n");
  };
  add("id", std::to_string(id));
  add("at", std::to_string(at));
  add("site_id", std::to_string(site_id));
  add("account_id", std::to_string(account_id));
  add("actor", actor);
  add("client", client);
  add("request_id", request_id);
  add("plugin", plugin);
  add("action", action);
  add("object", object);
  add("object_id", std::to_string(object_id));
  add("outcome", outcome);
  add("detail", detail);
  return bytes;
}

void use_audit_hash(HashKind kind) { hash_in_use = kind; }

void write_audit_row(Connection& connection, const Scope& scope, const AuditRow& row) {
  if (row.outcome != "ok" && row.outcome != "refused" && row.outcome != "failed") {
    throw Error{Kind::internal, "an audit outcome is ok, refused or failed"};
  }
  auto detail = to_json(inert_fields(row.detail, 0));
  if (detail.size() > k_longest_detail)
    detail = to_json(Fields{{"too_long", static_cast<std::int64_t>(detail.size())}});
  const auto actor = word(scope.account_name), client = word(scope.client), request = word(scope.request_id),
             plugin = word(row.plugin), action = word(row.action), object = word(row.object);
  const AuditContent content{new_id(), now_ms(), scope.site_id, scope.account_id, actor,       client, request,
                             plugin,   action,   object,        row.object_id,    row.outcome, detail};
  const Fields values{{"id", content.id},
                      {"at", content.at},
                      {"site", content.site_id},
                      {"account", content.account_id},
                      {"actor", actor},
                      {"client", client},
                      {"request", request},
                      {"plugin", plugin},
                      {"action", action},
                      {"object", object},
                      {"object_id", content.object_id},
                      {"outcome", row.outcome},
                      {"detail", detail},
                      {"hash", hash_of(hash_in_use, content.canonical())}};
  connection.write(
      "insert into gt_audit (id, at, site_id, account_id, actor, client, request_id, plugin, action, object, "
      "object_id, outcome, detail, hash) values (:id, :at, :site, :account, :actor, :client, :request, :plugin, "
      ":action, :object, :object_id, :outcome, :detail, :hash)",
      FieldParameters(values));
}

}  // namespace gongting::host::store
