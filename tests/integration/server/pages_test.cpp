// What the HTTP edge refuses by itself is answered with the product's own pages, not with bare lines.
#include <gtest/gtest.h>

#include "server.hpp"

namespace server_test {
namespace {

TEST(EdgePages, WhatTheEdgeRefusesIsAPageWithAWayOn) {
  Installation installation(Filled::tables, {});
  Server server(installation);
  const struct {
    const char* what;
    std::string line, more;
    int status;
  } cases[] = {{"an address too long", "GET /" + std::string(9000, 'a'), "", 414},
               {"a head too long", "GET /", "X-Long: " + std::string(17'000, 'a') + "\r\n", 431},
               {"a body too long", "POST /", "Content-Length: 2000000\r\n", 413},
               {"another method", "PATCH /", "", 405},
               {"a malformed head", "GET /", "Bad Header: x\r\n", 400}};
  for (const auto& [what, line, more, status] : cases) {
    SCOPED_TRACE(what);
    for (const int port : {installation.portal(), installation.console()}) {
      const auto answer = HttpClient(port).ask(line, more);
      EXPECT_EQ(answer.status, status);
      EXPECT_NE(answer.body.find("<html lang=\"zh-CN\">"), std::string::npos) << answer.body;
      EXPECT_NE(answer.body.find("<h1>"), std::string::npos);
      EXPECT_NE(answer.body.find("/assets/gongting.css"), std::string::npos);
      EXPECT_NE(answer.body.find("tel:12368"), std::string::npos);
      EXPECT_EQ(answer.body.find("error."), std::string::npos) << "a key instead of words";
      EXPECT_NE(answer.header("content-security-policy"), "");
      EXPECT_EQ(answer.header("cache-control"), "no-store");
    }
  }
}

}  // namespace
}  // namespace server_test
