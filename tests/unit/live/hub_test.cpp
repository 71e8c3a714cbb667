// The readers of a worker: who is told, who is let go, and what a reader is told who missed something.
#include "live/hub.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <map>
#include <vector>

#include "gongting/error.hpp"

namespace gongting::host::live {
namespace {

using namespace std::chrono_literals;

class LiveHub : public ::testing::Test {
 protected:
  explicit LiveHub(Limits limits = {.readers = 4, .per_person = 2, .check = 24h, .keep_alive = 24h})
      : hub_(limits, "", [this](const Reader& reader) { return look(reader); }) {
    hub_.start();
  }
  std::optional<std::int64_t> look(const Reader& reader) {
    const std::lock_guard lock(mutex_);
    looks_.push_back(reader.channel);
    if (busy_) throw Error{Kind::unavailable, "the database is busy"};
    if (!versions_.contains(reader.account)) return std::nullopt;
    return versions_[reader.account];
  }
  /// What the record is to this person now; without one he may not see it.
  void shows(std::int64_t account, std::int64_t version) {
    const std::lock_guard lock(mutex_);
    versions_[account] = version;
  }
  void hides(std::int64_t account) {
    const std::lock_guard lock(mutex_);
    versions_.erase(account);
  }
  static Reader reader(std::int64_t account, std::int64_t version, std::int64_t record = 7) {
    Reader one;
    one.channel = channel_of(1, "mediation", "dispute", record);
    one.account = account, one.version = version, one.record = record;
    return one;
  }
  std::shared_ptr<http::Stream> sit(std::int64_t account, std::int64_t version, Hub::Taken expected = Hub::Taken::yes, std::int64_t record = 7) {
    auto stream = std::make_shared<http::Stream>();
    EXPECT_EQ(hub_.subscribe(reader(account, version, record), stream), expected);
    return stream;
  }
  /// What was written to it, once it is this or time is over.
  static std::string heard(const std::shared_ptr<http::Stream>& stream, const std::string& expected) {
    std::string all;
    for (const auto end = std::chrono::steady_clock::now() + 5s; all != expected && std::chrono::steady_clock::now() < end;) all += stream->take().first;
    return all;
  }
  static bool ends(const std::shared_ptr<http::Stream>& stream) {
    for (const auto end = std::chrono::steady_clock::now() + 5s; std::chrono::steady_clock::now() < end;)
      if (stream->closed()) return true;
    return false;
  }
  /// Lets the hub look at everything that it was told before.
  void settle() {
    const auto stream = sit(99, 0, Hub::Taken::yes, 1000);
    EXPECT_TRUE(ends(stream)) << "nobody may see that record";
  }

  std::mutex mutex_;
  std::map<std::int64_t, std::int64_t> versions_;
  std::vector<std::string> looks_;
  bool busy_ = false;
  Hub hub_;
};

constexpr const char* k_channel = "1/mediation.dispute/7";

TEST_F(LiveHub, TellsTheReadersOfARecord) {
  shows(1, 3), shows(2, 3);
  const auto here = sit(1, 3), elsewhere = sit(2, 3, Hub::Taken::yes, 8);
  settle();
  shows(1, 4), shows(2, 4);
  hub_.told(k_channel);
  EXPECT_EQ(heard(here, "id: 4\nevent: changed\ndata: {\"version\":4}\n\n"), "id: 4\nevent: changed\ndata: {\"version\":4}\n\n");
  settle();
  EXPECT_EQ(elsewhere->take().first, "");
}

TEST_F(LiveHub, TellsAnewWhatChangedWithoutANewVersion) {
  shows(1, 3);
  const auto stream = sit(1, 3);
  settle();
  hub_.told(k_channel);
  EXPECT_EQ(heard(stream, event_of(3)), event_of(3));
}

TEST_F(LiveHub, TellsWhoSatDownTooLate) {
  shows(1, 5);
  EXPECT_EQ(heard(sit(1, 3), event_of(5)), event_of(5)) << "changed between the page and its reader";
}

TEST_F(LiveHub, LetsGoWhoMayNotSeeTheRecordAnyMore) {
  shows(1, 3), shows(2, 3);
  const auto gone = sit(1, 3), stays = sit(2, 3);
  settle();
  hides(1);
  hub_.sessions_ended(1);
  EXPECT_TRUE(ends(gone));
  settle();
  EXPECT_FALSE(stays->closed());
}

TEST_F(LiveHub, LooksAtEverybodyWhenSomebodySignedOut) {
  shows(1, 3);
  const auto gone = sit(1, 3);
  settle();
  hides(1);
  hub_.sessions_ended(0);
  EXPECT_TRUE(ends(gone));
}

TEST_F(LiveHub, KeepsReadersWhileTheDatabaseIsBusy) {
  shows(1, 3);
  const auto stream = sit(1, 3);
  settle();
  {
    const std::lock_guard lock(mutex_);
    busy_ = true;
  }
  hub_.told(k_channel);
  for (const auto end = std::chrono::steady_clock::now() + 5s; std::chrono::steady_clock::now() < end;) {
    const std::lock_guard lock(mutex_);
    if (looks_.back() == k_channel) {
      busy_ = false;
      break;
    }
  }
  settle();
  EXPECT_FALSE(stream->closed());
}

TEST_F(LiveHub, TakesSoManyAndSoManyOfOnePerson) {
  for (std::int64_t account = 1; account <= 3; ++account) shows(account, 3);
  const auto first = sit(1, 3), second = sit(1, 3);
  sit(1, 3, Hub::Taken::too_many_of_his);
  const auto third = sit(2, 3), fourth = sit(3, 3);
  sit(2, 3, Hub::Taken::too_many);
  first->detach();  // as a connection does that closes
  const auto fifth = sit(2, 3);
  EXPECT_EQ(hub_.readers(), 4u);
}

TEST_F(LiveHub, EndsEverybodyWhenItDrains) {
  shows(1, 3);
  const auto stream = sit(1, 3);
  hub_.drain();
  EXPECT_TRUE(stream->closed());
  sit(1, 3, Hub::Taken::closing);
}

TEST_F(LiveHub, ForgetsWhoseAnswerNeverWentOut) {
  shows(1, 3);
  sit(1, 3);  // the handler's deadline was over: nobody holds the stream but the hub
  settle();
  EXPECT_LE(hub_.readers(), 1u);
}

class LiveHubOften : public LiveHub {
 protected:
  LiveHubOften() : LiveHub({.readers = 4, .per_person = 2, .check = 50ms, .keep_alive = 50ms}) {}
};

TEST_F(LiveHubOften, FindsOutByItselfWhatNobodyTold) {
  shows(1, 3);
  const auto stream = sit(1, 3);
  shows(1, 4);
  std::string all;
  const auto has_both = [&] { return all.find("id: 4") != std::string::npos && all.find(":\n\n") != std::string::npos; };
  for (const auto end = std::chrono::steady_clock::now() + 5s; !has_both() && std::chrono::steady_clock::now() < end;) all += stream->take().first;
  EXPECT_NE(all.find(event_of(4)), std::string::npos);
  EXPECT_NE(all.find(":\n\n"), std::string::npos) << "a sign of life for proxies";
  hides(1);
  EXPECT_TRUE(ends(stream));
}

TEST(Stream, LetsGoWhoTakesNothing) {
  http::Stream stream;
  const std::string piece(1000, 'x');
  for (int i = 0; i < 16; ++i) EXPECT_TRUE(stream.write(piece)) << i;
  EXPECT_FALSE(stream.write(piece)) << "more than 16 KB wait";
  EXPECT_TRUE(stream.closed());
  EXPECT_FALSE(stream.write("x"));
}

}  // namespace
}  // namespace gongting::host::live
