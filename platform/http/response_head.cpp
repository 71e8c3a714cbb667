#include "http/response_head.hpp"

#include <array>
#include <charconv>
#include <cstdio>

#include "http/gzip.hpp"
#include "http/raw_header_scan.hpp"
#include "http/security_headers.hpp"

namespace gongting::host::http {
namespace {

bool is_safe(std::string_view value) {
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte < 0x20 && c != '\t') || byte == 0x7f) return false;
  }
  return true;
}

/// Headers that belong to the edge alone.
bool is_framing(std::string_view name) {
  switch (name.size()) {
    case 4: return name == "date";
    case 7: return name == "upgrade" || name == "trailer";
    case 10: return name == "connection" || name == "keep-alive";
    case 14: return name == "content-length";
    case 17: return name == "transfer-encoding";
    default: return false;
  }
}

void append_number(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
}

/// "date: …\r\n", made once a second on each thread.
std::string_view date_line() {
  thread_local std::time_t made = 0;
  thread_local std::string line;
  if (const auto now = std::time(nullptr); now != made) {
    made = now;
    line = "date: " + http_date(now) + "\r\n";
  }
  return line;
}

const std::string& status_line(int status) {
  static const std::string ok = "HTTP/1.1 200 OK\r\n";
  if (status == 200) return ok;
  thread_local std::string line;
  line = "HTTP/1.1 " + std::to_string(status) + ' ';
  line += reason_of(status);
  line += "\r\n";
  return line;
}

const std::string k_policy_line = "content-security-policy: " + std::string(k_content_security_policy) + "\r\n";
constexpr std::string_view k_nosniff_line = "x-content-type-options: nosniff\r\n";
constexpr std::string_view k_referrer_line = "referrer-policy: same-origin\r\n";
constexpr std::string_view k_transport_line = "strict-transport-security: max-age=31536000\r\n";

}  // namespace

void compress(Response& response, const Framing& framing, std::size_t at_least) {
  if (response.content().size() < at_least || !is_compressible(response.type)) return;
  if (!response.header("content-encoding").empty()) return;
  if (response.header("vary").empty()) response.set("vary", "accept-encoding");
  if (!framing.gzip) return;
  response.body = gzip(response.content(), 1);
  response.shared_body.reset();
  response.set("content-encoding", "gzip");
  // A strong tag names one sequence of bytes, and these are others.
  if (const auto tag = response.header("etag"); tag.starts_with('"')) response.set("etag", "W/" + std::string(tag));
}

void write_head(std::string& out, const Response& response, const Framing& framing) {
  out += status_line(response.status);
  out += date_line();
  bool policy = false, nosniff = false, referrer = false, transport = !framing.tls;
  for (const auto& [name, value] : response.headers) {
    if (is_framing(name) || !is_token(name) || !is_safe(value)) continue;
    policy |= name == "content-security-policy";
    nosniff |= name == "x-content-type-options";
    referrer |= name == "referrer-policy";
    transport |= name == "strict-transport-security";
    out += name;
    out += ": ";
    out += value;
    out += "\r\n";
  }
  if (!policy) out += k_policy_line;
  if (!nosniff) out += k_nosniff_line;
  if (!referrer) out += k_referrer_line;
  if (!transport) out += k_transport_line;
  if (!is_bodiless(response.status)) {
    if (!response.type.empty() && is_safe(response.type)) {
      out += "content-type: ";
      out += response.type;
      out += "\r\n";
    }
    if (!response.stream) {
      out += "content-length: ";
      append_number(out, response.content().size());
      out += "\r\n";
    }
  }
  if (!framing.keep_alive)
    out += "connection: close\r\n";
  else if (framing.minor == 0)
    out += "connection: keep-alive\r\n";
  out += "\r\n";
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 206: return "Partial Content";
    case 301: return "Moved Permanently";
    case 302: return "Found";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 307: return "Temporary Redirect";
    case 308: return "Permanent Redirect";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 406: return "Not Acceptable";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 410: return "Gone";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 414: return "URI Too Long";
    case 415: return "Unsupported Media Type";
    case 417: return "Expectation Failed";
    case 421: return "Misdirected Request";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 502: return "Bad Gateway";
    case 503: return "Service Unavailable";
    case 504: return "Gateway Timeout";
    case 507: return "Insufficient Storage";
    default: return "Status";
  }
}

std::string http_date(std::time_t at) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm utc{};
  gmtime_r(&at, &utc);
  std::array<char, 64> text;
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 days.at(static_cast<std::size_t>(utc.tm_wday)), utc.tm_mday,
                                 months.at(static_cast<std::size_t>(utc.tm_mon)), utc.tm_year + 1900, utc.tm_hour,
                                 utc.tm_min, utc.tm_sec);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string plain_error_page(int status, std::string_view request_id) {
  const char* text = "服务暂时无法处理您的请求，请稍后再试。";
  switch (status) {
    case 400: text = "请求的格式不正确，服务器没有处理。"; break;
    case 405: text = "这个地址不支持这种请求方式。"; break;
    case 408: text = "网络太慢，请求没有在规定时间内传完，请重试。"; break;
    case 413: text = "提交的内容太大，请减少后再试。"; break;
    case 414: text = "网址太长。"; break;
    case 415: text = "服务器不支持这种内容编码。"; break;
    case 417: text = "服务器不能满足请求的条件。"; break;
    case 431: text = "请求头太大，请清除本站的 Cookie 后再试。"; break;
    case 503: text = "服务正忙，请稍后再试。"; break;
    case 507: text = "服务器存储空间不足，文件没有保存，请稍后再试。"; break;
    default: break;
  }
  std::string page = "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>";
  page += std::to_string(status);
  page +=
      " 出错了</title><meta name=\"viewport\" content=\"width=device-width\"></head>\n";
  page += "<body><main><h1>出错了</h1><p>";
  page += text;
  page += "</p>";
  if (!request_id.empty()) {
    page += "<p>请求编号：";
    page += request_id;
    page += "</p>";
  }
  page += "</main></body></html>\n";
  return page;
}

}  // namespace gongting::host::http
