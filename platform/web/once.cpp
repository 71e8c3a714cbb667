#include "web/once.hpp"

#include <sodium.h>

#include <array>

#include "base/clock.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::web {
namespace {

/// Of several texts, so that no two lists of texts run together into one. In base64url.
std::string hash(std::initializer_list<std::string_view> texts) {
  crypto_generichash_state state;
  crypto_generichash_init(&state, nullptr, 0, 24);
  for (const auto text : texts) {
    const auto size = std::to_string(text.size()) + ":";
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(size.data()), size.size());
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  }
  std::array<unsigned char, 24> bytes{};
  crypto_generichash_final(&state, bytes.data(), bytes.size());
  std::array<char, sodium_base64_ENCODED_LEN(24, sodium_base64_VARIANT_URLSAFE_NO_PADDING)> text{};
  sodium_bin2base64(text.data(), text.size(), bytes.data(), bytes.size(), sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

}  // namespace

Once::Once(const Operation& operation) {
  if (operation.nonce.empty()) return;
  key_ = hash({std::to_string(operation.account_id), operation.account_id == 0 ? operation.guest : "",
               std::to_string(operation.site_id), operation.method, operation.path, operation.nonce});
  content_ = hash({operation.content});
}

std::optional<http::Response> Once::earlier(store::Session& db) const {
  const auto rows = db.read("select content, status, type, location, body from gt_once where operation = :operation",
                            {{"operation", key_}});
  if (rows.empty()) return std::nullopt;
  const auto row = rows[0];
  if (row.text("content") != content_)
    throw Error{Kind::invalid,
                "this Idempotency-Key was sent before with another content; give each call a key of its own"};
  http::Response response;
  response.status = static_cast<int>(row.integer("status"));
  response.type = row.text("type");
  response.body = row.text("body");
  if (const auto location = row.text("location"); !location.empty()) response.headers.push_back({"location", location});
  return response;
}

bool Once::keep(store::Session& db, const http::Response& response) const {
  return db.write(
             "insert into gt_once (operation, content, created_at, status, type, location, body) "
             "select :operation, :content, :now, :status, :type, :location, :body where not exists "
             "(select 1 from gt_once where operation = :same)",
             {{"operation", key_},
              {"content", content_},
              {"now", now_ms()},
              {"status", response.status},
              {"type", response.type},
              {"location", response.header("location")},
              {"body", response.content()},
              {"same", key_}}) == 1;
}

bool Once::can_keep(const http::Response& response) {
  const auto& body = response.content();
  return body.size() <= k_longest_body && valid_utf8(body) && body.find('\0') == std::string::npos;
}

}  // namespace gongting::host::web
