#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "http/form.hpp"
#include "support.hpp"

namespace gongting::host::http::test {
namespace {
namespace fs = std::filesystem;

class UploadTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("gongting-upload-test-" + std::to_string(::getpid()));
    fs::create_directories(folder_);
    limits_ = short_limits();
    limits_.upload_folder = folder_;
    limits_.body_window = 5s;
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator{}));
  }
  static std::string form(const std::string& content) {
    return "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n证据\r\n"
           "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"合同.pdf\"\r\n"
           "Content-Type: application/pdf\r\n\r\n" +
           content + "\r\n--XX--\r\n";
  }
  static constexpr auto k_type = "Content-Type: multipart/form-data; boundary=XX\r\n";

  fs::path folder_;
  Limits limits_;
};

TEST_F(UploadTest, StreamsFilesToDiskAndRemovesThem) {
  std::string content(5 * 1024 * 1024, '\0');
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 7 + i / 251);
  std::string seen;
  TestServer server(limits_, [&](Request& request) {
    seen = form_of(request).text("title");
    EXPECT_TRUE(request.body.empty());
    EXPECT_EQ(request.uploads.size(), 1U);
    const auto& upload = request.uploads.at(0);
    EXPECT_EQ(upload.field, "file");
    EXPECT_EQ(upload.name, "合同.pdf");
    EXPECT_EQ(upload.size, content.size());
    std::ifstream in(upload.path, std::ios::binary);
    EXPECT_TRUE(std::string(std::istreambuf_iterator<char>(in), {}) == content);
    struct stat info {};
    ::stat(upload.path.c_str(), &info);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    return Response{.body = "kept"};
  });
  auto client = server.client();
  ASSERT_TRUE(client.send(post_request("/up", form(content), k_type)));
  EXPECT_EQ(client.answer().body, "kept");
  EXPECT_EQ(seen, "证据");
  EXPECT_TRUE(eventually([&] { return files() == 0; }));
  const auto body = form(content);
  std::string chunked;
  for (std::size_t at = 0; at < body.size(); at += 100'003) {
    const auto piece = body.substr(at, 100'003);
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    chunked += size + piece + "\r\n";
  }
  ASSERT_TRUE(client.send("POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + std::string(k_type) +
                          "\r\n" + chunked + "0\r\n\r\n"));
  EXPECT_EQ(client.answer().body, "kept");
}

TEST_F(UploadTest, LeavesNothingOfAnUploadThatBreaksOff) {
  TestServer server(limits_);
  {
    auto client = server.client();
    const auto request = post_request("/up", form(std::string(500'000, 'x')), k_type);
    ASSERT_TRUE(client.send(std::string_view(request).substr(0, 400'000)));
    EXPECT_TRUE(eventually([&] { return files() == 1; }));
  }
  EXPECT_TRUE(eventually([&] { return files() == 0; }));
  EXPECT_EQ(server.handled, 0);
}

TEST_F(UploadTest, RefusesTooMuchAndTooMany) {
  limits_.upload_bytes = 100'000;
  limits_.upload_files = 2;
  TestServer server(limits_);
  auto big = server.client();
  big.send("POST /up HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" + std::string(k_type) + "\r\n186a1\r\n" +
           form(std::string(100'001, 'x')));
  EXPECT_EQ(big.answer().status, 413);
  std::string many;
  for (int i = 0; i < 3; ++i) many += "--XX\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nx\r\n";
  auto client = server.client();
  client.send(post_request("/up", many + "--XX--\r\n", k_type));
  EXPECT_EQ(client.answer().status, 413);
  auto cut = server.client();
  cut.send(post_request("/up", "--XX\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\nx", k_type));
  EXPECT_EQ(cut.answer().status, 400);
  EXPECT_TRUE(eventually([&] { return files() == 0; }));
  EXPECT_EQ(server.handled, 0);
}

TEST_F(UploadTest, AFolderThatTakesNothingIsSaidSo) {
  limits_.upload_folder = folder_ / "missing";
  TestServer server(limits_);
  auto client = server.client();
  client.send(post_request("/up", form("x"), k_type));
  const auto answer = client.answer();
  EXPECT_EQ(answer.status, 507);
  EXPECT_NE(answer.body.find("存储空间不足"), std::string::npos);
}

}  // namespace
}  // namespace gongting::host::http::test
