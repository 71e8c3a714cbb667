// The bytes before the body of an answer.
#ifndef GONGTING_HTTP_RESPONSE_HEAD_HPP
#define GONGTING_HTTP_RESPONSE_HEAD_HPP

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace gongting::host::http {

/// What of the request decides how its answer is framed.
struct Framing {
  bool head = false;  // HEAD: no body follows
  bool keep_alive = true;
  bool gzip = false;  // the client takes it
  bool tls = false;
  int minor = 1;
};

/// Compresses the body if the client takes it, the type shrinks, and nobody did it before.
void compress(Response& response, const Framing& framing, std::size_t at_least);

/// Appends status line and headers. Names that are no token and values with control characters are left out, so that
/// a value from outside cannot begin a header or an answer of its own.
void write_head(std::string& out, const Response& response, const Framing& framing);

/// Whether this status is answered without a body.
constexpr bool is_bodiless(int status) { return status == 204 || status == 304 || status < 200; }

std::string_view reason_of(int status);

/// "Sun, 06 Nov 1994 08:49:37 GMT"
std::string http_date(std::time_t at);

/// The page for a status that the edge answers by itself, when the host has set none.
std::string plain_error_page(int status, std::string_view request_id);

}  // namespace gongting::host::http

#endif
