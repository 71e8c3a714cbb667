// Requests that a hostile or broken client may send. Each gets one 4xx and a close, and harms nobody.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {

std::vector<std::string> request_lines() {
  std::vector<std::string> all;
  for (const auto* line : {"GET /",
                           "GET",
                           "",
                           " ",
                           "GET  / HTTP/1.1",
                           "GET /  HTTP/1.1",
                           " GET / HTTP/1.1",
                           "GET / HTTP/1.1 ",
                           "GET\t/\tHTTP/1.1",
                           "GET / http/1.1",
                           "GET / HTTP/0.9",
                           "GET / HTTP/1.2",
                           "GET / HTTP/2.0",
                           "GET / HTTP/3",
                           "GET / HTTP/1.",
                           "GET / HTTP/.1",
                           "GET / HTTP/1.1.1",
                           "GET / HTTP/-1.1",
                           "GET / HTTP/1,1",
                           "GET / HTTP/01.1",
                           "GET / HTTPS/1.1",
                           "GET / HTTP 1.1",
                           "GET / HTTP/1.1\x0b",
                           "GET / HTTP/1.1\x0c",
                           "PRI * HTTP/2.0",
                           "GET http://localhost/ HTTP/1.1",
                           "GET https://evil.example/ HTTP/1.1",
                           "GET //evil.example/ HTTP/1.1",
                           "GET localhost:80 HTTP/1.1",
                           "GET * HTTP/1.1",
                           "POST * HTTP/1.1",
                           "CONNECT localhost:80 HTTP/1.1",
                           "CONNECT / HTTP/1.1",
                           "TRACE / HTTP/1.1",
                           "PATCH / HTTP/1.1",
                           "PROPFIND / HTTP/1.1",
                           "FOO / HTTP/1.1",
                           "get / HTTP/1.1",
                           "GeT / HTTP/1.1",
                           "G\x01T / HTTP/1.1",
                           "GET@ / HTTP/1.1",
                           "(GET) / HTTP/1.1",
                           "\"GET\" / HTTP/1.1",
                           "GET \\ HTTP/1.1",
                           "GET a HTTP/1.1",
                           "GET ?a=b HTTP/1.1",
                           "GET #a HTTP/1.1",
                           "GET /a b HTTP/1.1",
                           "GET /\x7f HTTP/1.1",
                           "GET /\x01 HTTP/1.1",
                           "GET /\xff HTTP/1.1",
                           "GET /\xe4\xb8\xb4 HTTP/1.1",
                           "GET /a#b HTTP/1.1",
                           "GET /<script> HTTP/1.1",
                           "GET /\"a\" HTTP/1.1",
                           "GET /% HTTP/1.1",
                           "GET /%4 HTTP/1.1",
                           "GET /%gg HTTP/1.1",
                           "GET /%u4e34 HTTP/1.1",
                           "GET /%00 HTTP/1.1",
                           "GET /a%00.html HTTP/1.1",
                           "GET /%0a HTTP/1.1",
                           "GET /%0d%0aX:%20y HTTP/1.1",
                           "GET /%ff HTTP/1.1",
                           "GET /%c3 HTTP/1.1",
                           "GET /%c3%28 HTTP/1.1",
                           "GET /%ed%a0%80 HTTP/1.1",
                           "GET /%f8%88%80%80%80 HTTP/1.1",
                           "GET /%f4%90%80%80 HTTP/1.1",
                           "GET /%e2%82 HTTP/1.1",
                           "GET /%c0%80 HTTP/1.1",
                           "GET /?a=%00 HTTP/1.1",
                           "GET /?a=% HTTP/1.1",
                           "GET /?a=%zz HTTP/1.1",
                           "GET /?a=%ff HTTP/1.1",
                           "GET /?<script> HTTP/1.1",
                           "HELO localhost",
                           "SSH-2.0-OpenSSH_9.2",
                           "USER anonymous",
                           "{\"json\": true}",
                           "*1",
                           "\xff\xfe\xfd"})
    all.push_back(std::string(line) + "\r\nHost: localhost\r\n\r\n");
  return all;
}

std::vector<std::string> headers() {
  std::vector<std::string> all;
  for (const auto* header : {"X",
                             "X Y",
                             "X Y: z",
                             "X : y",
                             "X\t: y",
                             ": y",
                             " : y",
                             " X: y",
                             "\tX: y",
                             "X: y\r\n folded",
                             "X: y\r\n\tfolded",
                             "X(: y",
                             "X\": y",
                             "X@Y: z",
                             "X/Y: z",
                             "X,Y: z",
                             "X;Y: z",
                             "X=Y: z",
                             "[X]: y",
                             "{X}: y",
                             "X\\: y",
                             "\xc3\xa9: y",
                             "X\x01: y",
                             "X\x7f: y",
                             "X: a\x01"
                             "b",
                             "X: a\x7f",
                             "X: a\x08",
                             "X: a\x1b[31m",
                             "X: \xff",
                             "X: \xc0\xaf",
                             "X: \xed\xa0\x80",
                             "Host: localhost",
                             "Host: other",
                             "HOST: localhost",
                             "Content-Length:",
                             "Content-Length: -1",
                             "Content-Length: +1",
                             "Content-Length: 1.0",
                             "Content-Length: 0x10",
                             "Content-Length: 1e1",
                             "Content-Length: 1 1",
                             "Content-Length: 1,1",
                             "Content-Length: a",
                             "Content-Length: 1\r\nContent-Length: 1",
                             "Content-Length: 1\r\nContent-Length: 2",
                             "Content-Length: 18446744073709551616",
                             "Content-Length: 99999999999999999999999",
                             "Content-Length: 999999999",
                             "Content-Length: \xef\xbc\x91",
                             "Transfer-Encoding: gzip",
                             "Transfer-Encoding: identity",
                             "Transfer-Encoding: chunked, gzip",
                             "Transfer-Encoding: xchunked",
                             "Transfer-Encoding:",
                             "Transfer-Encoding: chunked\r\nContent-Length: 5",
                             "Expect: magic",
                             "Expect: 100-continue, other",
                             "Content-Encoding: gzip",
                             "Origin: a\r\nOrigin: b",
                             "Authorization: a\r\nAuthorization: b",
                             "Content-Type: a/b\r\nContent-Type: c/d",
                             "Content-Type: multipart/form-data\r\nContent-Length: 5",
                             "Content-Type: multipart/form-data; boundary=\"\"\r\nContent-Length: 5"})
    all.push_back("GET / HTTP/1.1\r\nHost: localhost\r\n" + std::string(header) + "\r\n\r\n");
  for (const auto* host : {"",        " ",
                           "a b",     "a/b",
                           "user@a",  "a:b",
                           "a:",      "a:0",
                           "a:70000", "a:80:80",
                           "[::1",    "::1",
                           "[g::]",   "a..b",
                           ".",       "a,b",
                           "a?b",     "a#b",
                           "a%20b",   "<a>",
                           "a\\b",    "\xe4\xb8\xb4\xe5\xae\x89"})
    all.push_back("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n");
  return all;
}

std::vector<std::string> raw() {
  std::vector<std::string> all{"\n",
                               "\r\n\r\n",
                               "\r\r",
                               std::string(1, '\0'),
                               std::string("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 28),
                               std::string("GET / HTTP/1.1\r\nHost: a\0\r\n\r\n", 28),
                               "GET / HTTP/1.1\nHost: a\n\n",
                               "GET / HTTP/1.1\r\nHost: a\n\n",
                               "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n",
                               "GET / HTTP/1.1\rHost: a\r\r",
                               "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n",
                               "GET / HTTP/1.1\r\n\r\n",
                               "GET / HTTP/1.0\r\n\r\n",
                               "\x16\x03\x01\x02\x01\x01\xfc\x03\x03",
                               "\x80\x2e\x01",
                               "GET / HTTP/1.1\r\nHost: a\r\nX: y\r\r\n\r\n",
                               std::string(20'000, 'A'),
                               "GET /" + std::string(20'000, 'a'),
                               "GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'x')};
  for (const auto* chunks : {"x\r\n",
                             "-1\r\n",
                             "+1\r\na\r\n0\r\n\r\n",
                             "0x1\r\na\r\n0\r\n\r\n",
                             "1 \r\na\r\n0\r\n\r\n",
                             " 1\r\na\r\n0\r\n\r\n",
                             "1\na\r\n0\r\n\r\n",
                             "1\r\nab\r\n0\r\n\r\n",
                             "1\r\na0\r\n\r\n",
                             "1\r\na\n0\r\n\r\n",
                             "1;\r\na\r\n0\r\n\r\n",
                             "1;a\nb\r\nc\r\n0\r\n\r\n",
                             "\r\n",
                             ";\r\n",
                             "11111111111111111\r\n",
                             "fffffffffffffffff\r\n",
                             "ffffffffffffffff\r\na",
                             "1,1\r\na\r\n0\r\n\r\n",
                             "0\r\nX: trailer\r\n\r\n",
                             "0\r\nContent-Length: 5\r\n\r\n",
                             "0\r\n\n",
                             "0\r\nx"})
    all.push_back("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + std::string(chunks));
  return all;
}

TEST(R11_MalformedHttp, EachHostileRequestGetsOneRefusalAndAClose) {
  TestServer server(short_limits());
  auto requests = request_lines();
  for (auto& request : headers()) requests.push_back(std::move(request));
  for (auto& request : raw()) requests.push_back(std::move(request));
  ASSERT_GE(requests.size(), 150U);
  for (const auto& request : requests) {
    SCOPED_TRACE(testing::PrintToString(request.substr(0, 200)));
    auto client = server.client();
    client.send(request);
    const auto all = client.until_closed();
    ASSERT_TRUE(all) << "hangs";
    EXPECT_EQ(count(*all, "HTTP/1.1 "), 1U);
    EXPECT_TRUE(all->starts_with("HTTP/1.1 4")) << all->substr(0, 40);
    EXPECT_NE(all->find("connection: close\r\n"), std::string::npos);
  }
  EXPECT_EQ(server.handled, 0);
  EXPECT_EQ(server.get("/fine").status, 200);
}

TEST(R11_MalformedHttp, AClientThatStopsInTheMiddleIsLetGo) {
  TestServer server(short_limits());
  const std::string whole = post_request("/x", "0123456789", "X: y\r\n");
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    auto client = server.client();
    client.send(std::string_view(whole).substr(0, size));
    client.finish_sending();
    const auto all = client.until_closed();
    ASSERT_TRUE(all) << size;
    EXPECT_LE(count(*all, "HTTP/1.1 "), 1U);
  }
  EXPECT_TRUE(eventually([&] { return server->counters().open == 0; }));
  EXPECT_EQ(server.handled, 0);
  EXPECT_EQ(server.get("/fine").status, 200);
}

TEST(R11_MalformedHttp, AnUnfinishedRequestIsTimedOut) {
  TestServer server(short_limits());
  for (const auto* start :
       {"G", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1"}) {
    auto client = server.client();
    client.send(start);
    const auto all = client.until_closed(3s);
    ASSERT_TRUE(all) << start;
    EXPECT_TRUE(all->starts_with("HTTP/1.1 408 ")) << start;
    EXPECT_EQ(count(*all, "HTTP/1.1 "), 1U);
  }
}

}  // namespace
}  // namespace gongting::host::http::test
