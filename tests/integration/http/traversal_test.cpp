#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "http/static_files.hpp"
#include "support.hpp"

namespace gongting::host::http::test {
namespace {
namespace fs = std::filesystem;

TEST(R15_PathTraversal, NoEncodingLeavesTheFolder) {
  const auto root = fs::temp_directory_path() / ("gongting-traversal-" + std::to_string(::getpid()));
  fs::create_directories(root / "www/sub");
  std::ofstream(root / "secret.txt") << "the secret";
  std::ofstream(root / "www/a.txt") << "public";
  fs::create_symlink("../secret.txt", root / "www/way-out.txt");
  StaticFiles files;
  files.add(root / "www");
  TestServer server(
      short_limits(), [](Request&) { return Response{.status = 404, .body = "none"}; },
      [&](const Request& request) { return files.find(request); });
  EXPECT_EQ(server.get("/assets/a.txt").body, "public");
  for (const auto* up : {"../",
                         "..%2f",
                         "..%2F",
                         "%2e%2e/",
                         "%2E%2E/",
                         "%2e%2e%2f",
                         ".%2e/",
                         "%2e./",
                         "..%5c",
                         "..\\",
                         "%2e%2e%5c",
                         "..%c0%af",
                         "%c0%ae%c0%ae/",
                         "%c0%ae%c0%ae%c0%af",
                         "%e0%80%ae%e0%80%ae/",
                         "..%e0%80%af",
                         "%f0%80%80%ae%f0%80%80%ae/",
                         "..%252f",
                         "%252e%252e/",
                         "%252e%252e%252f",
                         "%25252e%25252e/",
                         "..%255c",
                         "..%00/",
                         "..%0d/",
                         "..;/",
                         "..%3b/",
                         "....//",
                         "..././",
                         "./../",
                         "sub/../../",
                         "sub/%2e%2e/%2e%2e/",
                         "%u002e%u002e/",
                         "%uff0e%uff0e/",
                         "\xef\xbc\x8e\xef\xbc\x8e/",
                         "%ef%bc%8e%ef%bc%8e/",
                         "..%ef%bc%8f",
                         "..%e2%88%95",
                         "/../",
                         "//",
                         "%2f",
                         "%5c",
                         ".../",
                         "..%01/",
                         "..?/",
                         "..%23/"})
    for (const std::string times : {"1", "4"}) {
      std::string target = "/assets/";
      for (int i = 0; i < std::stoi(times); ++i) target += up;
      SCOPED_TRACE(target);
      for (const auto* file : {"secret.txt", "etc/passwd"}) {
        const auto answer = server.get(target + file);
        EXPECT_TRUE(answer.status == 400 || answer.status == 404) << answer.status;
        EXPECT_EQ(answer.body.find("the secret"), std::string::npos);
        EXPECT_EQ(answer.body.find("root:"), std::string::npos);
      }
    }
  EXPECT_EQ(server.get("/assets/way-out.txt").status, 404);
  EXPECT_EQ(server.get("/assets/").status, 404);
  EXPECT_EQ(server.get("/assets/sub").status, 404);
  EXPECT_EQ(server.get("/assets/a.txt?v=../../secret.txt").body, "public");
  fs::remove_all(root);
}

}  // namespace
}  // namespace gongting::host::http::test
