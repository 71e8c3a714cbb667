#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {

TEST(R30_GracefulStop, WhatRunsFinishesAndNothingNewBegins) {
  auto limits = short_limits();
  limits.idle_time = 30s;
  limits.drain_idle = 500ms;
  limits.request_time = 20s;
  std::latch running(1);
  std::latch go_on(1);
  TestServer server(limits, [&](Request& request) {
    if (request.path == "/long") {
      running.count_down();
      go_on.wait();
    }
    return Response{.body = "done"};
  });
  auto busy = server.client();
  auto idle = server.client();
  auto silent = server.client();
  for (auto* client : {&idle, &silent}) {
    ASSERT_TRUE(client->send(get_request("/")));
    ASSERT_EQ(client->answer().headers.count("connection"), 0U);
  }
  ASSERT_TRUE(busy.send(get_request("/long")));
  running.wait();

  server->drain();
  // An idle connection's next request is answered, and told that it was the last one.
  ASSERT_TRUE(idle.send(get_request("/")));
  const auto last = idle.answer();
  EXPECT_EQ(last.status, 200);
  EXPECT_EQ(last.headers.at("connection"), "close");
  EXPECT_TRUE(idle.closed());
  // A silent one is closed after a while.
  EXPECT_EQ(silent.until_closed(3s), "");
  // New connections are left to the other processes on the socket.
  const auto accepted = server->counters().connections;
  auto late = server.client();
  late.send(get_request("/"));
  EXPECT_EQ(late.answer(false, 200ms).status, 0);
  EXPECT_EQ(server->counters().connections, accepted);

  EXPECT_FALSE(server->wait_drained(100ms));
  go_on.count_down();
  const auto answer = busy.answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(busy.closed());
  EXPECT_TRUE(server->wait_drained(5s));
}

TEST(R30_GracefulStop, ABodyOnItsWayIsStillTaken) {
  auto limits = short_limits();
  limits.body_window = 5s;
  TestServer server(limits);
  auto client = server.client();
  ASSERT_TRUE(client.send("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 6\r\nExpect: 100-continue\r\n\r\n"));
  ASSERT_EQ(client.answer().status, 100);
  server->drain();
  ASSERT_TRUE(client.send("abcdef"));
  const auto answer = client.answer();
  EXPECT_EQ(answer.body, "POST /b 6");
  EXPECT_EQ(answer.headers.at("connection"), "close");
  EXPECT_TRUE(server->wait_drained(5s));
}

TEST(R30_GracefulStop, StopEndsIdleConnectionsAtOnce) {
  TestServer server;
  auto client = server.client();
  ASSERT_TRUE(client.send(get_request("/")));
  ASSERT_EQ(client.answer().status, 200);
  server->stop();
  EXPECT_TRUE(client.closed(1s));
  server->stop();  // twice is once
}

TEST(R30_GracefulStop, UnderLoadNoRequestFailsWhenAnotherProcessTakesOver) {
  const int fd = listen_on("127.0.0.1", 0);
  const auto handler = [](Request&) { return Response{.body = "x"}; };
  auto old = std::make_unique<Server>(Limits{}, Tls{}, 1, 2, handler, Server::Fast{});
  old->start({{fd, Face::portal}});
  std::atomic<bool> stop{false};
  std::atomic<int> failed{0};
  std::atomic<int> good{0};
  const auto port = port_of(fd);
  std::vector<std::thread> load;
  for (int i = 0; i < 4; ++i)
    load.emplace_back([&] {
      while (!stop) {
        Client client(port);
        for (bool open = true; open && !stop;) {
          client.send(get_request("/"));
          const auto answer = client.answer();
          ++(answer.status == 200 ? good : failed);
          open = answer.status == 200 && !answer.headers.contains("connection");
        }
      }
    });
  EXPECT_TRUE(eventually([&] { return good > 500; }));
  Server next({}, {}, 1, 2, handler, {});
  next.start({{fd, Face::portal}});
  old->drain();
  EXPECT_TRUE(old->wait_drained(10s));
  old.reset();
  const int before = good;
  EXPECT_TRUE(eventually([&] { return good > before + 500; }));
  stop = true;
  for (auto& thread : load) thread.join();
  EXPECT_EQ(failed, 0);
}

}  // namespace
}  // namespace gongting::host::http::test
