// Two programs in a row that see different requests in the same bytes: none of these may hide a second request.
#include <gtest/gtest.h>

#include <mutex>
#include <string>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {

const std::string k_hidden = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n";

TEST(R12_Smuggling, GetsOneAnswerAtMostAndAClose) {
  std::mutex mutex;
  std::vector<std::string> paths;
  TestServer server(short_limits(), [&](Request& request) {
    const std::lock_guard lock(mutex);
    paths.push_back(request.path);
    return Response{};
  });
  std::vector<std::string> attacks;
  for (const auto* headers : {"Content-Length: 0\r\nTransfer-Encoding: chunked",
                              "Transfer-Encoding: chunked\r\nContent-Length: 0",
                              "Content-Length: 5\r\nTransfer-Encoding: chunked",
                              "Content-Length: 0\r\nContent-Length: 44",
                              "Content-Length: 44\r\nContent-Length: 0",
                              "Content-Length: 0\r\nContent-Length: 0",
                              "Content-Length: 0, 44",
                              "Content-Length: 0\r\ncontent-length: 44",
                              "Content-Length : 44",
                              "Content-Length\t: 44",
                              " Content-Length: 44",
                              "Content-Length: 0\r\n Content-Length: 44",
                              "Content-Length: 00000000000000000000044",
                              "Content-Length: 4 4",
                              "Transfer-Encoding: xchunked",
                              "Transfer-Encoding : chunked",
                              " Transfer-Encoding: chunked",
                              "X: y\r\n Transfer-Encoding: chunked",
                              "Transfer-Encoding\t: chunked",
                              "Transfer-Encoding:\x0b"
                              "chunked",
                              "Transfer-Encoding: chunked\x0b",
                              "Transfer-Encoding: \x00"
                              "chunked",
                              "Transfer-Encoding: \"chunked\"",
                              "Transfer-Encoding: 'chunked'",
                              "Transfer-Encoding: chunked, identity",
                              "Transfer-Encoding: identity, chunked",
                              "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
                              "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked",
                              "Transfer-Encoding:\r\n chunked",
                              "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
                              "Transfer_Encoding : chunked",
                              "X: a\nTransfer-Encoding: chunked",
                              "X: a\rTransfer-Encoding: chunked",
                              "Transfer-Encoding: CHUNKED",
                              "Transfer-Encoding: chunked;a=b",
                              "Transfer-Encoding: ,chunked",
                              "Transfer-Encoding: chunked,",
                              "\rTransfer-Encoding: chunked",
                              "Host: other\r\nContent-Length: 0"})
    attacks.push_back("POST /front HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n\r\n0\r\n\r\n" +
                      k_hidden);
  attacks.push_back("POST /front HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" +
                    k_hidden);
  for (const auto* chunks :
       {"0\r\nX: y\r\n\r\n", "0\r\nTransfer-Encoding: chunked\r\n\r\n", "0\n\r\n", "0\r\n\n", "0;a\n\r\n\r\n",
        "0\r\n\rX", "1\r\naXX\r\n0\r\n\r\n", "2\r\na\r\n0\r\n\r\n", "0x0\r\n\r\n", "-0\r\n\r\n", "+0\r\n\r\n",
        "0 \r\n\r\n", "0_0\r\n\r\n", "10000000000000000\r\na\r\n0\r\n\r\n", "1;a=\"\r\n\"\r\na\r\n0\r\n\r\n"})
    attacks.push_back("POST /front HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" +
                      std::string(chunks) + k_hidden);
  for (const auto& attack : attacks) {
    SCOPED_TRACE(testing::PrintToString(attack));
    auto client = server.client();
    client.send(attack);
    const auto all = client.until_closed();
    ASSERT_TRUE(all) << "hangs";
    EXPECT_EQ(count(*all, "HTTP/1.1 "), 1U);
    EXPECT_TRUE(all->starts_with("HTTP/1.1 4")) << all->substr(0, 40);
  }
  EXPECT_TRUE(paths.empty()) << paths.front();
}

TEST(R12_Smuggling, ABodyIsNeverReadAsARequest) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send(post_request("/one", k_hidden) +
                          "GET /two HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(k_hidden.size()) +
                          "\r\n\r\n" + k_hidden + get_request("/three", "Connection: close\r\n")));
  const auto all = client.until_closed();
  ASSERT_TRUE(all);
  EXPECT_EQ(count(*all, "HTTP/1.1 200"), 3U);
  EXPECT_EQ(all->find("smuggled"), std::string::npos);
}

TEST(R12_Smuggling, AnEmptyLineAfterABodyIsNoRequest) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send(post_request("/one", "x") + "\r\n" + get_request("/two")));
  EXPECT_EQ(client.answer().body, "POST /one 1");
  EXPECT_EQ(client.answer().body, "GET /two 0");
}

}  // namespace
}  // namespace gongting::host::http::test
