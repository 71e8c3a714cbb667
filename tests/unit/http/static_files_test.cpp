#include "http/static_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "gongting/error.hpp"

namespace gongting::host::http {
namespace {
namespace fs = std::filesystem;

class StaticFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::temp_directory_path() / ("gongting-static-" + std::to_string(::getpid()));
    fs::create_directories(root_ / "www/icons");
    std::ofstream(root_ / "secret.txt") << "secret";
    std::ofstream(root_ / "www/a.css") << std::string(3000, 'a');
    std::ofstream(root_ / "www/icons/b.svg") << "<svg/>";
    std::ofstream(root_ / "www/.hidden") << "hidden";
    fs::create_symlink(root_ / "secret.txt", root_ / "www/link.txt");
    files_.add(root_ / "www");
  }
  void TearDown() override { fs::remove_all(root_); }

  static Request get(const std::string& path, const std::string& query = "") {
    Request request;
    request.method = "GET";
    request.path = path;
    request.raw_query = query;
    return request;
  }

  fs::path root_;
  StaticFiles files_;
};

TEST_F(StaticFilesTest, ServesAFileByItsUrlForEver) {
  const auto url = files_.url("a.css");
  ASSERT_TRUE(url.starts_with("/assets/a.css?v=")) << url;
  const auto hash = url.substr(url.find('=') + 1);
  EXPECT_EQ(hash.size(), 12U);
  const auto response = files_.find(get("/assets/a.css", "v=" + hash));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->content(), std::string(3000, 'a'));
  EXPECT_EQ(response->type, "text/css; charset=utf-8");
  EXPECT_EQ(response->header("cache-control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(response->header("vary"), "accept-encoding");
  EXPECT_EQ(files_.find(get("/assets/a.css", "v=0"))->header("cache-control"), "no-cache");
  EXPECT_EQ(files_.find(get("/assets/a.css"))->header("cache-control"), "no-cache");
  EXPECT_EQ(files_.find(get("/assets/icons/b.svg"))->content(), "<svg/>");
}

TEST_F(StaticFilesTest, SendsTheSmallFormToThoseWhoTakeIt) {
  auto request = get("/assets/a.css");
  request.headers = {{"accept-encoding", "gzip"}};
  const auto response = files_.find(request);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->header("content-encoding"), "gzip");
  EXPECT_LT(response->content().size(), 100U);
  EXPECT_NE(response->header("etag"), files_.find(get("/assets/a.css"))->header("etag"));
}

TEST_F(StaticFilesTest, AnswersNotModifiedToThoseWhoHaveIt) {
  auto request = get("/assets/a.css");
  const std::string tag(files_.find(request)->header("etag"));
  for (const auto& value : {tag, "W/" + tag, "\"x\", " + tag, std::string("*")}) {
    request.headers = {{"if-none-match", value}};
    const auto response = files_.find(request);
    EXPECT_EQ(response->status, 304) << value;
    EXPECT_EQ(response->content(), "");
    EXPECT_EQ(response->header("etag"), tag);
  }
  request.headers = {{"if-none-match", "\"other\""}};
  EXPECT_EQ(files_.find(request)->status, 200);
}

TEST_F(StaticFilesTest, HasNothingButItsOwnFiles) {
  EXPECT_EQ(files_.size(), 2U);
  for (const auto* path : {"/assets/../secret.txt", "/assets//a.css", "/assets/", "/assets/icons", "/assets/link.txt",
                           "/assets/.hidden", "/assets/a.css/", "/assets/A.css", "/other/a.css", "/assets/./a.css"})
    EXPECT_FALSE(files_.find(get(path))) << path;
  auto post = get("/assets/a.css");
  post.method = "POST";
  EXPECT_FALSE(files_.find(post));
  EXPECT_EQ(files_.url("none.css"), "/assets/none.css");
}

TEST_F(StaticFilesTest, ALaterFolderWins) {
  const auto before = files_.url("a.css");
  fs::create_directories(root_ / "site");
  std::ofstream(root_ / "site/a.css") << "b";
  files_.add(root_ / "site");
  EXPECT_EQ(files_.find(get("/assets/a.css"))->content(), "b");
  EXPECT_NE(files_.url("a.css"), before);
  EXPECT_THROW(files_.add(root_ / "missing"), Error);
}

}  // namespace
}  // namespace gongting::host::http
