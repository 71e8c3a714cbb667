#include "http/form.hpp"

#include <gtest/gtest.h>

#include <string>

#include "gongting/error.hpp"
#include "http/message.hpp"

namespace gongting::host::http {
namespace {

TEST(HttpForm, KeepsTheOrderAndEveryValue) {
  const auto form = parse_form("a=1&b=%E5%85%B1%E5%BA%AD&a=2+3&c&=x&&d=a%3Db%26c");
  EXPECT_EQ(form.fields().size(), 6U);
  EXPECT_EQ(form.text("a"), "1");
  EXPECT_EQ(form.text("b"), "共庭");
  EXPECT_EQ(form.all("a"), (std::vector<std::string_view>{"1", "2 3"}));
  EXPECT_TRUE(form.has("c"));
  EXPECT_EQ(form.text("c"), "");
  EXPECT_EQ(form.text("d"), "a=b&c");
  EXPECT_FALSE(form.has("e"));
  EXPECT_TRUE(parse_form("").empty());
}

TEST(HttpForm, MakesLineEndsOne) { EXPECT_EQ(parse_form("a=x%0D%0Ay%0Az%0D").text("a"), "x\ny\nz\n"); }

TEST(HttpForm, RefusesWhatIsNotText) {
  for (const auto* body : {"a=%", "a=%2", "a=%zz", "%=a", "a=%00", "a=%ff", "a=%c0%ae", "a=%ed%a0%80", "%80=a"})
    EXPECT_THROW(parse_form(body), Error) << body;
}

TEST(HttpForm, IsBounded) {
  std::string body;
  for (int i = 0; i < 1000; ++i) body += "a=1&";
  EXPECT_EQ(parse_form(body).fields().size(), 1000U);
  EXPECT_THROW(parse_form(body + "a=1"), Error);
  EXPECT_NO_THROW(parse_form(std::string(200, 'n') + "=1"));
  EXPECT_THROW(parse_form(std::string(201, 'n') + "=1"), Error);
}

TEST(HttpForm, ReadsWhicheverEncodingWasSent) {
  Request request;
  request.headers = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.body = "a=1";
  EXPECT_EQ(form_of(request).text("a"), "1");
  request.headers = {{"content-type", "multipart/form-data; boundary=x"}};
  request.multipart_fields = {{"a", "l1\r\nl2"}};
  EXPECT_EQ(form_of(request).text("a"), "l1\nl2");
  request.headers = {{"content-type", "text/plain"}};
  EXPECT_TRUE(form_of(request).empty());
}

TEST(HttpForm, EscapesForUrls) {
  EXPECT_EQ(url_encode("a b/共&=~"), "a%20b%2F%E5%85%B1%26%3D~");
  std::string out;
  EXPECT_TRUE(url_decode(url_encode("a b/共&=~\r\n"), false, out));
  EXPECT_EQ(out, "a b/共&=~\r\n");
}

}  // namespace
}  // namespace gongting::host::http
