// What a handler answers. Pages come from Request::render; the rest from the functions here.
#ifndef GONGTING_RESPONSE_HPP
#define GONGTING_RESPONSE_HPP

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "gongting/detail/json.hpp"
#include "gongting/error.hpp"
#include "gongting/value.hpp"

namespace gongting {

struct Response {
  int status = 200;
  std::string type = "text/html; charset=utf-8";
  std::string body = {};
  /// The page that Request::render left with the host, instead of a body; 0 for none.
  std::int64_t page = 0;
  /// Where a redirect goes: below the plugin's own address ("/entries"), or the site's when `on_site`.
  std::string location = {};
  bool on_site = false;
  /// Further headers; only those the host allows (cache-control, content-disposition, content-language, etag, …).
  Fields headers = {};
};

/// After a POST: "look there". The path is below the plugin's own address; an address made from rq.base() is kept.
inline Response see_other(std::string path) {
  return {.status = 303, .type = {}, .location = std::move(path)};
}
/// The same for a page of the site outside of the plugin: see_other_on_site("/points").
inline Response see_other_on_site(std::string path) {
  return {.status = 303, .type = {}, .location = std::move(path), .on_site = true};
}
/// Ends the request with the host's own page; the same answer for "unknown" and for "not yours".
[[noreturn]] inline Response not_found() { throw Error{Kind::not_found, "there is nothing under this address"}; }

inline Response svg(std::string drawing) {
  return {.type = "image/svg+xml", .body = std::move(drawing)};
}
inline Response text(std::string words, int status = 200) {
  return {.status = status, .type = "text/plain; charset=utf-8", .body = std::move(words)};
}
/// JSON of these values; the rows of a query become an array of objects.
inline Response json(const Fields& fields, int status = 200) {
  Response response{.status = status, .type = "application/json"};
  const std::string encoded = encode_fields(fields);
  detail::write_json(response.body, ValueRef(encoded));
  return response;
}
/// The same for an array.
inline Response json_list(const List& items, int status = 200) {
  Response response{.status = status, .type = "application/json"};
  detail::write_json(response.body, ValueRef(Value(items).encode()));
  return response;
}
/// A file to keep: the browser saves it under this name.
inline Response download(std::string name, std::string type, std::string bytes) {
  Response response{.type = std::move(type), .body = std::move(bytes)};
  std::string disposition = "attachment; filename*=UTF-8''";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
    if (plain) disposition += c;
    else (disposition += '%') += "0123456789ABCDEF"[byte >> 4], disposition += "0123456789ABCDEF"[byte & 15];
  }
  response.headers.emplace_back("content-disposition", std::move(disposition));
  return response;
}

}  // namespace gongting

#endif
