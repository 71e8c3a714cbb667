#include "http/raw_header_scan.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace gongting::host::http {
namespace {

ScanResult scan(const std::string& bytes, RawHead& head, const ScanLimits& limits = {}) {
  std::size_t checked = 0;
  return scan_head(bytes, limits, checked, head);
}

int status_of(const std::string& bytes) {
  RawHead head;
  return scan(bytes, head).status;
}

std::string get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"; }
std::string with(const std::string& header) { return "GET / HTTP/1.1\r\nHost: a\r\n" + header + "\r\n\r\n"; }

TEST(RawHeaderScan, TakesAnOrdinaryRequestApart) {
  const std::string bytes =
      "POST /%E4%B8%B4/a?x=1&y=%e5 HTTP/1.1\r\nHost: LOCALHOST:8080\r\nContent-Type: text/plain \r\n"
      "Content-Length: 12\r\nAccept-Encoding: br, gzip;q=0.5\r\nX-Empty:\r\n\r\nbody";
  RawHead head;
  std::size_t checked = 0;
  ASSERT_EQ(scan_head("POST /%E4%B8%B4/a?x=1 HTTP/1.1\r\nHost: LOCALHOST:8080\r\nContent-Type: text/plain \r\n"
                      "Content-Length: 12\r\nAccept-Encoding: br, gzip;q=0.5\r\nX-Empty:\r\n\r\nbody",
                      {}, checked, head)
                .state,
            Scan::done);
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.path, "/临/a");
  EXPECT_EQ(head.raw_query, "x=1");
  EXPECT_EQ(head.host, "LOCALHOST");
  EXPECT_EQ(head.content_length, 12U);
  EXPECT_EQ(head.content_type, "text/plain");
  EXPECT_TRUE(head.accepts_gzip);
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.chunked);
  ASSERT_EQ(head.headers.size(), 5U);
  EXPECT_EQ(head.headers[4].second, "");
  EXPECT_EQ(status_of(bytes), 400);  // %e5 alone is not UTF-8
}

TEST(RawHeaderScan, FindsTheEndWhereverTheBytesAreCut) {
  const std::string whole = "GET /a HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n";
  for (std::size_t first = 1; first < whole.size(); ++first) {
    RawHead head;
    std::size_t checked = 0;
    ASSERT_EQ(scan_head(std::string_view(whole).substr(0, first), {}, checked, head).state, Scan::more) << first;
    const auto next = whole + "GET /b";
    ASSERT_EQ(scan_head(next, {}, checked, head).state, Scan::done) << first;
    EXPECT_EQ(head.size, whole.size());
  }
  RawHead head;
  std::size_t checked = 0;
  for (std::size_t size = 1; size < whole.size(); ++size)
    ASSERT_EQ(scan_head(std::string_view(whole).substr(0, size), {}, checked, head).state, Scan::more) << size;
  EXPECT_EQ(scan_head(whole, {}, checked, head).state, Scan::done);
}

TEST(RawHeaderScan, PassesOverOneEmptyLineBeforeTheRequest) {
  RawHead head;
  const std::string bytes = "\r\n" + get("/");
  ASSERT_EQ(scan(bytes, head).state, Scan::done);
  EXPECT_EQ(head.size, bytes.size());
  EXPECT_EQ(head.begin, 2U);
  EXPECT_EQ(status_of("\r\n\r\n" + get("/")), 400);
}

TEST(RawHeaderScan, RefusesPathsThatLeaveTheFolderInAnyEncoding) {
  for (const auto* path : {"/..",
                           "/../etc",
                           "/a/../b",
                           "/a/..",
                           "/.",
                           "/./a",
                           "/%2e%2e/",
                           "/%2E./a",
                           "/.%2e",
                           "/a%2fb",
                           "/a%2Fb",
                           "/a%5cb",
                           "/a\\b",
                           "/..%5c..",
                           "/%252e%252e/",
                           "/%25%32%65",
                           "/%c0%ae%c0%ae/",
                           "/%c0%af",
                           "/%e0%80%ae",
                           "/%00",
                           "/a%00.css",
                           "/%0d%0aX",
                           "/%7f",
                           "/%ff",
                           "/%ed%a0%80",
                           "/%f4%90%80%80",
                           "/%",
                           "/%2",
                           "/%zz",
                           "/%u002e",
                           "//evil",
                           "/%252f",
                           "/%255c",
                           "/%2500",
                           "/a#b",
                           "/<",
                           "/\"",
                           "/\xe4\xb8\xb4"})
    EXPECT_EQ(status_of(get(path)), 400) << path;
}

TEST(RawHeaderScan, LeavesHarmlessPathsAlone) {
  RawHead head;
  for (const auto& [path, decoded] :
       std::vector<std::pair<std::string, std::string>>{{"/", "/"},
                                                        {"/...", "/..."},
                                                        {"/.well-known/x", "/.well-known/x"},
                                                        {"/a..b/..c", "/a..b/..c"},
                                                        {"/100%25", "/100%"},
                                                        {"/a%20b", "/a b"},
                                                        {"/a+b", "/a+b"},
                                                        {"/%E5%85%B1%E5%BA%AD", "/共庭"},
                                                        {"/a?../../x", "/a"},
                                                        {"/a//b", "/a//b"},
                                                        {"/a;b=c/d", "/a;b=c/d"}}) {
    ASSERT_EQ(scan(get(path), head).state, Scan::done) << path;
    EXPECT_EQ(head.path, decoded);
  }
}

TEST(RawHeaderScan, ChecksQueries) {
  for (const auto* target :
       {"/?a=%", "/?a=%zz", "/?a=%00", "/?a=%ff", "/?a=%c0%80", "/?a=<b>", "/?a#b", "/?\xe4\xb8\xb4"})
    EXPECT_EQ(status_of(get(target)), 400) << target;
  for (const auto* target : {"/?", "/?a", "/?a=b&c=%E5%85%B1", "/?a=../..", "/?a=1+2%2B3", "/?a={|}", "/?a=%0d%0a"})
    EXPECT_EQ(status_of(get(target)), 0) << target;
}

TEST(RawHeaderScan, RefusesAmbiguousFraming) {
  for (const auto* header : {"Content-Length: 1\r\nContent-Length: 1",
                             "Content-Length: 1\r\ncontent-length: 2",
                             "Content-Length: 1, 1",
                             "Content-Length: +1",
                             "Content-Length: -1",
                             "Content-Length: 0x1",
                             "Content-Length: 1 1",
                             "Content-Length:",
                             "Content-Length: 1\r\nTransfer-Encoding: chunked",
                             "Transfer-Encoding: chunked\r\nContent-Length: 1",
                             "Transfer-Encoding: xchunked",
                             "Transfer-Encoding: chunked, chunked",
                             "Transfer-Encoding: gzip, chunked",
                             "Transfer-Encoding: Chunked",
                             "Transfer-Encoding: chunked;q=1",
                             "Transfer-Encoding: identity",
                             "Transfer-Encoding:",
                             "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
                             "Transfer-Encoding : chunked",
                             " Transfer-Encoding: chunked",
                             "Transfer-Encoding:\r\n chunked",
                             "X: y\r\n folded",
                             "X: y\r\n\tfolded"})
    EXPECT_EQ(status_of(with(header)), 400) << header;
  EXPECT_EQ(status_of("POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(status_of(with("Content-Length: 99999999999999999999")), 413);
}

TEST(RawHeaderScan, RefusesBadHosts) {
  for (const auto* host :
       {"",     "a b", "a/b", "a@b",  "a:b", "a:0", "a:99999", "a:",  "[::1",    "[x]",    "::1",
        "a..b", ".a",  "a,b", "a%41", "a?b", "a#b", "a\\b",    "<a>", "a:80:80", "[::1]x", "\xe4\xb8\xb4"})
    EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 400) << host;
  for (const auto* host : {"a", "A.b-c_d.example", "127.0.0.1:80", "[::1]", "[::1]:8080", "localhost:65535", "a.b."})
    EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 0) << host;
  EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(status_of("GET / HTTP/1.0\r\n\r\n"), 400);
  EXPECT_EQ(status_of(with("Host: a")), 400);
}

TEST(RawHeaderScan, RefusesRequestLinesThatAreNotExactlyOurs) {
  for (const auto* line : {"GET /",
                           "GET  / HTTP/1.1",
                           "GET /  HTTP/1.1",
                           " GET / HTTP/1.1",
                           "GET / HTTP/1.1 ",
                           "GET\t/\tHTTP/1.1",
                           "GET / http/1.1",
                           "GET / HTTP/1.2",
                           "GET / HTTP/2.0",
                           "GET / HTTP/0.9",
                           "GET / HTTP/11",
                           "GET / HTTP/1.10",
                           "GET / HTTP/1.1x",
                           "GET",
                           "/ HTTP/1.1",
                           "GET http://a/ HTTP/1.1",
                           "GET a HTTP/1.1",
                           "GET a:80 HTTP/1.1",
                           "GET * HTTP/1.1",
                           "G@T / HTTP/1.1",
                           "GET / HTTP/1.1 extra",
                           "GET /a b HTTP/1.1",
                           "GET ?a HTTP/1.1"})
    EXPECT_EQ(status_of(std::string(line) + "\r\nHost: a\r\n\r\n"), 400) << line;
  for (const auto* method : {"PATCH", "TRACE", "CONNECT", "get", "Get", "FOO", "PROPFIND", "PRI"})
    EXPECT_EQ(status_of(std::string(method) + " / HTTP/1.1\r\nHost: a\r\n\r\n"), 405) << method;
  EXPECT_EQ(status_of("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"), 0);
}

TEST(RawHeaderScan, RefusesControlCharactersAndBareLineEndsAtOnce) {
  for (const auto& bytes : std::vector<std::string>{"GET / HTTP/1.1\n", "GET / HTTP/1.1\rH", std::string("GET /\0", 6),
                                                    "\x16\x03\x01", "GET / HTTP/1.1\r\nHost: a\n", "\n", "\rG",
                                                    "GET / HTTP/1.1\r\nX: \x01", "GET / HTTP/1.1\r\nX: \x7f"})
    EXPECT_EQ(status_of(bytes), 400) << bytes;
}

TEST(RawHeaderScan, RefusesHeaderNamesThatAreNoTokens) {
  for (const auto* header : {"X Y: z", "X : z", ": z", "X", "X\"Y: z", "(X): z", "X@: z", "\xc3\xa9: z", "X\tY: z"})
    EXPECT_EQ(status_of(with(header)), 400) << header;
  EXPECT_EQ(status_of(with("X: \xff\xfe")), 400);
  EXPECT_EQ(status_of(with("X: 共庭")), 0);
  EXPECT_EQ(status_of(with("Expect: something")), 417);
  EXPECT_EQ(status_of(with("Content-Encoding: gzip")), 415);
  EXPECT_EQ(status_of(with("Content-Type: a\r\nContent-Type: b")), 400);
}

TEST(RawHeaderScan, KeepsToItsLimits) {
  const ScanLimits limits{.header_bytes = 1000, .url_bytes = 100, .header_count = 5};
  RawHead head;
  EXPECT_EQ(scan(get("/" + std::string(99, 'a')), head, limits).state, Scan::done);
  EXPECT_EQ(scan(get("/" + std::string(100, 'a')), head, limits).status, 414);
  EXPECT_EQ(scan("GET /" + std::string(200, 'a'), head, limits).status, 414);
  EXPECT_EQ(scan(with("A: b\r\nA: b\r\nA: b\r\nA: b"), head, limits).state, Scan::done);
  EXPECT_EQ(scan(with("A: b\r\nA: b\r\nA: b\r\nA: b\r\nA: b"), head, limits).status, 431);
  EXPECT_EQ(scan(with("A: " + std::string(1000, 'b')), head, limits).status, 431);
  EXPECT_EQ(scan("GET / HTTP/1.1\r\nA: " + std::string(1000, 'b'), head, limits).status, 431);
  EXPECT_EQ(scan(std::string(30, 'A'), head, limits).status, 400);
  const std::string exact = with("A: " + std::string(1000 - with("A: ").size(), 'b'));
  ASSERT_EQ(exact.size(), 1000U);
  EXPECT_EQ(scan(exact + "GET", head, limits).state, Scan::done);
  EXPECT_EQ(scan(with("A: b" + std::string(1000 - with("A: ").size(), 'b')), head, limits).status, 431);
}

TEST(RawHeaderScan, KnowsWhetherTheConnectionStays) {
  RawHead head;
  scan(with("Connection: close"), head);
  EXPECT_FALSE(head.keep_alive);
  scan(with("Connection: foo , Close"), head);
  EXPECT_FALSE(head.keep_alive);
  scan("GET / HTTP/1.0\r\nHost: a\r\n\r\n", head);
  EXPECT_FALSE(head.keep_alive);
  scan("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", head);
  EXPECT_TRUE(head.keep_alive);
  scan("GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive, close\r\n\r\n", head);
  EXPECT_FALSE(head.keep_alive);
}

TEST(RawHeaderScan, KnowsWhetherGzipIsWanted) {
  EXPECT_TRUE(allows_gzip("gzip"));
  EXPECT_TRUE(allows_gzip("deflate, GZIP;q=0.1"));
  EXPECT_FALSE(allows_gzip("gzip;q=0"));
  EXPECT_FALSE(allows_gzip("gzip;q=0.000, br"));
  EXPECT_FALSE(allows_gzip("xgzip, br"));
  EXPECT_FALSE(allows_gzip(""));
}

TEST(RawHeaderScan, SeesWhenAChunkLineCanNotBecomeGood) {
  for (const auto* line :
       {"", "1", "\r", "\r\n", "\r\n1f", "0\r", "0\r\n", "0\r\n\r", "5;a=b", "5;a=\"b c\"", "\r\n0;x\r\n\r"})
    EXPECT_TRUE(may_become_chunk_line(line)) << line;
  EXPECT_TRUE(may_become_chunk_line("3\r\na"));
  for (const auto* line : {"x", "-1", "+1", " 1", "1 ", "0x1", "1\n", "\n", "\rx", "\r\n\r\n", "5;a\n", "0\r\nX",
                           "0\r\n\r\nX", "11111111111111111", "1,", "5;a\x01"})
    EXPECT_FALSE(may_become_chunk_line(line)) << line;
}

}  // namespace
}  // namespace gongting::host::http
