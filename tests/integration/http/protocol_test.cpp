// What a well-behaved client gets.
#include <gtest/gtest.h>

#include <latch>
#include <stdexcept>

#include "gongting/error.hpp"
#include "support.hpp"

namespace gongting::host::http::test {
namespace {

TEST(HttpEdge, AnswersManyRequestsOnOneConnection) {
  TestServer server;
  auto client = server.client();
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(client.send(get_request("/a%20b?x=1")));
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "GET /a b 0");
    EXPECT_EQ(answer.headers.count("connection"), 0U);
    ASSERT_TRUE(client.send(post_request("/p", "12345")));
    EXPECT_EQ(client.answer().body, "POST /p 5");
  }
  EXPECT_EQ(server->counters().connections, 1U);
  EXPECT_EQ(server->counters().requests, 40U);
}

TEST(HttpEdge, AnswersPipelinedRequestsInOrder) {
  TestServer server({}, {}, [](const Request& request) -> std::optional<Response> {
    if (!request.path.ends_with("0")) return std::nullopt;
    return Response{.body = "fast " + request.path};
  });
  auto client = server.client();
  std::string all;
  for (int i = 0; i < 100; ++i)
    all += i % 3 == 0 ? post_request("/p" + std::to_string(i), "body") : get_request("/" + std::to_string(i));
  ASSERT_TRUE(client.send(all));
  for (int i = 0; i < 100; ++i) {
    const auto number = std::to_string(i);
    const auto expected = i % 3 == 0    ? "POST /p" + number + " 4"
                          : i % 10 == 0 ? "fast /" + number
                                        : "GET /" + number + " 0";
    EXPECT_EQ(client.answer().body, expected);
  }
}

TEST(HttpEdge, AnswersManyFastPipelinedRequestsWithoutStarvingOthers) {
  TestServer server({}, {}, [](const Request&) -> std::optional<Response> { return Response{.body = "fast"}; });
  auto client = server.client();
  std::string all;
  for (int i = 0; i < 500; ++i) all += get_request("/");
  ASSERT_TRUE(client.send(all));
  EXPECT_EQ(server.get("/").body, "fast");
  for (int i = 0; i < 500; ++i) ASSERT_EQ(client.answer().body, "fast");
}

TEST(HttpEdge, TakesRequestsByteByByte) {
  TestServer server;
  auto client = server.client();
  const auto bytes = post_request("/slow", "hello") +
                     "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3\r\nabc\r\n0a;x=y\r\n0123456789\r\n0\r\n\r\n";
  for (const char c : bytes) ASSERT_TRUE(client.send({&c, 1}));
  EXPECT_EQ(client.answer().body, "POST /slow 5");
  EXPECT_EQ(client.answer().body, "POST /c 13");
  ASSERT_TRUE(client.send(get_request("/after")));
  EXPECT_EQ(client.answer().body, "GET /after 0");
}

TEST(HttpEdge, HeadHasTheHeadersOfGetAndNoBody) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send("HEAD /x HTTP/1.1\r\nHost: a\r\n\r\n" + get_request("/y")));
  const auto head = client.answer(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), std::to_string(std::string("GET /x 0").size()));
  EXPECT_EQ(client.answer().body, "GET /y 0");
}

TEST(HttpEdge, OptionsSaysWhatIsAllowed) {
  TestServer server;
  for (const auto* target : {"*", "/any"}) {
    auto client = server.client();
    ASSERT_TRUE(client.send(std::string("OPTIONS ") + target + " HTTP/1.1\r\nHost: a\r\n\r\n"));
    const auto answer = client.answer();
    EXPECT_EQ(answer.status, 204);
    EXPECT_EQ(answer.headers.at("allow"), "GET, HEAD, POST, PUT, DELETE, OPTIONS");
    EXPECT_EQ(answer.headers.count("access-control-allow-origin"), 0U);
  }
  EXPECT_EQ(server.handled, 0);
}

TEST(HttpEdge, ClosesWhenAskedTo) {
  TestServer server({}, [](Request& request) { return Response{.body = "x", .close = request.path == "/close"}; });
  auto first = server.client();
  ASSERT_TRUE(first.send(get_request("/", "Connection: close\r\n")));
  EXPECT_EQ(first.answer().headers.at("connection"), "close");
  EXPECT_TRUE(first.closed());
  auto second = server.client();
  ASSERT_TRUE(second.send(get_request("/close") + get_request("/never")));
  EXPECT_EQ(second.answer().headers.at("connection"), "close");
  EXPECT_EQ(second.until_closed(), "");
  auto old = server.client();
  ASSERT_TRUE(old.send("GET / HTTP/1.0\r\nHost: a\r\n\r\n"));
  EXPECT_EQ(old.answer().headers.at("connection"), "close");
  EXPECT_TRUE(old.closed());
}

TEST(HttpEdge, AnswersAClientThatHasFinishedSending) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send(get_request("/half")));
  client.finish_sending();
  const auto all = client.until_closed();
  ASSERT_TRUE(all);
  EXPECT_TRUE(all->ends_with("GET /half 0"));
}

TEST(HttpEdge, InvitesABodyThatWaitsForIt) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send("POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
  EXPECT_EQ(client.answer().status, 100);
  ASSERT_TRUE(client.send("abc"));
  EXPECT_EQ(client.answer().body, "POST /e 3");
}

TEST(HttpEdge, CompressesForThoseWhoTakeIt) {
  TestServer server({}, [](Request&) { return Response{.body = std::string(20'000, 'x')}; });
  auto client = server.client();
  ASSERT_TRUE(client.send(get_request("/", "Accept-Encoding: gzip\r\n") + get_request("/")));
  const auto zipped = client.answer();
  EXPECT_EQ(zipped.headers.at("content-encoding"), "gzip");
  EXPECT_EQ(zipped.headers.at("vary"), "accept-encoding");
  EXPECT_LT(zipped.body.size(), 500U);
  const auto plain = client.answer();
  EXPECT_EQ(plain.headers.count("content-encoding"), 0U);
  EXPECT_EQ(plain.body.size(), 20'000U);
}

TEST(HttpEdge, SendsBigAnswersWhole) {
  std::string big(8 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < big.size(); ++i) big[i] = static_cast<char>('a' + i % 23);
  TestServer server({}, [&](Request&) { return Response{.type = "application/octet-stream", .body = big}; });
  auto client = server.client();
  ASSERT_TRUE(client.send(get_request("/1") + get_request("/2")));
  EXPECT_TRUE(client.answer().body == big);
  EXPECT_TRUE(client.answer().body == big);
}

TEST(HttpEdge, WhatAHandlerThrowsIsAPage) {
  TestServer server({}, [](Request& request) -> Response {
    if (request.path == "/error") throw Error(Kind::conflict, "stale");
    if (request.path == "/int") throw 7;
    throw std::runtime_error("secret detail");
  });
  (*server).counters();
  auto client = server.client();
  ASSERT_TRUE(client.send(get_request("/") + get_request("/error") + get_request("/int")));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body.find("secret"), std::string::npos);
  EXPECT_NE(answer.body.find("请求编号"), std::string::npos);
  EXPECT_EQ(client.answer().status, 409);
  EXPECT_EQ(client.answer().status, 500);
}

TEST(HttpEdge, ShowsTheHandlerWhatWasSent) {
  Request seen;
  TestServer server({}, [&](Request& request) {
    seen = request;
    return Response{};
  });
  auto client = server.client();
  ASSERT_TRUE(
      client.send("PUT /%E6%A1%88?a=b%20c HTTP/1.1\r\nHost: LinAn.Localhost:80\r\nX-One: Two\r\n"
                  "Cookie: a=1; b=2\r\nContent-Length: 2\r\n\r\nhi"));
  ASSERT_EQ(client.answer().status, 200);
  EXPECT_EQ(seen.method, "PUT");
  EXPECT_EQ(seen.path, "/案");
  EXPECT_EQ(seen.target, "/%E6%A1%88?a=b%20c");
  EXPECT_EQ(seen.raw_query, "a=b%20c");
  EXPECT_EQ(seen.host, "linan.localhost");
  EXPECT_EQ(seen.header("x-one"), "Two");
  EXPECT_EQ(seen.cookie("b"), "2");
  EXPECT_EQ(seen.body, "hi");
  EXPECT_EQ(seen.peer, "127.0.0.1");
  EXPECT_EQ(seen.id.size(), 12U);
  EXPECT_EQ(seen.face, Face::portal);
  EXPECT_GT(seen.deadline, seen.received);
}

}  // namespace
}  // namespace gongting::host::http::test
