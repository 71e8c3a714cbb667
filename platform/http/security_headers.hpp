// What every answer says to the browser so that it helps to defend the page.
#ifndef GONGTING_HTTP_SECURITY_HEADERS_HPP
#define GONGTING_HTTP_SECURITY_HEADERS_HPP

#include <string_view>

#include "http/message.hpp"

namespace gongting::host::http {

inline constexpr std::string_view k_content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "media-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

/// Adds Content-Security-Policy, X-Content-Type-Options, Referrer-Policy, under TLS Strict-Transport-Security, and on
/// pages of a signed-in user Cache-Control: no-store. A policy that the answer already carries is replaced.
/// The edge itself adds the first four to every answer that lacks them; what only the caller knows is `signed_in`.
void add_security_headers(Response& response, bool signed_in, bool tls);

}  // namespace gongting::host::http

#endif
