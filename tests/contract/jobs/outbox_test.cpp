// Events: with the change they tell of, to every subscriber, in order for each record, at least once.
#include <gtest/gtest.h>

#include "jobs_fixture.hpp"

namespace gongting::host::jobs {
namespace {

class Outbox : public JobsFixture {
 protected:
  std::int64_t publish(const std::string& type, std::int64_t record, std::int64_t number, const std::string& key = "") {
    auto session = lease();
    Event event;
    event.type = type;
    event.record_type = "mediation.dispute";
    event.record_id = record;
    event.site_id = store::k_linan;
    event.payload = Fields{{"number", number}};
    event.key = key;
    const auto id = jobs::publish(session, event);
    session.commit();
    return id;
  }
  static std::int64_t number_of(const Event& event) { return Json(event.payload)["number"].integer(); }
  static EventHandler writing(const std::string& name) {
    return [name](store::Session& db, const Event& event) { write_effect(db, name, number_of(event)); };
  }
};

TEST_P(Outbox, EachSubscriberGetsTheTypesItAskedFor) {
  Runner runner(*database_, {});
  Event seen;
  runner.subscribe({"notices", {"closed"}}, [&](store::Session& db, const Event& event) {
    seen = event;
    write_effect(db, "notices", number_of(event));
  });
  runner.subscribe({"figures", {"opened", "closed"}}, writing("figures"));
  publish("opened", 7, 1);
  const auto id = publish("closed", 7, 2, "closed-7");
  publish("nobody asked", 7, 3);
  runner.run_due();
  EXPECT_EQ(effects("notices"), "2");
  EXPECT_EQ(effects("figures"), "1 2");
  EXPECT_EQ(seen.id, id);
  EXPECT_EQ(seen.type, "closed");
  EXPECT_EQ(seen.record_type, "mediation.dispute");
  EXPECT_EQ(seen.record_id, 7);
  EXPECT_EQ(seen.site_id, store::k_linan);
  EXPECT_EQ(seen.key, "closed-7");
  EXPECT_EQ(seen.at, k_morning);
  EXPECT_EQ(count("gt_outbox where told_at is null"), 0);
}

TEST_P(Outbox, ASubscriberThatCannotRunNowGetsItsEventsLater) {
  Runner without(*database_, {});
  without.subscribe({"notices", {"closed"}}, nullptr);
  without.subscribe({"figures", {"closed"}}, writing("figures"));
  publish("closed", 7, 1);
  without.run_due();
  EXPECT_EQ(count("gt_outbox where told_at is null"), 0);
  EXPECT_EQ(effects("figures"), "1");
  EXPECT_EQ(effects("notices"), "");
  Runner later(*database_, {});
  later.subscribe({"notices", {"closed"}}, writing("notices"));
  later.run_due();
  EXPECT_EQ(effects("notices"), "1");
}

TEST_P(Outbox, WhatIsNotWantedIsDroppedAndHoldsNobodyUp) {
  Runner runner(*database_, {});
  runner.subscribe({"notices", {"closed"}}, [](store::Session& db, const Event& event) {
    write_effect(db, "notices", number_of(event));
    if (number_of(event) == 1) throw Declined{"the module is off"};
  });
  publish("closed", 7, 1);
  publish("closed", 7, 2);
  runner.run_due();
  EXPECT_EQ(effects("notices"), "2") << "what it wrote before it declined is taken back";
  EXPECT_EQ(count("gt_job where state = 'dropped' and last_error = 'the module is off' and ended_at is not null"), 1);
  EXPECT_EQ(runner.counters().declined, 1);
  EXPECT_EQ(runner.counters().failed, 0);
}

TEST_P(Outbox, WhatWasRolledBackIsNotTold) {
  Runner runner(*database_, {});
  runner.subscribe({"notices", {"closed"}}, writing("notices"));
  {
    auto session = lease();
    EXPECT_NE(jobs::publish(session, {.type = "closed"}), 0);
    session.rollback();
  }
  EXPECT_EQ(runner.run_due(), 0);
  EXPECT_EQ(count("gt_outbox"), 0);
}

TEST_P(Outbox, OneKeyIsOneEvent) {
  EXPECT_NE(publish("closed", 7, 1, "closed-7"), 0);
  EXPECT_EQ(publish("closed", 7, 1, "closed-7"), 0);
  EXPECT_EQ(count("gt_outbox"), 1);
}

TEST_P(Outbox, AFailingSubscriberGetsTheRestOfThatRecordLater) {
  Runner runner(*database_, {});
  bool fails = true;
  std::vector<std::string> deliveries;
  runner.subscribe({"notices", {"step"}}, [&](store::Session& db, const Event& event) {
    deliveries.push_back(event.delivery);
    if (event.record_id == 7 && std::exchange(fails, false)) throw Error{Kind::unavailable, "not now"};
    write_effect(db, "notices of " + std::to_string(event.record_id), number_of(event));
  });
  runner.subscribe({"figures", {"step"}}, writing("figures"));
  for (std::int64_t i = 1; i <= 3; ++i) publish("step", 7, i);
  publish("step", 8, 4);
  runner.run_due();
  EXPECT_EQ(effects("figures"), "1 2 3 4") << "each subscriber has its own progress";
  EXPECT_EQ(effects("notices of 8"), "4") << "and each record";
  EXPECT_EQ(effects("notices of 7"), "");
  const auto first = deliveries.at(0);
  deliveries.clear();
  pass(10'000);
  runner.run_due();
  EXPECT_EQ(effects("notices of 7"), "1 2 3");
  ASSERT_EQ(deliveries.size(), 3u);
  EXPECT_EQ(deliveries[0], first) << "the same key at every attempt";
  EXPECT_NE(deliveries[1], first);
}

TEST_P(Outbox, WhatFailsTooOftenIsADeadLetter) {
  Runner runner(*database_, {});
  runner.subscribe({"notices", {"step"}}, [](store::Session&, const Event&) {
    throw Error{Kind::unavailable, "not now"};
  });
  publish("step", 7, 1);
  int attempts = 0;
  for (int i = 0; i < 20; ++i) {
    attempts += runner.run_due();
    pass(3'600'000);
  }
  EXPECT_EQ(attempts, 12);
  EXPECT_EQ(count("gt_job where state = 'dead' and kind = 'event.notices'"), 1);
}

TEST_P(Outbox, TwoRunnersKeepTheOrderOfARecord) {
  constexpr std::int64_t each = 20, records = 3;
  const auto other = open();
  const Runner::Options options{2, std::chrono::milliseconds(10), std::chrono::milliseconds(k_lease_ms)};
  std::mutex mutex;
  std::map<std::int64_t, std::vector<std::int64_t>> seen;
  Runner first(*database_, options), second(*other, options);
  for (auto* runner : {&first, &second}) {
    runner->subscribe({"notices", {"step"}}, [&](store::Session&, const Event& event) {
      const std::lock_guard lock(mutex);
      seen[event.record_id].push_back(number_of(event));
    });
    runner->start();
  }
  // Told while more are written.
  for (std::int64_t i = 1; i <= each; ++i)
    for (std::int64_t record = 1; record <= records; ++record) publish("step", record, i);
  EXPECT_TRUE(eventually([&] { return count("gt_job where state = 'done'") == each * records; }));
  std::vector<std::int64_t> expected;
  for (std::int64_t i = 1; i <= each; ++i) expected.push_back(i);
  const std::lock_guard lock(mutex);
  for (std::int64_t record = 1; record <= records; ++record) EXPECT_EQ(seen[record], expected) << record;
}

INSTANTIATE_TEST_SUITE_P(Store, Outbox, testing::Values("sqlite", "postgres"),
                         [](const auto& each) { return std::string(each.param); });

}  // namespace
}  // namespace gongting::host::jobs
