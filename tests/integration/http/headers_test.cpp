#include <gtest/gtest.h>

#include "http/security_headers.hpp"
#include "support.hpp"

namespace gongting::host::http::test {
namespace {

void expect_defended(const Answer& answer) {
  EXPECT_EQ(answer.headers.at("content-security-policy"), k_content_security_policy) << answer.status;
  EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff");
  EXPECT_EQ(answer.headers.at("referrer-policy"), "same-origin");
  EXPECT_EQ(answer.headers.count("server"), 0U);
  EXPECT_EQ(answer.headers.count("x-powered-by"), 0U);
}

TEST(R36_Headers, StandOnPagesErrorsAndRefusals) {
  TestServer server({}, [](Request& request) -> Response {
    if (request.path == "/throw") throw std::runtime_error("x");
    return {.status = request.path == "/missing" ? 404 : 200};
  });
  expect_defended(server.get("/"));
  expect_defended(server.get("/missing"));
  expect_defended(server.get("/throw"));
  expect_defended(server.get("/../etc/passwd"));
  auto client = server.client();
  ASSERT_TRUE(client.send("PATCH / HTTP/1.1\r\nHost: a\r\n\r\n"));
  const auto refused = client.answer();
  expect_defended(refused);
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.headers.at("cache-control"), "no-store");
}

TEST(R36_Headers, RefusalsAreChinesePagesThatTellNothingOfTheServer) {
  TestServer server;
  const auto answer = server.get("/%00");
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_NE(answer.body.find("<html lang=\"zh-CN\">"), std::string::npos);
  EXPECT_NE(answer.body.find("请求的格式不正确"), std::string::npos);
  for (const auto* word : {"Beast", "Boost", "Gongting/", "nginx", "Poco"})
    EXPECT_EQ(answer.body.find(word), std::string::npos);
}

TEST(R36_Headers, TheHostMaySetThePagesOfRefusals) {
  const int fd = listen_on("127.0.0.1", 0);
  Server server({}, {}, 1, 1, [](Request&) { return Response{}; }, {});
  server.set_error_page([](int status, std::string_view id) { return std::to_string(status) + " " + std::string(id); });
  server.start({{fd, Face::console}});
  Client client(port_of(fd));
  ASSERT_TRUE(client.send("BAD\r\n"));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.body.size(), 4U + 12U);
}

TEST(R10_Injection, AHeaderValueFromOutsideStaysInert) {
  TestServer server({}, [](Request& request) {
    Response response{.status = 303};
    response.set("location", request.path);
    response.set("x-echo", "a\r\nset-cookie: evil=1\r\n\r\n<script>");
    return response;
  });
  const auto answer = server.get("/ok");
  EXPECT_EQ(answer.status, 303);
  EXPECT_EQ(answer.headers.at("location"), "/ok");
  EXPECT_EQ(answer.headers.count("x-echo"), 0U);
  EXPECT_EQ(answer.headers.count("set-cookie"), 0U);
  EXPECT_EQ(server.get("/a%0d%0aset-cookie:%20x=1").status, 400);
}

}  // namespace
}  // namespace gongting::host::http::test
