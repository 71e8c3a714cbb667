// Plugins that must not run: each is refused with a message that says what, which, and what to do; the rest goes on.
#include <cstdlib>
#include <fstream>

#include "contract/plugins/plugin_fixture.hpp"
#include "plugin_host/library.hpp"

namespace gongting::host::plugin_host {
namespace {

class R18_PluginRefusal : public PluginFixture {
 protected:
  std::string refusal(std::string_view name) {
    Plugin& refused = plugin(name);
    EXPECT_FALSE(host_.load(refused));
    EXPECT_EQ(refused.state(), PluginState::failed);
    EXPECT_TRUE(refused.routes().empty());
    return refused.problem();
  }
  static void expect_parts(const std::string& text, std::initializer_list<const char*> parts) {
    for (const char* part : parts) EXPECT_NE(text.find(part), std::string::npos) << part << " is not in: " << text;
  }
};

TEST_F(R18_PluginRefusal, NamesTheWrongAbiAndTheFix) {
  expect_parts(refusal("wrong_abi"), {"built for ABI 99", "this platform has ABI 1", "Install the version of org.example.wrong_abi"});
}

TEST_F(R18_PluginRefusal, NamesTheMissingSymbolAndTheFix) {
  expect_parts(refusal("missing_symbol"), {"libmissing_symbol.so cannot be loaded", "a_function_that_nobody_defines",
                                           "gongting_add_plugin()"});
}

TEST_F(R18_PluginRefusal, NamesTheMissingServiceAndTheFixWithoutLoading) {
  unsetenv("GONGTING_FIXTURE_MISSING_SERVICE");
  expect_parts(refusal("missing_service"), {"gt.weather/1", "this platform has none of that name", "Update the platform"});
  EXPECT_EQ(std::getenv("GONGTING_FIXTURE_MISSING_SERVICE"), nullptr) << "its constructors ran";
}

TEST_F(R18_PluginRefusal, NamesAManifestThatDisagreesAndTheFix) {
  expect_parts(refusal("manifest_disagrees"), {"another plugin.json", "install library and plugin.json from the same package"});
}

TEST_F(R18_PluginRefusal, NamesAnEventThatNobodyHandlesAndTheFix) {
  expect_parts(refusal("deaf"), {"plugin.json names teller.noted under \"subscribes\"", "say app.on(\"teller.noted\", …) once in setup()",
                                 "or remove the entry"});
}

TEST_F(R18_PluginRefusal, NamesAScheduleThatIsNotDeclaredAndTheFix) {
  expect_parts(refusal("overhears"), {"handles the schedule listen, which plugin.json does not name under \"schedules\"", "add it there"});
}

TEST_F(R18_PluginRefusal, LeavesTheOthersRunning) {
  for (auto* listed : host_.plugins()) host_.load(*listed);
  EXPECT_TRUE(plugin("exercises").running());
  EXPECT_EQ(call(plugin("throws"), "/fine").body, "fine");
  EXPECT_EQ(plugin("wrong_abi").state(), PluginState::failed);
}

TEST_F(R18_PluginRefusal, AnswersUnavailableForAFailedPlugin) {
  refusal("wrong_abi");
  CallContext context{scope_, backend_};
  const auto result = host_.call(plugin("wrong_abi"), 0, context, encode_fields({}));
  EXPECT_EQ(result.kind, GT_UNAVAILABLE);
}

TEST_F(R18_PluginRefusal, IsToldByTheHostToo) {
  Plugin& failing = plugin("failed_migration");
  host_.fail(failing, "migration 0001_note.sql: no such column");
  EXPECT_EQ(failing.problem(), "migration 0001_note.sql: no such column");
  EXPECT_FALSE(host_.load(failing));
}

class R18_Catalogue : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("gongting-catalogue-" + std::to_string(getpid()));
    std::filesystem::remove_all(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  void put(const std::string& name, const std::string& manifest, const std::string& library = {}) {
    std::filesystem::create_directories(folder_ / name);
    std::ofstream(folder_ / name / "plugin.json") << manifest;
    if (!library.empty()) std::ofstream(folder_ / name / ("lib" + name + ".so")) << library;
  }
  static std::string manifest(const std::string& name, const std::string& id) {
    return R"({"id":")" + id + R"(","name":")" + name +
           R"(","version":"1.0.0","abi":1,"mark":"书","title":{"zh-CN":"书"}})";
  }
  std::filesystem::path folder_;
};

TEST_F(R18_Catalogue, ListsABrokenManifestAsFailedAndReadsOn) {
  put("a", "{ this is not JSON");
  put("b", manifest("b", "org.example.b"));
  put("c", manifest("other", "org.example.c"));
  put("d", manifest("d", "org.example.b"));
  PluginHost& host = PluginHost::make();
  host.read_catalogue(folder_);
  ASSERT_EQ(host.plugins().size(), 4u);
  EXPECT_EQ(host.find("a")->state(), PluginState::failed);
  EXPECT_NE(host.find("a")->problem().find("a/plugin.json"), std::string::npos) << host.find("a")->problem();
  EXPECT_EQ(host.find("b")->state(), PluginState::listed);
  EXPECT_NE(host.find("c")->problem().find("lies in the folder c"), std::string::npos) << host.find("c")->problem();
  EXPECT_NE(host.find("d")->problem().find("name or id of the plugin in b"), std::string::npos) << host.find("d")->problem();
}

TEST_F(R18_Catalogue, RefusesWhatIsNoLibraryWithoutLoadingIt) {
  put("a", manifest("a", "org.example.a"), "this is no library");
  put("b", manifest("b", "org.example.b"));
  std::string endless(200, '\xFF');
  endless.replace(0, 4, "\x7F" "ELF");
  endless[4] = 2, endless[5] = 1, endless[6] = 1;
  put("c", manifest("c", "org.example.c"), endless);
  PluginHost& host = PluginHost::make();
  host.read_catalogue(folder_);
  for (auto* plugin : host.plugins()) EXPECT_FALSE(host.load(*plugin));
  EXPECT_NE(host.find("a")->problem().find("no shared library for this machine"), std::string::npos) << host.find("a")->problem();
  EXPECT_NE(host.find("b")->problem().find("libb.so is missing"), std::string::npos) << host.find("b")->problem();
  EXPECT_NE(host.find("c")->problem().find("libc.so"), std::string::npos) << host.find("c")->problem();
}

TEST_F(R18_Catalogue, RefusesALibraryWithoutEntry) {
  const std::filesystem::path library = "/usr/lib/x86_64-linux-gnu/libz.so.1";
  if (!std::filesystem::exists(library)) GTEST_SKIP() << "no foreign library at hand";
  put("a", manifest("a", "org.example.a"));
  std::filesystem::copy(library, folder_ / "a" / "liba.so");
  try {
    inspect_library(folder_ / "a" / "liba.so");
    FAIL() << "it was accepted";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("exports no gt_plugin_v1"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace gongting::host::plugin_host
