// Answers that do not end: sent from any thread, holding no worker thread, and over when somebody says so.
#include "http/stream.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <latch>
#include <thread>
#include <vector>

#include "support.hpp"

namespace gongting::host::http::test {
namespace {

/// A server whose answers under /stream are held; one worker thread is enough for any number of them.
class HttpStream : public ::testing::Test {
 protected:
  HttpStream() : server_(limits(), [this](Request& request) { return answer(request); }, {}, {}, 1) {}
  static Limits limits() {
    auto limits = short_limits();
    limits.write_window = 300ms;
    return limits;
  }
  Response answer(Request& request) {
    Response response{.type = "text/event-stream", .body = "hello\n"};
    if (request.path != "/stream") return response;
    response.stream = std::make_shared<Stream>();
    const std::lock_guard lock(mutex_);
    streams_.push_back(response.stream);
    return response;
  }
  std::shared_ptr<Stream> stream(std::size_t number) {
    EXPECT_TRUE(eventually([&] { return opened() > number; }));
    const std::lock_guard lock(mutex_);
    return streams_.at(number);
  }
  std::size_t opened() {
    const std::lock_guard lock(mutex_);
    return streams_.size();
  }
  /// Everything that comes until this text.
  static std::string until(Client& client, const std::string& text, milliseconds limit = 5s) {
    std::string all;
    const auto end = std::chrono::steady_clock::now() + limit;
    timeval wait{0, 50'000};
    ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    while (all.find(text) == std::string::npos && std::chrono::steady_clock::now() < end) {
      char piece[4096];
      const auto got = ::recv(client.fd(), piece, sizeof piece, 0);
      if (got == 0) break;
      if (got > 0) all.append(piece, static_cast<std::size_t>(got));
    }
    return all;
  }

  std::mutex mutex_;
  std::vector<std::shared_ptr<Stream>> streams_;
  TestServer server_;
};

TEST_F(HttpStream, SendsWhatIsWrittenUntilItIsClosed) {
  auto client = server_.client();
  ASSERT_TRUE(client.send(get_request("/stream")));
  const auto head = until(client, "hello\n");
  EXPECT_NE(head.find("HTTP/1.1 200 OK\r\n"), std::string::npos);
  EXPECT_NE(head.find("content-type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(head.find("connection: close\r\n"), std::string::npos);
  EXPECT_EQ(head.find("content-length"), std::string::npos);
  EXPECT_TRUE(stream(0)->write("one\n"));
  EXPECT_EQ(until(client, "one\n"), "one\n");
  std::thread([&] { stream(0)->write("two\n"); }).join();
  EXPECT_EQ(until(client, "two\n"), "two\n");
  stream(0)->close();
  EXPECT_EQ(client.until_closed(), "");
}

TEST_F(HttpStream, HoldsNoWorkerThread) {
  std::vector<Client> readers;
  for (int i = 0; i < 20; ++i) {
    readers.push_back(server_.client());
    ASSERT_TRUE(readers.back().send(get_request("/stream")));
    EXPECT_NE(until(readers.back(), "hello\n"), "");
  }
  EXPECT_EQ(opened(), 20u);
  EXPECT_EQ(server_.get("/page").status, 200);
  for (std::size_t i = 0; i < readers.size(); ++i) stream(i)->write("news\n");
  for (auto& reader : readers) EXPECT_EQ(until(reader, "news\n"), "news\n");
}

TEST_F(HttpStream, EndsWithTheClient) {
  {
    auto client = server_.client();
    ASSERT_TRUE(client.send(get_request("/stream")));
    until(client, "hello\n");
  }
  EXPECT_TRUE(eventually([&] { return stream(0)->closed(); }));
  EXPECT_FALSE(stream(0)->write("to nobody"));
}

TEST_F(HttpStream, EndsWhenTheClientSaysMore) {
  auto client = server_.client();
  ASSERT_TRUE(client.send(get_request("/stream")));
  until(client, "hello\n");
  client.send(get_request("/page"));
  EXPECT_TRUE(client.closed());
}

TEST_F(HttpStream, IsNotTimedOutWhileNothingHappens) {
  auto client = server_.client();
  ASSERT_TRUE(client.send(get_request("/stream")));
  until(client, "hello\n");
  EXPECT_EQ(until(client, "never", 1500ms), "") << "longer than idle and request time of these limits";
  EXPECT_TRUE(stream(0)->write("still here\n"));
  EXPECT_EQ(until(client, "still here\n"), "still here\n");
}

TEST_F(HttpStream, LetsGoAReaderWhoTakesNothing) {
  Client client(server_.port(), 2048);
  ASSERT_TRUE(client.send(get_request("/stream")));
  until(client, "hello\n");
  const std::string piece(8000, 'x');
  EXPECT_TRUE(eventually([&] { return !stream(0)->write(piece); }, 10s));
}

TEST_F(HttpStream, EndsAtTheDrain) {
  auto client = server_.client();
  ASSERT_TRUE(client.send(get_request("/stream")));
  until(client, "hello\n");
  server_->drain();
  EXPECT_TRUE(client.closed());
  EXPECT_TRUE(server_->wait_drained(5s));
  EXPECT_TRUE(stream(0)->closed());
}

}  // namespace
}  // namespace gongting::host::http::test
