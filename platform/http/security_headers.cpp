#include "http/security_headers.hpp"

namespace gongting::host::http {

void add_security_headers(Response& response, bool signed_in, bool tls) {
  response.set("content-security-policy", std::string(k_content_security_policy));
  response.set("x-content-type-options", "nosniff");
  response.set("referrer-policy", "same-origin");
  if (tls) response.set("strict-transport-security", "max-age=31536000");
  if (signed_in) response.set("cache-control", "no-store");
}

}  // namespace gongting::host::http
