#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <thread>

#include "base/clock.hpp"
#include "gongting/error.hpp"

namespace gongting::host {
namespace {

struct RealClockAfter {
  ~RealClockAfter() { set_clock_for_test({}); }
};

TEST(Ids, AreDifferentOverThreadsAndOrderedInEach) {
  std::vector<std::vector<std::int64_t>> made(4);
  std::vector<std::thread> threads;
  for (auto& ids : made)
    threads.emplace_back([&ids] {
      for (int i = 0; i < 20'000; ++i) ids.push_back(new_id());
    });
  for (auto& thread : threads) thread.join();
  std::set<std::int64_t> all;
  for (const auto& ids : made) {
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
    all.insert(ids.begin(), ids.end());
  }
  EXPECT_EQ(all.size(), 80'000u);
  EXPECT_GT(*all.begin(), 0);
}

TEST(R33_Clock, IdsDoNotGoBackWithTheClock) {
  const RealClockAfter restore;
  const auto base = id_time(new_id()) + 1'000'000;
  set_clock_for_test([=] { return base; });
  const auto before = new_id();
  set_clock_for_test([=] { return base - 3'600'000; });
  const auto after = new_id();
  EXPECT_GT(after, before);
  set_clock_for_test([=] { return base + 3'600'000; });
  const auto later = new_id();
  EXPECT_GT(later, after);
  EXPECT_EQ(id_time(later), base + 3'600'000);
}

TEST(R33_Clock, IdsStayAboveWhatWasSeenBeforeTheStart) {
  const auto high = id_time(new_id()) + 1'000'000;
  raise_ids_to(high);
  EXPECT_GE(id_time(new_id()), high);
}

TEST(Ids, OfTwoWorkersAreDifferentInTheSameMillisecond) {
  const RealClockAfter restore;
  const auto base = id_time(new_id()) + 1'000'000;
  set_clock_for_test([=] { return base; });
  set_worker_number(1);
  const auto one = new_id();
  set_worker_number(2);
  const auto two = new_id();
  EXPECT_NE(one >> 12, two >> 12);
  EXPECT_EQ((two >> 12) & 1023, 2);
  set_worker_number(0);
  EXPECT_THROW(set_worker_number(1024), Error);
}

}  // namespace
}  // namespace gongting::host
