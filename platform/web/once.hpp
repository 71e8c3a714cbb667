// The same operation sent twice is done once (R24): the nonce of a form, or the Idempotency-Key of an API call, is kept
// with the answer it got, in the transaction of the work itself, and a repeat gets the first answer again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"
#include "store/database.hpp"

namespace gongting::host::web {

/// An operation as its sender names it. The same nonce of somebody else, or for something else, is another operation.
struct Operation {
  std::string_view nonce;  // of the hidden field or of the Idempotency-Key header; "" when the client sent none
  std::int64_t account_id = 0;
  std::string_view guest = {};  // of one who is not signed in: the cookie that his forms are bound to
  std::int64_t site_id = 0;
  std::string_view method = {}, path = {};
  std::string_view content = {};  // of an API call: one key for two different calls is the client's mistake
};

class Once {
 public:
  /// An answer whose body is longer is not kept; see keep().
  static constexpr std::size_t k_longest_body = 64 * 1024;

  explicit Once(const Operation& operation);

  bool given() const { return !key_.empty(); }
  /// The answer that this operation got before. Errors: invalid when its content was another then.
  std::optional<http::Response> earlier(store::Session& db) const;
  /// Keeps status, type, location and body in the running transaction: no cookies, which are for one browser only.
  /// False when another request with this nonce came first: then the caller rolls back and answers with earlier().
  bool keep(store::Session& db, const http::Response& response) const;
  /// Whether a body can be kept: short enough, and text.
  static bool can_keep(const http::Response& response);

 private:
  std::string key_, content_;  // hashes
};

}  // namespace gongting::host::web
