// A fresh database with the host's tables and one for the effects of jobs; time stands until the test moves it.
#ifndef GONGTING_TESTS_JOBS_FIXTURE_HPP
#define GONGTING_TESTS_JOBS_FIXTURE_HPP

#include <atomic>
#include <thread>

#include "base/clock.hpp"
#include "base/json.hpp"
#include "jobs/runner.hpp"
#include "store/connection.hpp"
#include "store_fixture.hpp"

namespace gongting::host::jobs {

// 2026-11-21 08:00 in Shanghai.
inline constexpr std::int64_t k_morning = 1'795'219'200'000;
inline constexpr std::int64_t k_lease_ms = 60'000;

class JobsFixture : public store::StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (IsSkipped()) return;
    set_clock_for_test([this] { return now_.load(); });
    auto session = lease();
    store::migrate(session, "core", GT_CORE_MIGRATIONS);
    session.connection().execute("create table effect (name text not null, number bigint not null)");
  }
  void TearDown() override {
    set_clock_for_test({});
    StoreTest::TearDown();
  }

  std::int64_t enqueue(const Job& job) {
    auto session = lease();
    const auto id = jobs::enqueue(session, job);
    session.commit();
    return id;
  }
  Rows rows(const std::string& sql, const Fields& values = {}) { return lease().read(sql, values); }
  std::int64_t count(const std::string& of, const Fields& values = {}) {
    return rows("select count(*) as n from " + of, values)[0].integer("n");
  }
  std::string state(std::int64_t id) {
    return rows("select state from gt_job where id = :id", {{"id", id}})[0].text("state");
  }
  /// "a1 a2 b1": the effects in the order in which they were written.
  std::string effects(const std::string& name) {
    std::string all;
    for (const auto row :
         rows("select number from effect where name = :name order by " + std::string(sqlite() ? "rowid" : "ctid"),
              {{"name", name}}))
      all += (all.empty() ? "" : " ") + std::to_string(row.integer("number"));
    return all;
  }
  static void write_effect(store::Session& db, const std::string& name, std::int64_t number) {
    db.write("insert into effect (name, number) values (:name, :number)", {{"name", name}, {"number", number}});
  }
  /// Waits for other threads.
  template <class Condition>
  static bool eventually(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }
  void pass(std::int64_t ms) { now_ += ms; }

  std::atomic<std::int64_t> now_{k_morning};
};

}  // namespace gongting::host::jobs

#endif
