#include "http/response_head.hpp"

#include <gtest/gtest.h>
#include <zlib.h>

#include "http/gzip.hpp"
#include "http/security_headers.hpp"

namespace gongting::host::http {
namespace {

std::string head_of(const Response& response, const Framing& framing = {}) {
  std::string out;
  write_head(out, response, framing);
  return out;
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::string unzip(const std::string& bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

TEST(ResponseHead, HeaderValuesCanNotBeginAHeaderOrAnAnswer) {
  Response response;
  response.headers = {{"location", "/a\r\nset-cookie: x=1"}, {"x", "a\nb"},     {"y", "a\rb"},
                      {"z", std::string("a\0b", 3)},         {"bad name", "v"}, {"ok", "共庭"}};
  response.type = "text/html\r\nx: y";
  const auto head = head_of(response);
  EXPECT_EQ(head.find("set-cookie"), std::string::npos);
  EXPECT_EQ(head.find("location"), std::string::npos);
  EXPECT_EQ(head.find("bad name"), std::string::npos);
  EXPECT_EQ(head.find("\r\ncontent-type:"), std::string::npos);
  EXPECT_NE(head.find("ok: 共庭\r\n"), std::string::npos);
  EXPECT_EQ(count(head, "\r\n\r\n"), 1U);
}

TEST(ResponseHead, FramingBelongsToTheEdge) {
  Response response;
  response.body = "hello";
  response.headers = {
      {"content-length", "3"}, {"transfer-encoding", "chunked"}, {"connection", "keep-alive"}, {"date", "x"}};
  const auto head = head_of(response, {.keep_alive = false});
  EXPECT_NE(head.find("content-length: 5\r\n"), std::string::npos);
  EXPECT_EQ(count(head, "content-length"), 1U);
  EXPECT_EQ(count(head, "transfer-encoding"), 0U);
  EXPECT_NE(head.find("connection: close\r\n"), std::string::npos);
  EXPECT_EQ(count(head, "date:"), 1U);
  EXPECT_EQ(count(head_of(response, {.minor = 0}), "connection: keep-alive\r\n"), 1U);
}

TEST(ResponseHead, AnswersWithoutABodyHaveNoLength) {
  EXPECT_EQ(head_of({.status = 204}).find("content-length"), std::string::npos);
  EXPECT_EQ(head_of({.status = 304}).find("content-length"), std::string::npos);
  EXPECT_EQ(head_of({.status = 204}).find("\r\ncontent-type:"), std::string::npos);
  EXPECT_TRUE(head_of({.status = 303}).starts_with("HTTP/1.1 303 See Other\r\n"));
}

TEST(R36_Headers, EveryAnswerDefendsThePageAndAddsNothingTwice) {
  Response response;
  for (const bool added : {false, true}) {
    if (added) add_security_headers(response, true, true);
    const auto head = head_of(response, {.tls = true});
    EXPECT_EQ(count(head, "content-security-policy: " + std::string(k_content_security_policy) + "\r\n"), 1U);
    EXPECT_EQ(count(head, "x-content-type-options: nosniff\r\n"), 1U);
    EXPECT_EQ(count(head, "referrer-policy: same-origin\r\n"), 1U);
    EXPECT_EQ(count(head, "strict-transport-security: max-age="), 1U);
    EXPECT_EQ(count(head, "cache-control: no-store\r\n"), added ? 1U : 0U);
    EXPECT_EQ(count(head, "server:"), 0U);
  }
  EXPECT_EQ(count(head_of({}), "strict-transport-security"), 0U);
  EXPECT_EQ(k_content_security_policy.find("unsafe"), std::string_view::npos);
}

TEST(ResponseHead, CompressesWhatShrinksAndIsWanted) {
  const std::string text(5000, 'a');
  Response page{.body = text};
  page.set("etag", "\"1\"");
  Response plain = page;
  compress(plain, {.gzip = false}, 1024);
  EXPECT_EQ(plain.body, text);
  EXPECT_EQ(plain.header("vary"), "accept-encoding");
  Response zipped = page;
  compress(zipped, {.gzip = true}, 1024);
  EXPECT_EQ(zipped.header("content-encoding"), "gzip");
  EXPECT_EQ(zipped.header("etag"), "W/\"1\"");
  EXPECT_LT(zipped.body.size(), 200U);
  EXPECT_EQ(unzip(zipped.body), text);
  Response image{.type = "image/png", .body = text};
  compress(image, {.gzip = true}, 1024);
  EXPECT_EQ(image.body, text);
  Response ready{.body = text};
  ready.set("content-encoding", "gzip");
  compress(ready, {.gzip = true}, 1024);
  EXPECT_EQ(ready.body, text);
  Response small{.body = "small"};
  compress(small, {.gzip = true}, 1024);
  EXPECT_EQ(small.body, "small");
  Response shared;
  shared.shared_body = std::make_shared<const std::string>(text);
  compress(shared, {.gzip = true}, 1024);
  EXPECT_EQ(unzip(shared.content()), text);
}

TEST(Gzip, ComesBackWhateverTheLevel) {
  for (const int level : {1, 9, 1, 6}) EXPECT_EQ(unzip(gzip("共庭 共庭 共庭", level)), "共庭 共庭 共庭");
  EXPECT_EQ(unzip(gzip("", 1)), "");
}

TEST(ResponseHead, WritesDatesAsTheStandardSays) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(1709164800), "Thu, 29 Feb 2024 00:00:00 GMT");
}

}  // namespace
}  // namespace gongting::host::http
