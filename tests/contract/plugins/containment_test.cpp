// Plugins that run and misbehave: their own request fails, with their name in it; nothing else does.
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "contract/plugins/plugin_fixture.hpp"
#include "plugin_host/call_marks.hpp"

namespace gongting::host::plugin_host {
namespace {

class R19_PluginFault : public PluginFixture, public ::testing::WithParamInterface<bool> {
 protected:
  R19_PluginFault() : PluginFixture({.codec_loopback = GetParam()}) {}
};
INSTANTIATE_TEST_SUITE_P(Transport, R19_PluginFault, ::testing::Values(false, true),
                         [](const auto& test) { return test.param ? "Loopback" : "Direct"; });

TEST_P(R19_PluginFault, TurnsWhatAHandlerThrowsIntoAKind) {
  Plugin& throws = loaded("throws");
  auto result = call(throws, "/conflict");
  EXPECT_EQ(result.kind, GT_CONFLICT);
  EXPECT_EQ(result.status, 409);
  EXPECT_EQ(result.problem, "somebody else was faster");
  result = call(throws, "/exception");
  EXPECT_EQ(result.status, 500);
  EXPECT_EQ(result.problem, "the author's own fault");
  EXPECT_EQ(call(throws, "/int").status, 500);
  result = call(throws, "/long");
  EXPECT_EQ(result.status, 500);
  EXPECT_GT(result.problem.size(), 480u);
  EXPECT_EQ(result.problem.find("\xEF\xBF\xBD"), std::string::npos) << "cut in the middle of a character";
  EXPECT_EQ(call(throws, "/fine").body, "fine");
  EXPECT_EQ(throws.calls_in_flight(), 0);
}

TEST_P(R19_PluginFault, RefusesAServiceThatIsNotDeclared) {
  const auto result = call(loaded("throws"), "/service");
  EXPECT_EQ(result.kind, GT_INTERNAL);
  EXPECT_NE(result.problem.find("no gt.store/1; name it under \"needs\""), std::string::npos) << result.problem;
}

TEST_P(R19_PluginFault, RefusesGarbage) {
  Plugin& garbage = loaded("garbage");
  for (const char* path : {"/bytes", "/nothing", "/status", "/cookie", "/elsewhere", "/nested"}) {
    const auto result = call(garbage, path);
    EXPECT_EQ(result.kind, GT_INTERNAL) << path;
    EXPECT_FALSE(result.problem.empty()) << path;
    EXPECT_TRUE(result.headers.empty()) << path;
  }
}

TEST_P(R19_PluginFault, AnswersUnavailableAfterTheDeadline) {
  set_deadline(std::chrono::milliseconds(20));
  const auto result = call(loaded("past_deadline"), "/busy", {{"query", Fields{{"ms", "40"}}}});
  EXPECT_EQ(result.kind, GT_UNAVAILABLE);
  EXPECT_NE(result.problem.find("past_deadline"), std::string::npos);
}

TEST_P(R19_PluginFault, TakesNoNewCallsWhileOneIsStuck) {
  Plugin& busy = loaded("past_deadline");
  Plugin& other = loaded("throws");
  EXPECT_TRUE(host_.overdue(std::chrono::steady_clock::now()).empty());
  Scope stuck_scope = scope_;
  stuck_scope.request_id = "stuck-1";
  stuck_scope.deadline = std::chrono::steady_clock::now();
  const auto release = std::filesystem::temp_directory_path() / ("gongting-release-" + std::to_string(getpid()));
  std::filesystem::remove(release);
  const std::string request = encode_fields({{"query", Fields{{"until", release.string()}}}});
  std::thread thread([&] {
    FakeBackend backend;
    CallContext context{stuck_scope, backend};
    const auto result = host_.call(busy, 1, context, request);
    EXPECT_EQ(result.kind, GT_UNAVAILABLE);
  });
  std::vector<StuckCall> stuck;
  while (stuck.empty()) {
    stuck = host_.overdue(std::chrono::steady_clock::now());
    std::this_thread::yield();
  }
  ASSERT_EQ(stuck.size(), 1u);
  EXPECT_EQ(stuck[0].plugin, &busy);
  EXPECT_EQ(stuck[0].request_id, "stuck-1");
  EXPECT_EQ(stuck[0].route, 1);
  EXPECT_TRUE(busy.blocked());
  EXPECT_EQ(call(busy, "/quick").kind, GT_UNAVAILABLE);
  EXPECT_EQ(call(other, "/fine").body, "fine");
  std::ofstream(release) << "go on";
  thread.join();
  std::filesystem::remove(release);
  EXPECT_FALSE(busy.blocked());
  EXPECT_EQ(call(busy, "/quick").body, "quick");
}

class R20_PluginCrash : public PluginFixture {
 protected:
  R20_PluginCrash() {
    void* memory = mmap(nullptr, sizeof(CallMarks), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    marks_ = static_cast<CallMarks*>(memory);
  }
  ~R20_PluginCrash() override { munmap(marks_, sizeof(CallMarks)); }

  /// A worker that dies in the plugin's code on one thread while another thread is inside of another plugin.
  void crash(const char* how) {
    Plugin& segfaults = loaded("segfaults");
    Plugin& bystander = loaded("past_deadline");
    params_ = {{"how", how}};
    const pid_t worker = fork();
    ASSERT_GE(worker, 0);
    if (worker == 0) {
      use_call_marks(marks_);
      std::thread other([&] {
        Scope scope = scope_;
        scope.request_id = "bystander";
        FakeBackend backend;
        CallContext context{scope, backend};
        host_.call(bystander, 1, context, encode_fields({{"query", Fields{{"ms", "5000"}}}}));
      });
      while (bystander.calls_in_flight() == 0 || marks_->slots[0].running.load() == 0) std::this_thread::yield();
      std::thread([&] { call(segfaults, "/crash/{how}"); }).join();
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(worker, &status, 0), worker);
    EXPECT_FALSE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << how;
    const auto guilty = culprits(*marks_);
    ASSERT_EQ(guilty.size(), 1u) << how;
    EXPECT_EQ(guilty[0].plugin, "segfaults");
    EXPECT_EQ(guilty[0].request_id, "request-1");
    EXPECT_EQ(guilty[0].route, 1);
    EXPECT_EQ(guilty[0].site, 1);
    EXPECT_NE(guilty[0].fault, 0);
    marks_->clear();
    EXPECT_TRUE(culprits(*marks_).empty());
  }

  CallMarks* marks_;
};

TEST_F(R20_PluginCrash, NamesThePluginAfterASegmentationFault) { crash("segv"); }
TEST_F(R20_PluginCrash, NamesThePluginAfterAnAbort) { crash("abort"); }
TEST_F(R20_PluginCrash, NamesThePluginThatCalledExit) { crash("exit"); }
TEST_F(R20_PluginCrash, NamesThePluginThatUsedUpTheStack) { crash("stack"); }

}  // namespace
}  // namespace gongting::host::plugin_host
