#include "http/multipart.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <string>

namespace gongting::host::http {
namespace {

std::string part(const std::string& disposition, const std::string& content, const std::string& more = "") {
  return "--b0undary\r\nContent-Disposition: form-data; " + disposition + "\r\n" + more + "\r\n" + content + "\r\n";
}
const std::string k_end = "--b0undary--\r\n";

std::string content_of(const Upload& upload) {
  std::ifstream in(upload.path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

int status_of(const std::string& body, MultipartLimits limits = {}) {
  MultipartReader reader("b0undary", limits);
  const int status = reader.feed(body);
  return status != 0 ? status : reader.finish();
}

TEST(Multipart, ReadsFieldsAndFilesWhereverTheBytesAreCut) {
  const std::string content = std::string("\r\n--b0undar\r\n--\0\r\n", 18) + std::string(3000, 'x');
  const auto body =
      part("name=\"标题\"", "共庭\r\nline") +
      part("name=f; filename=\"C:\\docs\\证据 \\\"1\\\".pdf\"", content, "Content-Type: application/pdf\r\n") +
      part("name=\"empty\"", "") + part("name=\"none\"; filename=\"\"", "") + k_end + "epilogue";
  for (const std::size_t step : {std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{64}, body.size()}) {
    MultipartReader reader("b0undary", {});
    for (std::size_t at = 0; at < body.size(); at += step)
      ASSERT_EQ(reader.feed(std::string_view(body).substr(at, step)), 0) << step;
    ASSERT_EQ(reader.finish(), 0);
    ASSERT_EQ(reader.fields().size(), 2U);
    EXPECT_EQ(reader.fields()[0].first, "标题");
    EXPECT_EQ(reader.fields()[0].second, "共庭\r\nline");
    EXPECT_EQ(reader.fields()[1].second, "");
    ASSERT_EQ(reader.uploads().size(), 1U);
    const auto& upload = reader.uploads()[0];
    EXPECT_EQ(upload.field, "f");
    EXPECT_EQ(upload.name, "证据 \"1\".pdf");
    EXPECT_EQ(upload.type, "application/pdf");
    EXPECT_EQ(upload.size, content.size());
    EXPECT_EQ(content_of(upload), content);
    struct stat info {};
    ASSERT_EQ(::stat(upload.path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
  }
}

TEST(Multipart, LeavesNoFileBehindWhenItIsCutOff) {
  const auto folder = std::filesystem::temp_directory_path() / "gongting-multipart-test";
  std::filesystem::create_directories(folder);
  {
    MultipartReader reader("b0undary", {.folder = folder});
    const auto body = part("name=f; filename=a", std::string(1000, 'x'));
    EXPECT_EQ(reader.feed(std::string_view(body).substr(0, 500)), 0);
    EXPECT_EQ(reader.finish(), 400);
    EXPECT_FALSE(std::filesystem::is_empty(folder));
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder));
  std::filesystem::remove_all(folder);
}

TEST(Multipart, RefusesWhatIsMalformed) {
  EXPECT_EQ(status_of(part("name=a", "1") + k_end), 0);
  EXPECT_EQ(status_of(k_end), 0);
  EXPECT_EQ(status_of(""), 400);
  EXPECT_EQ(status_of("preamble\r\n" + part("name=a", "1") + k_end), 400);
  EXPECT_EQ(status_of(part("name=a", "1")), 400);
  EXPECT_EQ(status_of("--b0undaryX\r\n\r\n" + k_end), 400);
  EXPECT_EQ(status_of("--b0undary\r\n\r\n1\r\n" + k_end), 400);
  EXPECT_EQ(status_of("--b0undary\r\nContent-Disposition: attachment; name=a\r\n\r\n1\r\n" + k_end), 400);
  EXPECT_EQ(status_of(part("filename=a", "1") + k_end), 400);
  EXPECT_EQ(status_of(part("name=\"a", "1") + k_end), 400);
  EXPECT_EQ(status_of(part("name=\xff", "1") + k_end), 400);
  EXPECT_EQ(status_of(part("name=a", "\xff") + k_end), 400);
  EXPECT_EQ(status_of(part("name=a", std::string(1, '\0')) + k_end), 400);
  EXPECT_EQ(status_of(part("name=" + std::string(201, 'a'), "1") + k_end), 400);
  EXPECT_EQ(status_of(part("name=a", "1", "Content-Transfer-Encoding: base64\r\n") + k_end), 400);
  EXPECT_EQ(status_of(part("name=a", "1", "X: " + std::string(5000, 'x') + "\r\n") + k_end), 400);
  EXPECT_EQ(status_of("--b0undary\r\nX: " + std::string(5000, 'x')), 400);
}

TEST(Multipart, KeepsToItsLimits) {
  const auto two = part("name=a", "12") + part("name=b; filename=b", "3") + part("name=c; filename=c", "4") + k_end;
  EXPECT_EQ(status_of(two), 0);
  EXPECT_EQ(status_of(two, {.fields = 2}), 413);
  EXPECT_EQ(status_of(two, {.files = 1}), 413);
  EXPECT_EQ(status_of(two, {.field_bytes = 1}), 413);
  EXPECT_EQ(status_of(two, {.folder = "/nonexistent"}), 507);
}

TEST(Multipart, TakesOnlyNamesFromWhatClientsCallTheirFiles) {
  for (const auto* name : {"../../etc/passwd", "..\\..\\passwd", "/etc/passwd", "passwd"}) {
    MultipartReader reader("b0undary", {});
    ASSERT_EQ(reader.feed(part(std::string("name=f; filename=\"") + name + "\"", "x") + k_end), 0);
    ASSERT_EQ(reader.uploads().size(), 1U);
    EXPECT_EQ(reader.uploads()[0].name, "passwd");
  }
}

TEST(Multipart, FindsTheBoundary) {
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=abc"), "abc");
  EXPECT_EQ(multipart_boundary("Multipart/Form-Data; charset=utf-8; boundary=\"a=b\""), "a=b");
  EXPECT_EQ(multipart_boundary("multipart/form-data"), "");
  EXPECT_EQ(multipart_boundary("multipart/form-data; boundary=" + std::string(71, 'a')), "");
  EXPECT_EQ(multipart_boundary("multipart/mixed; boundary=abc"), std::nullopt);
}

}  // namespace
}  // namespace gongting::host::http
