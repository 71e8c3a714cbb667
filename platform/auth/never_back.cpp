#include "auth/never_back.hpp"

#include <algorithm>

#include "base/clock.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {
namespace {

/// Clocks of several nodes differ by less than this; a larger step back is the clock being set.
constexpr std::int64_t k_tolerance_ms = 30'000;
constexpr std::int64_t k_keep_every_ms = 60'000;

}  // namespace

NeverBack::Reading NeverBack::read(std::int64_t highest, std::int64_t offset) {
  const auto time = now_ms() + offset;
  const auto high = std::max(highest, highest_here_.load(std::memory_order_relaxed));
  Reading reading{std::max(time, high), time < high - k_tolerance_ms, false};
  reading.old = reading.now_ms > highest + k_keep_every_ms;
  auto seen = high;
  while (seen < reading.now_ms && !highest_here_.compare_exchange_weak(seen, reading.now_ms)) {
  }
  return reading;
}

std::int64_t NeverBack::now(store::Session& db) {
  const auto rows = db.read(
      "select h.value as highest, o.value as set_back from gt_epoch h join gt_epoch o on o.id = :offset "
      "where h.id = :highest",
      {{"offset", k_offset_row}, {"highest", k_highest_row}});
  const auto reading = rows.empty() ? read(0, 0) : read(rows[0].integer("highest"), rows[0].integer("set_back"));
  if (reading.must_keep() && db.in_transaction()) keep(db, reading);
  return reading.now_ms;
}

void NeverBack::keep(store::Session& db, const Reading& reading) {
  // Absolute values and "only upwards": two workers that notice at the same time agree.
  if (reading.set_back)
    db.write("update gt_epoch set value = :value where id = :id and value < :value",
             {{"id", k_offset_row}, {"value", reading.now_ms - now_ms()}});
  db.write("update gt_epoch set value = :value where id = :id and value < :value",
           {{"id", k_highest_row}, {"value", reading.now_ms}});
}

}  // namespace gongting::host::auth
