#include "base/config.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "gongting/error.hpp"

namespace gongting::host {
namespace {

class ConfigTest : public testing::Test {
 protected:
  void SetUp() override {
    for (const auto* name : {"GT_PORT", "GT_VAR", "GT_HOSTS", "GT_DEMO"}) set(name, nullptr);
    file_ = std::filesystem::temp_directory_path() / ("gt_config_" + std::to_string(getpid()) + ".json");
  }
  void TearDown() override {
    for (const auto& name : set_) unsetenv(name.c_str());
    std::filesystem::remove(file_);
  }
  void set(const std::string& name, const char* value) {
    if (value == nullptr)
      unsetenv(name.c_str());
    else
      setenv(name.c_str(), value, 1);
    set_.push_back(name);
  }
  Config load(const std::string& text) {
    std::ofstream(file_) << text;
    return load_config(file_);
  }
  std::string refusal(const std::string& text) {
    try {
      load(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), Kind::bad_input);
      return error.what();
    }
    return "";
  }
  std::filesystem::path file_;
  std::vector<std::string> set_;
};

/// The configurations that a page of the guide shows.
std::vector<std::string> shown_in(const std::filesystem::path& page) {
  constexpr std::string_view k_fence = "```json config\n";
  std::ifstream in(page);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  std::vector<std::string> shown;
  for (auto at = text.find(k_fence); at != text.npos; at = text.find(k_fence, at)) {
    at += k_fence.size();
    shown.push_back(text.substr(at, text.find("```", at) - at));
  }
  return shown;
}

TEST_F(ConfigTest, EveryExampleOfTheGuideIsTaken) {
  int shown = 0;
  for (const auto& page : std::filesystem::directory_iterator(GT_SOURCE_DIR "/docs/guide"))
    if (page.path().extension() == ".md")
      for (const auto& text : shown_in(page.path())) {
        EXPECT_EQ(refusal(text), "") << page.path() << text;
        ++shown;
      }
  EXPECT_GE(shown, 3);
}

TEST_F(ConfigTest, TheGuideToJobsSaysWhatItsExampleMeans) {
  const auto shown = shown_in(GT_SOURCE_DIR "/docs/guide/jobs.md");
  ASSERT_EQ(shown.size(), 1u);
  const auto config = load(shown[0]);
  EXPECT_EQ(config.jobs.threads, 2);
  EXPECT_EQ(config.jobs.keep_days, 30);
  EXPECT_EQ(config.jobs.poll_ms, 1000) << "as the guide says of what is not written";
  EXPECT_EQ(config.jobs.lease_s, 60);
}

TEST_F(ConfigTest, TheGuideToMetricsSaysWhatTheDefaultsAre) {
  const auto shown = shown_in(GT_SOURCE_DIR "/docs/guide/metrics.md");
  ASSERT_EQ(shown.size(), 1u);
  const auto config = load(shown[0]);
  EXPECT_EQ(config.log.requests, "all");
  EXPECT_EQ(config.log.slow_statement_ms, 50);
  EXPECT_EQ(config.log.slow_request_ms, 1000);
  EXPECT_EQ(config.log.level, "info");
}

TEST_F(ConfigTest, TheShippedFileIsTheDefaults) {
  const auto shipped = load_config(GT_SOURCE_DIR "/config/gongting.json");
  const auto defaults = load_config({});
  EXPECT_EQ(shipped.listen.portal, 8080);
  EXPECT_EQ(shipped.listen.console, 8081);
  EXPECT_EQ(shipped.listen.operations, 8082);
  EXPECT_EQ(shipped.http.body_limit, 1'048'576);
  EXPECT_EQ(shipped.hosts, defaults.hosts);
  EXPECT_EQ(shipped.argon2.memory_kib, 19'456);
  EXPECT_EQ(shipped.session.staff_idle_min, 30);
  EXPECT_EQ(shipped.store_file(), std::filesystem::path("var/gongting.db"));
}

TEST_F(ConfigTest, AnUnknownKeyIsNamedWithItsFile) {
  const auto text = refusal(R"({"http": {"body_limt": 5000}})");
  EXPECT_NE(text.find(file_.string()), std::string::npos) << text;
  EXPECT_NE(text.find("http.body_limt: there is no such key"), std::string::npos) << text;
}

TEST_F(ConfigTest, ABadValueIsNamedWithFileKeyAndReason) {
  for (const auto* json : {R"({"http": {"body_limit": "1 MB"}})", R"({"http": {"body_limit": 12}})",
                           R"({"http": {"body_limit": true}})"}) {
    const auto text = refusal(json);
    EXPECT_NE(text.find(file_.string()), std::string::npos) << text;
    EXPECT_NE(text.find("http.body_limit: "), std::string::npos) << text;
    EXPECT_LT(text.find("http.body_limit: ") + 17, text.size());
  }
  EXPECT_NE(refusal(R"({"http": 5})").find("http: "), std::string::npos);
  EXPECT_NE(refusal(R"({"faces": ["portal", "porch"]})").find("faces"), std::string::npos);
  EXPECT_NE(refusal(R"({"workers": 0})").find("workers: "), std::string::npos);
  EXPECT_NE(refusal(R"({"tls": {"certificate": "x.pem"}})").find("tls.key: is missing"), std::string::npos);
  EXPECT_NE(refusal(R"({"store": {"kind": "postgres"}})").find("store.url: is missing"), std::string::npos);
}

TEST_F(ConfigTest, WhatIsNoJsonIsRefusedWithItsLine) {
  EXPECT_NE(refusal("{\n\"workers\": 2,\n\"workers\": 3}").find("line 3"), std::string::npos);
  EXPECT_NE(refusal("[]"), "");
  EXPECT_THROW(load_config("/does/not/exist.json"), Error);
}

TEST_F(ConfigTest, VariablesComeBeforeTheFile) {
  set("GT_HTTP_BODY_LIMIT", "4096");
  set("GT_VAR", "/srv/gongting");
  set("GT_HOSTS", "court.example, 127.0.0.1");
  const auto config = load(R"({"http": {"body_limit": 2048, "url_limit": 1024}, "var": "x"})");
  EXPECT_EQ(config.http.body_limit, 4096);
  EXPECT_EQ(config.http.url_limit, 1024);
  EXPECT_EQ(config.var, std::filesystem::path("/srv/gongting"));
  EXPECT_EQ(config.hosts, (std::vector<std::string>{"court.example", "127.0.0.1"}));
}

TEST_F(ConfigTest, ABooleanVariableIsTrueOrFalse) {
  set("GT_DEMO", "true");
  EXPECT_TRUE(load("{}").demo);
  set("GT_DEMO", "0");
  EXPECT_FALSE(load(R"({"demo": true})").demo);
  set("GT_DEMO", "perhaps");
  EXPECT_EQ(refusal("{}").find("GT_DEMO: "), 0u);
}

TEST_F(ConfigTest, GtPortMovesAllThreePortsUnlessTheyAreSet) {
  set("GT_PORT", "9000");
  auto config = load("{}");
  EXPECT_EQ(config.listen.portal, 9000);
  EXPECT_EQ(config.listen.console, 9001);
  EXPECT_EQ(config.listen.operations, 9002);
  set("GT_LISTEN_CONSOLE", "9100");
  config = load("{}");
  EXPECT_EQ(config.listen.console, 9100);
  EXPECT_EQ(config.listen.operations, 9002);
  set("GT_LISTEN_CONSOLE", "9000");
  EXPECT_NE(refusal("{}").find("three different ports"), std::string::npos);
}

TEST_F(ConfigTest, ABadVariableIsNamed) {
  set("GT_HTTP_BODY_LIMIT", "much");
  EXPECT_NE(refusal("{}").find("GT_HTTP_BODY_LIMIT"), std::string::npos);
  set("GT_HTTP_BODY_LIMIT", "1");
  EXPECT_EQ(refusal("{}").find("GT_HTTP_BODY_LIMIT: http.body_limit: "), 0u) << refusal("{}");
  set("GT_HTTP_BODY_LIMIT", nullptr);
  set("GT_HTTP_BODY_LIMT", "4096");
  EXPECT_EQ(refusal("{}").find("GT_HTTP_BODY_LIMT: "), 0u);
}

}  // namespace
}  // namespace gongting::host
