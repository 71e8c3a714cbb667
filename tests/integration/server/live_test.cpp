// Live updates: an open page hears that its record changed, whichever worker it sits at and whichever worked.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "apply.hpp"
#include "server.hpp"

namespace server_test {
namespace {

using namespace std::chrono_literals;

/// An EventSource: one connection of its own, read as it comes.
class EventReader {
 public:
  EventReader(int port, const std::string& target, const std::string& cookie, const std::string& more = "") {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET, address.sin_port = htons(static_cast<std::uint16_t>(port)), address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) throw std::runtime_error("no connection");
    const auto request = "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) + "\r\nAccept: text/event-stream\r\nCookie: " + cookie + "\r\n" + more + "\r\n";
    if (::send(fd_, request.data(), request.size(), MSG_NOSIGNAL) < 0) throw std::runtime_error("nothing was sent");
  }
  EventReader(EventReader&& other) noexcept : fd_(std::exchange(other.fd_, -1)), all_(std::move(other.all_)), closed_(other.closed_) {}
  ~EventReader() {
    if (fd_ >= 0) ::close(fd_);
  }

  /// Whether this comes, now or soon.
  bool hears(const std::string& text, std::chrono::milliseconds patience = 10s) {
    read_until([&] { return all_.find(text) != std::string::npos; }, patience);
    return all_.find(text) != std::string::npos;
  }
  bool ends(std::chrono::milliseconds patience = 10s) {
    read_until([] { return false; }, patience);
    return closed_;
  }
  int status() {
    hears("\r\n\r\n");
    return all_.size() > 12 ? std::atoi(all_.c_str() + 9) : 0;
  }
  const std::string& all() const { return all_; }

 private:
  template <class Enough>
  void read_until(Enough enough, std::chrono::milliseconds patience) {
    const auto end = Clock::now() + patience;
    while (!closed_ && !enough() && Clock::now() < end) {
      pollfd socket{fd_, POLLIN, 0};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
      if (::poll(&socket, 1, static_cast<int>(std::max<std::int64_t>(left, 1))) <= 0) continue;
      char piece[4096];
      const auto got = ::recv(fd_, piece, sizeof piece, 0);
      if (got <= 0) closed_ = true;
      else all_.append(piece, static_cast<std::size_t>(got));
    }
  }
  int fd_ = -1;
  std::string all_;
  bool closed_ = false;
};

class LiveUpdates : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    installation_ = new Installation(Filled::courts, {"mediation"}, R"("worker_threads": 2, "live": {"check_ms": 400, "keep_alive_ms": 300, "readers_per_person": 12})");
    server_ = new Server(*installation_);
    citizen_ = new Browser(register_citizen(server_->portal(), "/linan", 1));
    matter_ = apply_for_mediation(*citizen_, "/linan", "漏水");
    ASSERT_NE(matter_, "") << gongting::host::app::text_of(citizen_->page());
  }
  static void TearDownTestSuite() {
    delete citizen_;
    delete server_;
    delete installation_;
  }
  static std::string address(const std::string& id = matter_) { return "/linan/live/mediation/dispute/" + id; }
  static EventReader reader(const Browser& browser, const std::string& target, const std::string& more = "") {
    return EventReader(installation_->portal(), target, "gt_p=" + browser.cookie("gt_p"), more);
  }
  static std::int64_t version() { return count(*installation_, "select version as n from mediation_dispute where id = " + matter_); }
  static std::string id_line(std::int64_t version) { return "\nid: " + std::to_string(version) + "\nevent: changed\n"; }
  static Browser staff(const std::string& login, EachInTurn& connections, std::size_t worker) {
    Browser browser(installation_->console(), [&connections, worker]() -> HttpClient& { return connections.of(worker); });
    EXPECT_TRUE(browser.sign_in("/linan", login, k_password));
    return browser;
  }
  static void act(Browser& browser, const HtmlForm::Values& step) {
    browser.open("/linan/mediation/disputes/" + matter_);
    ASSERT_EQ(browser.submit("/act", step).status, 200) << gongting::host::app::text_of(browser.page());
    ASSERT_EQ(browser.submit("/act/", {}).status, 200) << gongting::host::app::text_of(browser.page());
  }

  static inline Installation* installation_ = nullptr;
  static inline Server* server_ = nullptr;
  static inline Browser* citizen_ = nullptr;
  static inline std::string matter_;
};

TEST_F(LiveUpdates, ThePageSaysWhereItListens) {
  citizen_->open("/linan/mediation/disputes/" + matter_);
  EXPECT_NE(citizen_->page().find("data-live=\"" + address() + "?version=" + std::to_string(version()) + "\""), std::string::npos);
  EXPECT_NE(citizen_->page().find("/assets/live.js"), std::string::npos);
}

TEST_F(LiveUpdates, ReadersAtBothWorkersHearOfAStepAtEither) {
  EachInTurn console(installation_->console(), server_->workers());
  std::vector<EventReader> readers;
  // The kernel gives connections to the workers as it likes: of so many each has some.
  for (int i = 0; i < 8; ++i) readers.push_back(reader(*citizen_, address() + "?version=" + std::to_string(version())));
  for (auto& one : readers) ASSERT_TRUE(one.hears("retry: ")) << one.all();
  auto clerk = staff("clerk", console, 0);
  act(clerk, {{"act", "admit"}, {"staff_words", "材料齐全"}});
  for (auto& one : readers) EXPECT_TRUE(one.hears(id_line(version()))) << one.all();
  auto same_clerk = clerk.over([&]() -> HttpClient& { return console.of(1); });
  act(same_clerk, {{"act", "designate"}, {"mediator", "~周建国"}});
  for (auto& one : readers) EXPECT_TRUE(one.hears(id_line(version()))) << one.all();
  EXPECT_TRUE(readers[0].hears("\n:\n")) << "a sign of life for proxies";
}

TEST_F(LiveUpdates, WhoMissedAChangeIsToldAtOnce) {
  ASSERT_GT(version(), 1);
  auto late = reader(*citizen_, address() + "?version=1");
  EXPECT_TRUE(late.hears("id: " + std::to_string(version()) + "\nevent: changed\n")) << late.all();
  auto back = reader(*citizen_, address() + "?version=1", "Last-Event-ID: " + std::to_string(version()) + "\r\n");
  ASSERT_TRUE(back.hears("\n:\n"));
  EXPECT_EQ(back.all().find("event: changed"), std::string::npos) << "he has heard of it before";
}

TEST_F(LiveUpdates, NobodyElseListens) {
  auto other = register_citizen(server_->portal(), "/linan", 2);
  EXPECT_EQ(other.send("GET", address()).status, 404) << "as a matter that there is not";
  EXPECT_EQ(other.send("GET", address("123456789")).status, 404);
  EXPECT_EQ(citizen_->send("GET", "/linhai/live/mediation/dispute/" + matter_).status, 404) << "of another court";
  EXPECT_EQ(citizen_->send("GET", "/linan/live/mediation/party/" + matter_ + "x").status, 404);
  EXPECT_EQ(citizen_->send("GET", "/linan/live/mediation/gt_account/1").status, 404);
  EXPECT_EQ(citizen_->send("GET", "/linan/live/nothing/dispute/" + matter_).status, 404);
  EXPECT_EQ(server_->portal().send("GET", address()).status, 303) << "guests are led to the sign-in";
}

TEST_F(LiveUpdates, EndsWhenItsReaderSignsOut) {
  auto again = server_->portal();
  ASSERT_TRUE(again.sign_in("/linan", "13800000101", "Da-Hai-Xing-Chen-2026")) << gongting::host::app::text_of(again.page());
  auto open_page = reader(again, address());
  ASSERT_TRUE(open_page.hears("retry: "));
  again.open("/linan/me");
  ASSERT_EQ(again.submit("/signout-all", {}).status, 200);
  EXPECT_TRUE(open_page.ends());
  ASSERT_TRUE(citizen_->sign_in("/linan", "13800000101", "Da-Hai-Xing-Chen-2026"));
}

TEST_F(LiveUpdates, EndsWhenACommandTakesTheSessionAway) {
  auto page = reader(*citizen_, address());
  ASSERT_TRUE(page.hears("retry: "));
  {
    auto database = installation_->database();
    auto db = database->lease(Clock::now() + 5s);
    db.write("delete from gt_session");
    db.commit();
  }
  EXPECT_TRUE(page.ends()) << "nobody told the workers; they look by themselves";
  ASSERT_TRUE(citizen_->sign_in("/linan", "13800000101", "Da-Hai-Xing-Chen-2026"));
}

TEST_F(LiveUpdates, ListeningIsNoUseOfTheSession) {
  const auto seen = [] { return count(*installation_, "select max(seen_at) as n from gt_session where face = 'portal'"); };
  {
    auto database = installation_->database();
    auto db = database->lease(Clock::now() + 5s);
    db.write("update gt_session set seen_at = seen_at - 300000");
    db.commit();
  }
  const auto before = seen();
  auto page = reader(*citizen_, address());
  ASSERT_TRUE(page.hears("\n:\n"));
  EXPECT_EQ(seen(), before);
  citizen_->open("/linan/me");
  EXPECT_GT(seen(), before) << "but this is";
}

TEST_F(LiveUpdates, TakesOnlySoManyPagesOfOnePersonAndHoldsNoThreadForThem) {
  std::vector<EventReader> readers;
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    readers.push_back(reader(*citizen_, address()));
    refused += readers.back().status() == 429 ? 1 : 0;
  }
  EXPECT_GE(refused, 30 - 2 * 12) << "twelve at each worker";
  EXPECT_LT(refused, 30);
  EXPECT_NE(std::find_if(readers.begin(), readers.end(), [](const auto& one) { return one.all().find("etry-after: 30") != std::string::npos; }), readers.end());
  EXPECT_EQ(server_->portal().open("/linan/").status, 200) << "with two threads in each worker";
}

TEST_F(LiveUpdates, EndsWhenTheWorkersAreReplaced) {
  auto page = reader(*citizen_, address());
  ASSERT_TRUE(page.hears("retry: "));
  EXPECT_EQ(installation_->run({"reload"}).code, 0);
  EXPECT_TRUE(page.ends());
  auto anew = reader(*citizen_, address());
  EXPECT_TRUE(anew.hears("retry: ")) << "at the new ones";
}

}  // namespace
}  // namespace server_test
