// The same form sent twice makes one record (R24): a form's nonce is kept with the answer it got, in the transaction
// of the work itself, and a repeat gets the first answer again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "store/database.hpp"

namespace gongting::host::web {

class Once {
 public:
  /// The nonce of the hidden field or of the Idempotency-Key header; "" when the client sent none.
  Once(std::string nonce, std::int64_t account_id) : nonce_(std::move(nonce)), account_id_(account_id) {}

  bool given() const { return !nonce_.empty(); }
  /// The answer that this form got before.
  std::optional<http::Response> earlier(store::Session& db) const;
  /// Keeps the answer in the running transaction. False when another request with this nonce came first: then the
  /// caller rolls back and answers with earlier().
  bool keep(store::Session& db, const http::Response& response) const;

 private:
  std::string nonce_;
  std::int64_t account_id_;
};

}  // namespace gongting::host::web
