#include <csignal>
#include <chrono>

#include "service_under_test.hpp"

namespace process_test {
namespace {

using Clock = std::chrono::steady_clock;

/// Connections to both workers. Which worker takes a connection is the kernel's choice, so it opens until it has two.
struct BothWorkers {
  std::unique_ptr<HttpClient> first, second;
  pid_t first_pid = 0, second_pid = 0;
  explicit BothWorkers(int port) {
    for (int tries = 0; tries < 2000 && second_pid == 0; ++tries) {
      auto client = std::make_unique<HttpClient>(port);
      const auto pid = pid_in(client->get("/"));
      if (first_pid == 0) first = std::move(client), first_pid = pid;
      else if (pid != first_pid) second = std::move(client), second_pid = pid;
      else kept_.push_back(std::move(client));  // stays open: the busier worker is less likely to take the next
    }
  }

 private:
  std::vector<std::unique_ptr<HttpClient>> kept_;
};

TEST(R20_Crash, AKilledWorkerIsReplacedWithinASecondWhileTheOtherAnswers) {
  Service service;
  ASSERT_TRUE(service.ready());
  BothWorkers workers(service.portal());
  ASSERT_NE(workers.second_pid, 0);
  service.program().mark();

  const auto killed = Clock::now();
  ASSERT_EQ(::kill(workers.first_pid, SIGKILL), 0);
  EXPECT_EQ(workers.second->get("/").status, 200);
  ASSERT_NE(service.program().line_with("worker is ready"), "") << service.program().said();
  EXPECT_LT(Clock::now() - killed, std::chrono::seconds(1));

  EXPECT_EQ(pid_in(workers.second->get("/")), workers.second_pid);
  const auto said = service.program().line_with("worker died");
  EXPECT_NE(said.find("signal 9"), std::string::npos) << said;
}

TEST(R20_Crash, TheLogNamesTheCallThatWasRunning) {
  Service service;
  ASSERT_TRUE(service.ready());
  HttpClient client(service.portal());
  EXPECT_EQ(client.get("/crash").status, 0);
  const auto said = service.program().line_with("worker died");
  EXPECT_NE(said.find("plugin crasher, route 1"), std::string::npos) << said;
  EXPECT_NE(said.find("signal 11"), std::string::npos) << said;
}

TEST(StuckHandler, AWorkerThatAsksForItIsReplacedByOneThatIsReadyFirst) {
  Service service;
  ASSERT_TRUE(service.ready());
  HttpClient client(service.portal());
  service.program().mark();
  const auto before = client.get("/stuck");
  ASSERT_EQ(before.status, 200);
  ASSERT_NE(service.program().line_with("worker asks to be replaced"), "");
  ASSERT_NE(service.program().line_with("worker is ready"), "") << service.program().said();
  ASSERT_NE(service.program().line_with("worker has stopped"), "") << service.program().said();
  const auto said = service.program().said();
  EXPECT_LT(said.find("worker is ready"), said.find("worker has stopped")) << said;
  EXPECT_NE(::kill(pid_in(before), 0), 0) << "the old worker is gone";
}

TEST(Operations, ShowsWorkersPluginsAndMetricsToTheLoopbackOnly) {
  Service service;
  ASSERT_TRUE(service.ready());
  HttpClient client(service.operations());
  const auto workers = client.get("/workers");
  EXPECT_EQ(workers.status, 200);
  EXPECT_NE(workers.body.find("\"state\":\"ready\""), std::string::npos) << workers.body;
  EXPECT_NE(client.get("/plugins").body.find("\"name\":\"one\""), std::string::npos);
  const auto metrics = client.get("/metrics").body;
  EXPECT_NE(metrics.find("gongting_workers{state=\"ready\"} 2\n"), std::string::npos) << metrics;
  EXPECT_NE(metrics.find("gongting_generation 1\n"), std::string::npos) << metrics;
  EXPECT_EQ(client.get("/nothing").status, 404);
  // As a page in a browser of this machine would ask, after its own name was pointed at 127.0.0.1.
  EXPECT_EQ(client.get("/workers", "gongting.example").status, 421);
}

TEST(Operations, PostsNeedTheTokenOfTheStateFolder) {
  Service service;
  ASSERT_TRUE(service.ready());
  HttpClient client(service.operations());
  EXPECT_EQ(client.ask("POST /reload", "Content-Length: 0\r\n").status, 401);
  EXPECT_EQ(client.ask("POST /drain", "Authorization: Bearer wrong\r\nContent-Length: 0\r\n").status, 401);
  EXPECT_EQ(client.get("/reload").status, 405);
  EXPECT_EQ(service.post("/reload").status, 200);
}

TEST(Operations, DrainReplacesOneWorkerOrStopsAll) {
  Service service;
  ASSERT_TRUE(service.ready());
  service.program().mark();
  EXPECT_EQ(service.post("/drain?worker=1").status, 202);
  ASSERT_NE(service.program().line_with("worker has stopped"), "") << service.program().said();
  EXPECT_EQ(service.post("/drain?worker=7").status, 404);
  EXPECT_EQ(service.post("/drain").status, 202);
  EXPECT_EQ(service.program().exit_code(), 0);
}

}  // namespace
}  // namespace process_test
