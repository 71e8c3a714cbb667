#include <gtest/gtest.h>

#include <latch>
#include <string>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {

constexpr std::size_t k_growth = std::size_t{k_sanitized ? 4096U : 64U} << 20;

/// Sends until the other end has had enough; what it answered.
std::string pour(const TestServer& server, const std::string& begin, const std::string& piece, std::size_t total) {
  auto client = server.client();
  client.send(begin);
  for (std::size_t sent = 0; sent < total; sent += piece.size())
    if (!client.send(piece)) break;
  return client.until_closed().value_or("hangs");
}

TEST(R13_SizeLimits, EachIsAnsweredWithItsStatusAndMemoryStays) {
  TestServer server(short_limits());
  const auto before = resident();
  const std::string kilobyte(1024, 'x');
  struct Case {
    const char* name;
    std::string begin;
    std::string piece;
    int status;
  };
  std::string many;
  for (int i = 0; i < 101; ++i) many += "A: b\r\n";
  const std::vector<Case> cases{
      {"url", "GET /", kilobyte, 414},
      {"url, complete", "GET /" + std::string(8192, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n", "", 414},
      {"query", "GET /?", kilobyte, 414},
      {"method", "", kilobyte, 414},
      {"header", "GET / HTTP/1.1\r\nHost: a\r\nX: ", kilobyte, 431},
      {"cookies", "GET / HTTP/1.1\r\nHost: a\r\nCookie: a=", kilobyte, 431},
      {"header name", "GET / HTTP/1.1\r\nHost: a\r\n", kilobyte, 431},
      {"headers", "GET / HTTP/1.1\r\nHost: a\r\n", "A: b\r\n", 431},
      {"header count", "GET / HTTP/1.1\r\nHost: a\r\n" + many + "\r\n", "", 431},
      {"length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", kilobyte, 413},
      {"big length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999\r\n\r\n", kilobyte, 413},
      {"expected", "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n", "", 413},
      {"chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "400\r\n" + kilobyte + "\r\n",
       413},
      {"tiny chunks", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "1;aaaaaaaaaa\r\nx\r\n", 413},
      {"chunk extension", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;", kilobyte, 400},
      {"chunk size", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", "0000000000", 400},
      {"upload",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
       "Content-Length: 52428801\r\n\r\n",
       kilobyte, 413},
      {"multipart field",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
       "Content-Length: 50000000\r\n\r\n--b\r\nContent-Disposition: form-data; name=a\r\n\r\n",
       kilobyte, 413},
      {"multipart header",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
       "Content-Length: 50000000\r\n\r\n--b\r\nX: ",
       kilobyte, 400},
      {"multipart parts",
       "POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\n"
       "Content-Length: 50000000\r\n\r\n",
       "--b\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n", 413}};
  for (const auto& one : cases) {
    SCOPED_TRACE(one.name);
    const auto all = pour(server, one.begin, one.piece, one.piece.empty() ? 0 : 16U << 20);
    // A method without end is an unknown method or a request line too long, by how much of it the first read brought.
    const bool either = std::string_view(one.name) == "method" && all.starts_with("HTTP/1.1 400 ");
    EXPECT_TRUE(either || all.starts_with("HTTP/1.1 " + std::to_string(one.status) + ' ')) << all.substr(0, 60);
    EXPECT_EQ(count(all, "HTTP/1.1 "), 1U);
  }
  EXPECT_EQ(server.handled, 0);
  EXPECT_EQ(server.get("/fine").status, 200);
  EXPECT_LT(resident(), before + k_growth);
}

TEST(R13_SizeLimits, WhatJustFitsIsTaken) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send(post_request("/b", std::string(1024 * 1024, 'x'))));
  EXPECT_EQ(client.answer().body, "POST /b 1048576");
  ASSERT_TRUE(client.send(get_request("/" + std::string(8191, 'u'))));
  EXPECT_EQ(client.answer().status, 200);
  std::string headers;
  for (int i = 0; i < 99; ++i) headers += "A: b\r\n";
  ASSERT_TRUE(client.send(get_request("/h", headers)));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(R13_SizeLimits, AllBodiesTogetherAreBounded) {
  auto limits = short_limits();
  limits.buffered_bytes = 2 * 1024 * 1024;
  limits.body_window = 5s;
  TestServer server(limits);
  std::vector<Client> clients;
  const auto most = post_request("/", std::string(900'000, 'x'));
  int refused = 0;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(server.client());
    clients.back().send(std::string_view(most).substr(0, most.size() - 1));
  }
  EXPECT_TRUE(eventually([&] { return server->counters().refused >= 4; }));
  for (auto& client : clients) {
    client.send("x");
    const auto answer = client.answer();
    if (answer.status == 503) {
      ++refused;
      EXPECT_EQ(answer.headers.count("retry-after"), 1U);
    }
  }
  EXPECT_EQ(refused, 4);
  // What was held is given back; just after the answer, so that the next one may come too early.
  EXPECT_TRUE(eventually([&] {
    auto later = server.client();
    return later.send(most) && later.answer().status == 200;
  }));
}

TEST(R13_SizeLimits, OneConnectionTooManyIsTurnedAway) {
  auto limits = Limits{};
  limits.connections = 8;
  TestServer server(limits);
  std::vector<Client> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(server.client());
    ASSERT_TRUE(clients.back().send(get_request("/")));
    ASSERT_EQ(clients.back().answer().status, 200);
  }
  auto extra = server.client();
  const auto all = extra.until_closed();
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->starts_with("HTTP/1.1 503 "));
  clients.pop_back();
  EXPECT_TRUE(eventually([&] { return server.get("/").status == 200; }));
}

}  // namespace
}  // namespace gongting::host::http::test
