#include "http/raw_header_scan.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"

namespace gongting::host::http {
namespace {

enum Class : std::uint8_t { plain, control, cr, lf };

constexpr std::array<std::uint8_t, 256> k_class = [] {
  std::array<std::uint8_t, 256> table{};
  for (int c = 0; c < 32; ++c) table[static_cast<std::size_t>(c)] = control;
  table['\t'] = plain;
  table[127] = control;
  table['\r'] = cr;
  table['\n'] = lf;
  return table;
}();

constexpr std::array<bool, 256> k_token = [] {
  std::array<bool, 256> table{};
  for (int c = 'a'; c <= 'z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (int c = '0'; c <= '9'; ++c) table[static_cast<std::size_t>(c)] = true;
  for (const char c : {'!', '#', '$', '%', '&', '\'', '*', '+', '-', '.', '^', '_', '`', '|', '~'})
    table[static_cast<std::uint8_t>(c)] = true;
  return table;
}();

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr bool visible_ascii(char c) { return c >= 0x21 && c <= 0x7e; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// The byte that an escape at text[at] stands for, -1 when there is no good escape.
int escape_at(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return -1;
  const int high = hex_value(text[at + 1]);
  const int low = hex_value(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

ScanResult refuse(int status, const char* why) { return {Scan::refused, status, why}; }

constexpr std::array<std::string_view, 6> k_methods{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"};

bool good_query(std::string_view query) {
  bool escaped = false;
  for (const char c : query) {
    if (!visible_ascii(c) || c == '"' || c == '<' || c == '>' || c == '#') return false;
    escaped |= c == '%';
  }
  if (!escaped) return true;
  std::string decoded;
  decoded.reserve(query.size());
  for (std::size_t i = 0; i < query.size(); ++i) {
    if (query[i] != '%') {
      decoded += query[i];
      continue;
    }
    const int byte = escape_at(query, i);
    if (byte <= 0) return false;  // bad, or an encoded NUL
    decoded += static_cast<char>(byte);
    i += 2;
  }
  return valid_utf8(decoded);
}

ScanResult scan_request_line(std::string_view line, const ScanLimits& limits, RawHead& head) {
  const auto first = line.find(' ');
  if (first == std::string_view::npos) return refuse(400, "no target");
  head.method = line.substr(0, first);
  if (!is_token(head.method)) return refuse(400, "method is no token");
  const auto second = line.find(' ', first + 1);
  if (second == std::string_view::npos) return refuse(400, "no version");  // HTTP/0.9
  head.target = line.substr(first + 1, second - first - 1);
  const auto version = line.substr(second + 1);
  if (version == "HTTP/1.1")
    head.minor = 1;
  else if (version == "HTTP/1.0")
    head.minor = 0;
  else
    return refuse(400, "version");
  if (head.target.size() > limits.url_bytes) return refuse(414, "target too long");
  bool known = false;
  for (const auto& method : k_methods) known |= method == head.method;
  if (!known) return refuse(405, "method");
  if (head.target == "*" && head.method == "OPTIONS") {
    head.path = "*";
    head.raw_query = {};
    return {};
  }
  if (head.target.empty() || head.target[0] != '/') return refuse(400, "target is not in origin form");
  const auto question = head.target.find('?');
  head.raw_query = question == std::string_view::npos ? std::string_view{} : head.target.substr(question + 1);
  if (!decode_path(head.target.substr(0, question), head.path)) return refuse(400, "path");
  if (!good_query(head.raw_query)) return refuse(400, "query");
  return {};
}

/// Calls `each` for the elements of a comma-separated list.
template <class Each>
void for_each_element(std::string_view list, Each each) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    auto element = list.substr(0, comma);
    while (!element.empty() && (element.front() == ' ' || element.front() == '\t')) element.remove_prefix(1);
    while (!element.empty() && (element.back() == ' ' || element.back() == '\t')) element.remove_suffix(1);
    each(element);
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
}

/// The headers that decide about framing and routing: each at most once, and only in the one form that nobody misreads.
struct Seen {
  bool host = false, length = false, encoding = false, type = false, origin = false, authorization = false;
  bool close = false, keep_alive = false;
};

ScanResult scan_header(std::string_view name, std::string_view value, RawHead& head, Seen& seen) {
  const auto is = [&](std::string_view known) { return equal_ignoring_case(name, known); };
  switch (name.size()) {
    case 4:
      if (!is("host")) break;
      if (seen.host) return refuse(400, "two Hosts");
      seen.host = true;
      if (const auto host = host_name(value))
        head.host = *host;
      else
        return refuse(400, "Host");
      break;
    case 6:
      if (is("origin") && std::exchange(seen.origin, true)) return refuse(400, "two Origins");
      if (!is("expect")) break;
      if (!equal_ignoring_case(value, "100-continue")) return refuse(417, "Expect");
      head.expect_continue = true;
      break;
    case 10:
      if (!is("connection")) break;
      for_each_element(value, [&](std::string_view option) {
        seen.close |= equal_ignoring_case(option, "close");
        seen.keep_alive |= equal_ignoring_case(option, "keep-alive");
      });
      break;
    case 12:
      if (!is("content-type")) break;
      if (std::exchange(seen.type, true)) return refuse(400, "two Content-Types");
      head.content_type = value;
      break;
    case 13:
      if (is("authorization") && std::exchange(seen.authorization, true)) return refuse(400, "two Authorizations");
      break;
    case 14: {
      if (!is("content-length")) break;
      if (std::exchange(seen.length, true)) return refuse(400, "two Content-Lengths");
      if (value.empty() || value.size() > 18) return refuse(value.empty() ? 400 : 413, "Content-Length");
      std::uint64_t length = 0;
      for (const char c : value) {
        if (c < '0' || c > '9') return refuse(400, "Content-Length");
        length = length * 10 + static_cast<std::uint64_t>(c - '0');
      }
      head.content_length = length;
      break;
    }
    case 15:
      if (is("accept-encoding")) head.accepts_gzip = allows_gzip(value);
      break;
    case 16:
      if (is("content-encoding") && !equal_ignoring_case(value, "identity")) return refuse(415, "Content-Encoding");
      break;
    case 17:
      if (!is("transfer-encoding")) break;
      if (std::exchange(seen.encoding, true)) return refuse(400, "two Transfer-Encodings");
      if (value != "chunked") return refuse(400, "Transfer-Encoding");
      head.chunked = true;
      break;
    default: break;
  }
  return {};
}

ScanResult scan_headers(std::string_view block, const ScanLimits& limits, RawHead& head) {
  Seen seen;
  head.headers.clear();
  while (!block.empty()) {
    const auto end = block.find("\r\n");
    auto line = block.substr(0, end);
    block.remove_prefix(end + 2);
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "folded header");
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return refuse(400, "no colon");
    const auto name = line.substr(0, colon);
    if (!is_token(name)) return refuse(400, "header name");  // also a blank before the colon
    auto value = line.substr(colon + 1);
    while (!value.empty() && (value.front() == ' ' || value.front() == '\t')) value.remove_prefix(1);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\t')) value.remove_suffix(1);
    for (const char c : value)
      if (static_cast<std::uint8_t>(c) >= 0x80) {
        if (!valid_utf8(value)) return refuse(400, "header value is not UTF-8");
        break;
      }
    if (head.headers.size() == limits.header_count) return refuse(431, "too many headers");
    head.headers.emplace_back(name, value);
    if (const auto result = scan_header(name, value, head, seen); result.state == Scan::refused) return result;
  }
  if (!seen.host) return refuse(400, "no Host");
  if (seen.length && seen.encoding) return refuse(400, "Content-Length with Transfer-Encoding");
  if (seen.encoding && head.minor == 0) return refuse(400, "Transfer-Encoding in HTTP/1.0");
  head.keep_alive = !seen.close && (head.minor == 1 || seen.keep_alive);
  if (head.minor == 0) head.expect_continue = false;
  return {};
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

bool is_token(std::string_view text) {
  for (const char c : text)
    if (!k_token[static_cast<std::uint8_t>(c)]) return false;
  return !text.empty();
}

bool decode_path(std::string_view raw, std::string& path) {
  path.clear();
  if (raw.empty() || raw[0] != '/' || raw.starts_with("//")) return false;
  bool high = false;
  bool percent = false;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    if (c == '%') {
      const int byte = escape_at(raw, i);
      if (byte < 0x20 || byte == 0x7f || byte == '/' || byte == '\\') return false;
      path += static_cast<char>(byte);
      high |= byte >= 0x80;
      percent |= byte == '%';
      i += 2;
      continue;
    }
    // Raw bytes above ASCII are an error too: every browser escapes them.
    if (!visible_ascii(c) || c == '\\' || c == '"' || c == '<' || c == '>' || c == '#') return false;
    path += c;
  }
  if (high && !valid_utf8(path)) return false;
  if (percent)
    for (std::size_t i = 0; i < path.size(); ++i) switch (escape_at(path, i)) {
        case 0:
        case '.':
        case '/':
        case '\\':
        case '%': return false;
        default: break;
      }
  for (std::size_t at = path.find("/."); at != std::string::npos; at = path.find("/.", at + 1)) {
    const auto segment = std::string_view(path).substr(at + 1, path.find('/', at + 1) - at - 1);
    if (segment == "." || segment == "..") return false;
  }
  return true;
}

std::optional<std::string_view> host_name(std::string_view value) {
  if (value.empty() || value.size() > 255) return std::nullopt;
  std::size_t end;
  if (value[0] == '[') {
    end = value.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    in6_addr address;
    if (inet_pton(AF_INET6, std::string(value.substr(1, end - 1)).c_str(), &address) != 1) return std::nullopt;
    ++end;
  } else {
    end = std::min(value.find(':'), value.size());
    bool label = false;  // a label has at least one character
    for (const char c : value.substr(0, end)) {
      const char l = lower(c);
      const bool good = (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
      if (!good && !(c == '.' && label)) return std::nullopt;
      label = good;
    }
    if (end == 0) return std::nullopt;
  }
  const auto name = value.substr(0, end);
  if (end == value.size()) return name;
  const auto port = value.substr(end);
  if (port[0] != ':' || port.size() < 2 || port.size() > 6) return std::nullopt;
  int number = 0;
  for (const char c : port.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  if (number < 1 || number > 65535) return std::nullopt;
  return name;
}

bool allows_gzip(std::string_view accept_encoding) {
  bool allowed = false;
  for_each_element(accept_encoding, [&](std::string_view element) {
    const auto semicolon = element.find(';');
    auto coding = element.substr(0, semicolon);
    while (!coding.empty() && coding.back() == ' ') coding.remove_suffix(1);
    if (!equal_ignoring_case(coding, "gzip")) return;
    allowed = true;
    if (semicolon == std::string_view::npos) return;
    const auto weight = element.find("q=", semicolon);
    if (weight != std::string_view::npos)
      allowed = element.substr(weight + 2).find_first_of("123456789") != std::string_view::npos;
  });
  return allowed;
}

bool may_become_chunk_line(std::string_view unfinished) {
  std::size_t at = 0;
  // The line end of the chunk before comes first.
  if (unfinished.starts_with('\r')) {
    if (unfinished.size() > 1 && unfinished[1] != '\n') return false;
    at = 2;
  }
  std::size_t digits = 0;
  bool last = true;
  for (; at < unfinished.size() && hex_value(unfinished[at]) >= 0; ++at, ++digits) last &= unfinished[at] == '0';
  if (at >= unfinished.size()) return digits <= 16;
  if (digits == 0 || digits > 16) return false;
  if (unfinished[at] != ';' && unfinished[at] != '\r') return false;
  const auto line_end = unfinished.find('\r', at);
  for (const char c : unfinished.substr(at, line_end - at))  // an extension
    if (c != '\t' && !visible_ascii(c) && c != ' ') return false;
  if (line_end == std::string_view::npos) return true;
  // After the last chunk's line there is nothing but the empty line that ends the body: no trailers here.
  const auto rest = unfinished.substr(line_end);
  if (!last && rest.size() > 2) return rest.starts_with("\r\n");
  return std::string_view("\r\n\r\n").starts_with(rest);
}

ScanResult scan_head(std::string_view bytes, const ScanLimits& limits, std::size_t& checked, RawHead& head) {
  head.begin = bytes.starts_with("\r\n") ? 2 : 0;
  std::size_t at = std::max(checked, head.begin);
  if (checked == 0 && bytes == "\r") return {};
  const auto limit = std::min(bytes.size(), limits.header_bytes);
  std::size_t end = std::string_view::npos;
  for (; at < limit; ++at) {
    const auto kind = k_class[static_cast<std::uint8_t>(bytes[at])];
    if (kind == plain) continue;
    if (kind == control) return refuse(400, "control character");
    if (kind == lf) return refuse(400, "bare LF");  // every good LF is passed over with its CR
    if (at + 1 >= bytes.size()) break;              // look at this CR again when more has come
    if (bytes[at + 1] != '\n') return refuse(400, "bare CR");
    if (at == head.begin) return refuse(400, "no request line");
    if (bytes[at - 1] == '\n') {  // an empty line
      end = at - 2;
      break;
    }
    ++at;
  }
  const auto line_end = bytes.find("\r\n", head.begin);
  if (end == std::string_view::npos || end + 4 > limits.header_bytes) {
    checked = std::min(at, bytes.size());
    if (line_end == std::string_view::npos) {
      // Room for the method and the version; a method that goes on for ever is no method.
      if (bytes.size() - head.begin > limits.url_bytes + 24 || bytes.size() >= limits.header_bytes)
        return refuse(414, "request line too long");
      const auto first = bytes.substr(head.begin, bytes.find(' ', head.begin) - head.begin);
      if (!first.empty() && (first.size() > 20 || !is_token(first))) return refuse(400, "method is no token");
      return {};
    }
    if (const auto line = scan_request_line(bytes.substr(head.begin, line_end - head.begin), limits, head);
        line.state == Scan::refused)
      return line;
    if (bytes.size() >= limits.header_bytes) return refuse(431, "head too big");
    return {};
  }
  head.content_length.reset();
  head.chunked = head.expect_continue = head.accepts_gzip = false;
  head.keep_alive = true;
  head.content_type = {};
  if (const auto line = scan_request_line(bytes.substr(head.begin, line_end - head.begin), limits, head);
      line.state == Scan::refused)
    return line;
  head.size = end + 4;
  const auto block = line_end == end ? std::string_view{} : bytes.substr(line_end + 2, end - line_end);
  if (const auto headers = scan_headers(block, limits, head); headers.state == Scan::refused) return headers;
  return {Scan::done, 0, ""};
}

}  // namespace gongting::host::http
