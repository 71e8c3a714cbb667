// A database with one matter whose periods are begun and changed; the holidays of 2024 to 2026 are known.
#ifndef GONGTING_TESTS_PERIODS_FIXTURE_HPP
#define GONGTING_TESTS_PERIODS_FIXTURE_HPP

#include "holidays.hpp"
#include "periods/periods.hpp"
#include "store_fixture.hpp"
#include "web/rules.hpp"

namespace gongting::host::periods {

using store::failure;

class PeriodsFixture : public store::RecordsTest {
 protected:
  void SetUp() override {
    store::RecordsTest::SetUp();
    if (IsSkipped()) return;
    record_ = dispute(clerk(), "借款");
  }

  static const clock::Rule& rule(std::string_view id) {
    static const auto pack = web::read_rules(GT_SOURCE_DIR "/config/rules");
    return *pack.find(id, *clock::parse_day("2026-03-02"));
  }
  Subject subject() const { return {"mediation", "dispute", record_, store::k_town}; }
  Period begin(std::string_view id, std::string_view from = "2026-03-02", const StartOptions& options = {}) {
    auto db = lease();
    auto period = start(db, clerk(), subject(), rule(id), from, calendar_, options);
    db.commit();
    return period;
  }
  /// Runs it in a transaction of its own.
  template <class Change>
  Period in_one(Change change) {
    auto db = lease();
    auto period = change(db);
    db.commit();
    return period;
  }
  Period pause_from(const Period& period, std::string_view on) {
    return in_one([&](auto& db) { return pause(db, clerk(), period.id, on, "等待鉴定意见"); });
  }
  Period resume_from(const Period& period, std::string_view on) {
    return in_one([&](auto& db) { return resume(db, clerk(), period.id, on, calendar_); });
  }
  Period lengthen(const Period& period, const Extension& extension) {
    return in_one([&](auto& db) { return extend(db, clerk(), period.id, extension, calendar_); });
  }
  /// "started > 2026-04-01; …"
  std::string history(const Period& period) {
    auto db = lease();
    std::string all;
    for (const auto& change : changes_of(db, clerk(), period.id))
      all += change.kind + " " + std::to_string(change.amount) + " " + change.due_before + ">" + change.due_after + "; ";
    return all;
  }

  const clock::Calendar calendar_ = holidays_2024_to_2026();
  std::int64_t record_ = 0;
};

}  // namespace gongting::host::periods

#endif
