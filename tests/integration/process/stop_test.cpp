#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "service_under_test.hpp"

namespace process_test {
namespace {

/// A FIFO on which a request waits until the test lets it go.
class Hold {
 public:
  explicit Hold(const Service& service) : path_(service.folder() / "hold") { mkfifo(path_.c_str(), 0600); }
  std::string target() const { return "GET /hold?" + path_.string(); }
  /// Returns when the handler has opened its end: the request runs.
  void wait_until_running() { fd_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC); }
  void let_go() { ::close(fd_); }

 private:
  std::filesystem::path path_;
  int fd_ = -1;
};

TEST(R30_GracefulStop, FinishesWhatRunsTakesNothingNewAndExitsWithZero) {
  Service service;
  ASSERT_TRUE(service.ready());
  Hold hold(service);
  HttpClient running(service.portal());
  ASSERT_TRUE(running.send(hold.target()));
  hold.wait_until_running();

  service.program().signal(SIGTERM);
  ASSERT_NE(service.program().line_with("worker has stopped"), "") << "the idle worker stops at once";
  EXPECT_TRUE(comes_to_refuse(service.portal()));

  hold.let_go();
  const auto answer = running.receive();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.closes());
  EXPECT_EQ(service.program().exit_code(), 0) << service.program().said();
}

TEST(R30_GracefulStop, EndsWhatDoesNotFinishInTheDrainTime) {
  Service service(R"("drain_ms": 300)");
  ASSERT_TRUE(service.ready());
  Hold hold(service);
  HttpClient running(service.portal());
  ASSERT_TRUE(running.send(hold.target()));
  hold.wait_until_running();
  service.program().signal(SIGTERM);
  EXPECT_EQ(service.program().exit_code(), 0) << service.program().said();
  hold.let_go();
}

TEST(R30_GracefulStop, TheSecondSignalDoesNotWait) {
  Service service;
  ASSERT_TRUE(service.ready());
  Hold hold(service);
  HttpClient running(service.portal());
  ASSERT_TRUE(running.send(hold.target()));
  hold.wait_until_running();
  service.program().signal(SIGTERM);
  ASSERT_NE(service.program().line_with("stopping"), "");
  service.program().signal(SIGTERM);
  EXPECT_EQ(service.program().exit_code(), 0) << service.program().said();
  hold.let_go();
}

TEST(Stop, WorkersEndWhenTheSupervisorIsKilledAndThePortIsFree) {
  Service service;
  ASSERT_TRUE(service.ready());
  service.program().signal(SIGKILL);
  ASSERT_NE(service.program().line_with("the supervisor is gone", 2), "");
  EXPECT_EQ(service.program().line_with("never said"), "") << "the pipe ends with the last worker";
  EXPECT_TRUE(comes_to_refuse(service.portal()));
}

TEST(Start, RefusesASecondSupervisorForTheSameFolder) {
  Service service;
  ASSERT_TRUE(service.ready());
  RunningProgram second(GT_TEST_SERVICE, {"serve", service.file().string()});
  EXPECT_EQ(second.exit_code(), 1);
  EXPECT_NE(second.line_with("another gongting serve (process " + std::to_string(service.program().pid()) + ")"), "");
}

TEST(Start, EndsWithTheReasonWhenNoWorkerCanEverServe) {
  Service service(R"("fail": "the schema is newer than this program")");
  EXPECT_EQ(service.program().exit_code(), 1);
  EXPECT_NE(service.program().line_with("the schema is newer than this program"), "");
}

TEST(Start, GivesUpWhenWorkersKeepDyingBeforeTheyAreReady) {
  Service service(R"("crash_at_start": true)");
  EXPECT_EQ(service.program().exit_code(), 1);
  EXPECT_NE(service.program().line_with("the service cannot start"), "") << service.program().said();
}

TEST(R37_Secrets, FilesOfTheStateFolderAreForTheirOwnerAlone) {
  Service service;
  ASSERT_TRUE(service.ready());
  for (const auto* name : {"operations.token", "gongting.pid"}) {
    struct stat info {};
    ASSERT_EQ(stat((service.folder() / name).c_str(), &info), 0) << name;
    EXPECT_EQ(info.st_mode & 0777, 0600U) << name;
  }
}

}  // namespace
}  // namespace process_test
