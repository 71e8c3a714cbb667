// The whole program under load: a change of generation (R22), and hundreds of slow clients (R38).
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "server.hpp"

namespace server_test {
namespace {

using namespace std::chrono_literals;

/// A page, asked for at a steady rate by several clients on connections they keep, some signed in.
class SteadyLoad {
 public:
  SteadyLoad(int port, const Browser& person, int clients, int each_per_second) {
    for (int i = 0; i < clients; ++i)
      threads_.emplace_back([=, this] {
        const auto connection = std::make_shared<HttpClient>(port);
        auto own = person.over([connection]() -> HttpClient& { return *connection; });
        std::unique_lock lock(mutex_);
        auto next = Clock::now() + i * 1s / (each_per_second * clients);
        while (!wake_.wait_until(lock, next, [this] { return done_; })) {
          lock.unlock();
          const auto begun = Clock::now();
          const bool good = own.send("GET", i % 2 == 0 ? "/linan/mediation/apply" : "/linan/points").status == 200;
          const auto took = Clock::now() - begun;
          lock.lock();
          ++(good ? answered_ : failed_);
          took_.push_back(took);
          next += 1s / each_per_second;
        }
      });
  }
  ~SteadyLoad() { stop(); }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  int answered() {
    const std::lock_guard lock(mutex_);
    return answered_;
  }
  /// After stop().
  int failed() const { return failed_; }
  Clock::duration percentile(int share) {
    std::sort(took_.begin(), took_.end());
    return took_.at(took_.size() * static_cast<std::size_t>(share) / 100);
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  int answered_ = 0, failed_ = 0;
  std::vector<Clock::duration> took_;
  std::vector<std::thread> threads_;
};

/// A byte of each of the first clients every 50 ms, until it goes.
class Dribble {
 public:
  Dribble(std::vector<std::unique_ptr<HttpClient>>& clients, std::size_t first)
      : thread_([this, &clients, first] {
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, 50ms, [this] { return done_; }))
            for (std::size_t i = 0; i < first; ++i) clients[i]->send_bytes("x");
        }) {}
  ~Dribble() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

TEST(R22_Reload, UnderTwoHundredRequestsASecondNoneFails) {
  Installation installation(Filled::courts);
  Server server(installation);
  auto citizen = register_citizen(server.portal(), "/linan", 1);
  const auto begun = Clock::now();
  SteadyLoad load(installation.portal(), citizen, 20, 10);
  for (int i = 0; i < 3; ++i) {
    const auto before = server.workers();
    server.program().mark();
    if (i == 2) installation.configure(R"("worker_threads": 6)");
    const auto done = installation.run({"reload"});
    ASSERT_EQ(done.code, 0) << done.error;
    ASSERT_NE(server.program().line_with("worker has stopped", 2), "") << server.program().said();
    const auto now = server.workers();
    for (const auto pid : before)
      EXPECT_EQ(std::count(now.begin(), now.end(), pid), 0) << "a worker of the old generation";
  }
  // A configuration that is wrong: refused with the reason, and the generation goes on.
  installation.configure(R"("workers": 0)");
  const auto refused = installation.run({"reload"}, "", {"GT_WORKERS=2"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.error.find("workers"), std::string::npos) << refused.error;
  const auto at_least = load.answered() + 200;
  EXPECT_TRUE(eventually([&] { return load.answered() >= at_least; }));
  load.stop();
  EXPECT_EQ(load.failed(), 0);
  const auto seconds = std::chrono::duration<double>(Clock::now() - begun).count();
  EXPECT_GT(load.answered() / seconds, 180) << "the load was less than it should be";
}

TEST(R38_SlowClients, ThreeHundredOfEachKindLeaveTheOthersAlone) {
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  Installation installation(Filled::courts);
  Server server(installation);
  const auto citizen = register_citizen(server.portal(), "/linan", 1);

  constexpr int each = 300;
  std::vector<std::unique_ptr<HttpClient>> slow;
  const auto add = [&](const std::string& bytes) {
    for (int i = 0; i < each; ++i) {
      slow.push_back(std::make_unique<HttpClient>(installation.portal()));
      ASSERT_TRUE(slow.back()->connect());
      ASSERT_TRUE(slow.back()->send_bytes(bytes));
    }
  };
  const auto host = "Host: 127.0.0.1:" + std::to_string(installation.portal()) + "\r\n";
  add("GET /linan/ HTTP/1.1\r\n" + host + "X-Slow: ");                                     // heads that do not end
  add("POST /linan/signin HTTP/1.1\r\n" + host + "Content-Length: 100000\r\n\r\nlogin=");  // bodies that do not come
  std::string many;
  for (int i = 0; i < 40; ++i) many += "GET /assets/gongting.css HTTP/1.1\r\n" + host + "\r\n";
  add(many);                                         // who never reads what he asked for
  add("GET /healthz HTTP/1.1\r\n" + host + "\r\n");  // who asked once and stays

  SteadyLoad load(installation.portal(), citizen, 20, 10);
  const Dribble dribble(slow, 2 * each);
  EXPECT_TRUE(eventually([&] { return load.answered() >= 500; }));
  load.stop();
  EXPECT_GE(load.answered() * 100, (load.answered() + load.failed()) * 99);
  EXPECT_LT(load.percentile(95), 1s);
  EXPECT_NE(server.operations("/metrics").body.find("gongting_worker_restarts_total 0\n"), std::string::npos);
}

}  // namespace
}  // namespace server_test
