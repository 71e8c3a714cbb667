// Tokens against forged requests (R7): bound to the browser's session or guest cookie by a keyed hash.
#pragma once

#include <string>
#include <string_view>

namespace gongting::host::web {

class Csrf {
 public:
  /// `key`: 32 secret bytes that all workers of the installation share.
  explicit Csrf(std::string key) : key_(std::move(key)) {}

  /// The token for forms shown to the holder of this cookie value. Another one each time: pages are compressed, and how
  /// small a page gets with a guess in its address must not tell the token (BREACH). [any-thread]
  std::string token(std::string_view cookie) const;
  /// Compares in constant time; false when either is empty. [any-thread]
  bool valid(std::string_view cookie, std::string_view token) const;

 private:
  std::string key_;
};

/// Whether the Origin header, when there is one, names the host that the request was sent to.
bool same_origin(std::string_view origin, std::string_view host, bool tls);

}  // namespace gongting::host::web
