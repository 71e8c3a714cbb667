// Hundreds of clients that take as long as they can, and the others who must not notice.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {
using Clock = std::chrono::steady_clock;

constexpr int k_slow = 300;

/// Does something to each client of a crowd every 20 ms until it goes.
class Crowd {
 public:
  Crowd(std::vector<Client> clients, std::function<void(Client&)> act)
      : clients_(std::move(clients)), thread_([this, act = std::move(act)] {
          std::unique_lock lock(mutex_);
          while (!wake_.wait_for(lock, 20ms, [this] { return done_; }))
            for (auto& client : clients_) act(client);
        }) {}
  ~Crowd() {
    {
      const std::lock_guard lock(mutex_);
      done_ = true;
    }
    wake_.notify_all();
    thread_.join();
  }

 private:
  std::vector<Client> clients_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

std::vector<Client> crowd_of(const TestServer& server, const std::string& first, int receive_buffer = 0) {
  raise_descriptor_limit();
  std::vector<Client> clients;
  for (int i = 0; i < k_slow; ++i) {
    clients.emplace_back(server.port(), receive_buffer);
    EXPECT_TRUE(clients.back().send(first));
  }
  return clients;
}

/// Normal clients for a second and a half: at least 99 of 100 are answered, 95 of 100 within a second.
void expect_served(const TestServer& server) {
  std::mutex mutex;
  std::vector<milliseconds> took;
  int asked = 0;
  std::vector<std::thread> threads;
  const auto until = Clock::now() + 1500ms;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      while (Clock::now() < until) {
        const auto begin = Clock::now();
        const auto answer = server.get("/normal");
        const std::lock_guard lock(mutex);
        ++asked;
        if (answer.status == 200) took.push_back(std::chrono::duration_cast<milliseconds>(Clock::now() - begin));
      }
    });
  for (auto& thread : threads) thread.join();
  ASSERT_GT(asked, 100);
  EXPECT_GE(took.size() * 100, static_cast<std::size_t>(asked) * 99);
  std::sort(took.begin(), took.end());
  EXPECT_LT(took[took.size() * 95 / 100], 1s);
}

TEST(R38_SlowClients, SlowHeadersAreCutOff) {
  TestServer server(short_limits());
  const Crowd crowd(crowd_of(server, "GET / HTTP/1.1\r\nHost: a\r\nX: "),
                    [](Client& client) { client.send_some("x"); });
  expect_served(server);
  EXPECT_TRUE(eventually([&] { return server->counters().open == 0; }));
  EXPECT_GE(server->counters().refused, static_cast<std::uint64_t>(k_slow));
}

TEST(R38_SlowClients, SlowBodiesAreCutOff) {
  TestServer server(short_limits());
  const Crowd crowd(crowd_of(server, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"),
                    [](Client& client) { client.send_some("x"); });
  expect_served(server);
  EXPECT_TRUE(eventually([&] { return server->counters().open == 0; }));
  EXPECT_EQ(server->counters().refused, static_cast<std::uint64_t>(k_slow));
}

TEST(R38_SlowClients, ABodyThatKeepsUpIsNotCutOff) {
  auto limits = short_limits();
  limits.body_rate = 1000;
  TestServer server(limits);
  auto client = server.client();
  ASSERT_TRUE(client.send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"));
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  for (int i = 0; i < 60; ++i) {
    ASSERT_TRUE(client.send(std::string(1000, 'x')));
    never.wait_for(lock, 20ms);
  }
  EXPECT_EQ(client.answer().body, "POST /b 60000");
}

TEST(R38_SlowClients, SlowReadersAreCutOff) {
  const auto big = std::make_shared<const std::string>(8 * 1024 * 1024, 'x');
  TestServer server(short_limits(), [&](Request& request) {
    Response response{.type = "application/octet-stream"};
    if (request.path == "/big") response.shared_body = big;
    return response;
  });
  const Crowd crowd(crowd_of(server, get_request("/big"), 4096), [](Client&) {});
  expect_served(server);
  EXPECT_TRUE(eventually([&] { return server->counters().open == 0; }));
}

TEST(R38_SlowClients, IdleClientsAreLetGo) {
  TestServer server(short_limits());
  auto clients = crowd_of(server, get_request("/"));
  for (auto& client : clients) EXPECT_EQ(client.answer().status, 200);
  for (int i = 0; i < k_slow; ++i) clients.push_back(server.client());  // that never say a word
  const Crowd crowd(std::move(clients), [](Client&) {});
  expect_served(server);
  EXPECT_TRUE(eventually([&] { return server->counters().open == 0; }));
}

}  // namespace
}  // namespace gongting::host::http::test
