// More than the workers can do, and handlers that do not come back in time.
#include <gtest/gtest.h>

#include <latch>
#include <mutex>
#include <string>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {

TEST(HttpOverload, AFullQueueIsAnsweredAtOnce) {
  Limits limits;
  limits.queue = 2;
  std::latch go_on(1);
  std::atomic<int> running{0};
  TestServer server(
      limits,
      [&](Request&) {
        ++running;
        go_on.wait();
        return Response{};
      },
      [](const Request& request) -> std::optional<Response> {
        if (request.path == "/healthz") return Response{.body = "ok"};
        return std::nullopt;
      },
      {}, 1);
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) {
    clients.push_back(server.client());
    ASSERT_TRUE(clients.back().send(get_request("/")));
    ASSERT_TRUE(eventually([&] { return running == 1 && server->counters().queued == static_cast<std::uint64_t>(i); }));
  }
  auto extra = server.client();
  ASSERT_TRUE(extra.send(get_request("/")));
  const auto answer = extra.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.headers.count("retry-after"), 1U);
  EXPECT_EQ(answer.headers.count("connection"), 0U);
  ASSERT_TRUE(extra.send(get_request("/healthz")));  // the I/O threads go on meanwhile
  EXPECT_EQ(extra.answer().body, "ok");
  go_on.count_down();
  for (auto& client : clients) EXPECT_EQ(client.answer().status, 200);
}

TEST(HttpOverload, AHandlerPastItsDeadlineIsAnsweredFor) {
  auto limits = short_limits();
  limits.request_time = 200ms;
  std::latch go_on(1);
  std::atomic<int> finished{0};
  std::mutex mutex;
  std::vector<std::string> overdue;
  const int fd = listen_on("127.0.0.1", 0);
  Server server(limits, {}, 1, 1,
                [&](Request&) {
                  go_on.wait();
                  ++finished;
                  return Response{.body = "late"};
                },
                {});
  server.set_overdue([&](std::string_view id) {
    const std::lock_guard lock(mutex);
    overdue.emplace_back(id);
  });
  server.start({{fd, Face::portal}});
  Client running(port_of(fd));
  Client waiting(port_of(fd));
  ASSERT_TRUE(running.send(get_request("/")));
  ASSERT_TRUE(waiting.send(get_request("/")));
  for (auto* client : {&running, &waiting}) {
    const auto all = client->until_closed();
    ASSERT_TRUE(all);
    EXPECT_TRUE(all->starts_with("HTTP/1.1 503 ")) << *all;
    EXPECT_NE(all->find("retry-after: "), std::string::npos);
    EXPECT_EQ(count(*all, "HTTP/1.1 "), 1U);
  }
  go_on.count_down();
  EXPECT_TRUE(eventually([&] { return finished == 1; }));
  EXPECT_EQ(server.counters().timed_out, 2U);
  const std::lock_guard lock(mutex);
  ASSERT_EQ(overdue.size(), 2U);
  EXPECT_EQ(overdue[0].size(), 12U);
}

TEST(HttpOverload, SeveralServersShareOneListeningSocket) {
  const int fd = listen_on("127.0.0.1", 0);
  const auto handler = [](Request&) { return Response{.body = "x"}; };
  Server first({}, {}, 1, 1, handler, {});
  Server second({}, {}, 1, 1, handler, {});
  first.start({{fd, Face::portal}});
  second.start({{fd, Face::portal}});
  for (int i = 0; i < 200; ++i) {
    Client client(port_of(fd));
    ASSERT_TRUE(client.send(get_request("/")));
    ASSERT_EQ(client.answer().status, 200);
  }
  EXPECT_EQ(first.counters().requests + second.counters().requests, 200U);
  first.stop();
  for (int i = 0; i < 20; ++i) {
    Client client(port_of(fd));
    ASSERT_TRUE(client.send(get_request("/")));
    ASSERT_EQ(client.answer().status, 200);
  }
}

TEST(HttpOverload, ThousandsOfIdleConnectionsCostLittle) {
  raise_descriptor_limit();
  TestServer server;
  ASSERT_EQ(server.get("/").status, 200);
  const auto before = resident();
  std::vector<Client> clients;
  for (int i = 0; i < 2000; ++i) {
    clients.push_back(server.client());
    ASSERT_TRUE(clients.back().send(get_request("/")));
    ASSERT_EQ(clients.back().answer().status, 200);
  }
  EXPECT_EQ(server->counters().open, 2000U);
  EXPECT_LT(resident(), before + (std::size_t{k_sanitized ? 4096U : 16U}
                                  << 20));  // both ends of the connections are in this process
  EXPECT_EQ(server.get("/").status, 200);
}

}  // namespace
}  // namespace gongting::host::http::test
