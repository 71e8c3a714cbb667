// Nothing waits beyond the deadline of its request: not a query, not a lock, not a server that is silent.
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace gongting::host::store {
namespace {

// Counts for minutes.
constexpr const char* k_long_query =
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000000) select count(*) from n";

class DeadlineTest : public RecordsTest {
 protected:
  template <class F>
  std::chrono::milliseconds time_of(F&& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
  }
};

TEST_P(DeadlineTest, ALongQueryIsInterrupted) {
  const auto took = time_of([&] {
    auto session = lease(std::chrono::milliseconds(150));
    EXPECT_REFUSED(unavailable, session.read(k_long_query));
  });
  EXPECT_GE(took.count(), 140);
  EXPECT_LT(took.count(), 2000);
  // The connection is as good as before, for the same thread and a new deadline.
  EXPECT_EQ(lease().read("select 1").size(), 1u);
}

TEST_P(DeadlineTest, APluginsLongQueryIsInterrupted) {
  auto session = lease(std::chrono::milliseconds(150));
  const auto took = time_of([&] { EXPECT_REFUSED(unavailable, query(session, clerk(), k_long_query)); });
  EXPECT_LT(took.count(), 2000);
  EXPECT_EQ(count(clerk()), 0);
}

TEST_P(DeadlineTest, AWriterWaitsForAnotherNoLongerThanItsDeadline) {
  auto first = lease();
  first.write("update gt_epoch set value = value + 1");
  const auto took = time_of([&] {
    std::thread([&] {
      const auto elsewhere = open(1);
      auto second = elsewhere->lease(in(std::chrono::milliseconds(200)));
      EXPECT_REFUSED(unavailable, second.write("update gt_epoch set value = value + 1"));
    }).join();
    std::thread([&] {
      auto second = database_->lease(in(std::chrono::milliseconds(200)));
      EXPECT_REFUSED(unavailable, second.write("update gt_epoch set value = value + 1"));
    }).join();
  });
  EXPECT_LT(took.count(), 4000);
  first.commit();
  EXPECT_EQ(host("select value from gt_epoch")[0][0].integer(), 2);
}

TEST_P(DeadlineTest, ReadersDoNotWaitForAWriter) {
  auto writer = lease();
  writer.write("update gt_epoch set value = value + 1");
  EXPECT_EQ(lease().read("select value from gt_epoch")[0][0].integer(), 1);
}

TEST_P(DeadlineTest, WhatIsTooLateIsNotCommitted) {
  {
    auto session = lease(std::chrono::milliseconds(100));
    session.write("update gt_epoch set value = 77");
    EXPECT_REFUSED(unavailable, session.read(k_long_query));
    EXPECT_REFUSED(internal, session.commit());
  }
  EXPECT_EQ(host("select value from gt_epoch")[0][0].integer(), 1);
}

INSTANTIATE_TEST_SUITE_P(Store, DeadlineTest, ::testing::Values("sqlite", "postgres"), [](const auto& each) { return std::string(each.param); });

class R26_DatabaseRestart : public RecordsTest {};

TEST_P(R26_DatabaseRestart, ALostConnectionIsMadeAnew) {
  auto session = lease();
  const auto kill_others = [&] {
    auto admin = open(1);
    admin->lease(in(std::chrono::seconds(5)))
        .read("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
  };
  EXPECT_EQ(query(session, clerk(), "select count(*) from dispute")[0][0].integer(), 0);
  kill_others();
  // Between statements: made anew and tried again, without a word.
  EXPECT_EQ(query(session, clerk(), "select count(*) from dispute")[0][0].integer(), 0);
  EXPECT_EQ(session.read("select value from gt_epoch")[0][0].integer(), 1);
  // While settings travel with the next statement, too.
  for (int round = 0; round < 2; ++round) {
    kill_others();
    EXPECT_EQ(query(session, clerk(), "select count(*) from dispute")[0][0].integer(), 0);
    EXPECT_EQ(session.read("select value from gt_epoch")[0][0].integer(), 1);
    EXPECT_EQ(query(session, clerk(), "select count(*) from dispute")[0][0].integer(), 0);
  }
  kill_others();
  session.write("update gt_epoch set value = value + 1");
  kill_others();
  // Inside a transaction: that is lost, and says so.
  EXPECT_REFUSED(unavailable, session.write("update gt_epoch set value = value + 1"));
  EXPECT_REFUSED(internal, session.commit());
  EXPECT_EQ(host("select value from gt_epoch")[0][0].integer(), 1);
}

TEST_P(R26_DatabaseRestart, ASilentServerHoldsNobodyBeyondTheDeadline) {
  auto session = lease(std::chrono::milliseconds(300));
  const auto pid = static_cast<pid_t>(session.read("select pg_backend_pid()")[0][0].integer());
  ASSERT_GT(pid, 1);
  if (::kill(pid, SIGSTOP) != 0) GTEST_SKIP() << "the server's process cannot be stopped by this user";
  const auto start = std::chrono::steady_clock::now();
  EXPECT_REFUSED(unavailable, session.read("select 1"));
  const auto took = std::chrono::steady_clock::now() - start;
  ::kill(pid, SIGCONT);
  EXPECT_LT(took, std::chrono::seconds(3));
  EXPECT_EQ(lease().read("select 1").size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Store, R26_DatabaseRestart, ::testing::Values("postgres"), [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::store
