#include "http/message.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace gongting::host::http {
namespace {

TEST(HttpMessage, FindsCookiesByTheirWholeName) {
  Request request;
  request.headers = {{"cookie", "gt_portal=abc; xgt=1; gt=two; q=\"quoted\""}, {"cookie", "late=3"}};
  EXPECT_EQ(request.cookie("gt"), "two");
  EXPECT_EQ(request.cookie("gt_portal"), "abc");
  EXPECT_EQ(request.cookie("q"), "quoted");
  EXPECT_EQ(request.cookie("late"), "3");
  EXPECT_EQ(request.cookie("t"), "");
  EXPECT_EQ(request.cookie("none"), "");
}

TEST(HttpMessage, SetReplacesAHeader) {
  Response response;
  response.set("cache-control", "no-cache");
  response.set("cache-control", "no-store");
  EXPECT_EQ(response.headers.size(), 1U);
  EXPECT_EQ(response.header("cache-control"), "no-store");
}

TEST(HttpMessage, AnUploadGoesWithItsLastCopy) {
  const auto path = std::filesystem::temp_directory_path() / "gongting-message-test";
  std::ofstream(path) << "x";
  {
    Request first;
    first.uploads.push_back({"f", "n", "t", path, 1, std::make_shared<const TempFile>(path)});
    const Request second = first;
    first.uploads.clear();
    EXPECT_TRUE(std::filesystem::exists(path));
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace gongting::host::http
