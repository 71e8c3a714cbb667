// Looks at the raw bytes of a request's head before any parser does, and refuses whatever two programs could read in
// two ways. Pure: bytes in, verdict out. (Beast 1.81 by itself accepts folded headers, "Transfer-Encoding: xchunked",
// two equal lengths, "2, 2", two Hosts, no Host, absolute form and unknown methods.)
#ifndef GONGTING_HTTP_RAW_HEADER_SCAN_HPP
#define GONGTING_HTTP_RAW_HEADER_SCAN_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gongting::host::http {

struct ScanLimits {
  std::size_t header_bytes = 16 * 1024;
  std::size_t url_bytes = 8 * 1024;
  std::size_t header_count = 100;
};

/// A head without anything wrong. The views point into the bytes that were scanned.
struct RawHead {
  std::size_t begin = 0;  // of the request line: an empty line before it is passed over
  std::size_t size = 0;   // of the whole head, with the empty lines around it
  std::string_view method;
  std::string_view target;
  std::string path;  // decoded
  std::string_view raw_query;
  std::string_view host;  // without the port
  int minor = 1;          // of the version, HTTP/1.minor
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::optional<std::uint64_t> content_length;
  bool chunked = false;
  bool keep_alive = true;
  bool expect_continue = false;
  bool accepts_gzip = false;
  std::string_view content_type;

  bool has_body() const { return chunked || content_length.value_or(0) > 0; }
};

enum class Scan { more, done, refused };

struct ScanResult {
  Scan state = Scan::more;
  int status = 0;        // when refused: 400, 405, 414, 417, 431
  const char* why = "";  // when refused, for the log
};

/// `bytes` is all that has come so far, from the start of the request. `checked` carries how much of it an earlier call
/// has looked at: 0 for a new request. Refuses as soon as it can, so that a client never waits for a line end
/// that cannot make its request better.
ScanResult scan_head(std::string_view bytes, const ScanLimits& limits, std::size_t& checked, RawHead& head);

/// Decodes the path of a target. False for bad escapes and UTF-8, control characters, backslashes, encoded slashes,
/// dot segments, and escapes that would decode to one of these a second time.
bool decode_path(std::string_view raw, std::string& path);

/// Host header: a name, an IPv4 or a bracketed IPv6 address, with an optional port. Returns the part before the port.
std::optional<std::string_view> host_name(std::string_view value);

bool equal_ignoring_case(std::string_view a, std::string_view b);
bool is_token(std::string_view text);

/// Whether an Accept-Encoding allows gzip.
bool allows_gzip(std::string_view accept_encoding);

/// While a chunk's size line is not complete: whether it can still become a good one. A line that can not is refused
/// at once instead of waited for.
bool may_become_chunk_line(std::string_view unfinished);

}  // namespace gongting::host::http

#endif
