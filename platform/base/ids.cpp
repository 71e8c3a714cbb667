#include "base/ids.hpp"

#include <algorithm>
#include <atomic>

#include "base/clock.hpp"
#include "gongting/error.hpp"

namespace gongting::host {
namespace {

constexpr std::int64_t k_start_ms = 1'704'067'200'000;  // 2024-01-01T00:00:00Z
constexpr int k_worker_bits = 10;
constexpr int k_sequence_bits = 12;

/// Time and sequence of the last id: time << 12 | sequence. Adding one to a full sequence moves on to the next
/// millisecond, so that a burst borrows from the future instead of waiting.
std::atomic<std::int64_t> g_last{0};
std::atomic<std::int64_t> g_worker{0};

}  // namespace

std::int64_t new_id() {
  const auto now = std::max<std::int64_t>(now_ms() - k_start_ms, 1) << k_sequence_bits;
  auto last = g_last.load(std::memory_order_relaxed);
  std::int64_t next;
  do next = std::max(now, last + 1);
  while (!g_last.compare_exchange_weak(last, next, std::memory_order_relaxed));
  const auto sequence = next & ((1 << k_sequence_bits) - 1);
  return ((next >> k_sequence_bits) << (k_worker_bits + k_sequence_bits)) |
         (g_worker.load(std::memory_order_relaxed) << k_sequence_bits) | sequence;
}

void set_worker_number(int number) {
  if (number < 0 || number >= 1 << k_worker_bits)
    throw Error{Kind::internal, "the worker number " + std::to_string(number) + " is not between 0 and 1023"};
  g_worker.store(number);
}

void raise_ids_to(std::int64_t ms) {
  const auto at_least = std::max<std::int64_t>(ms - k_start_ms, 0) << k_sequence_bits;
  auto last = g_last.load();
  while (last < at_least && !g_last.compare_exchange_weak(last, at_least)) {
  }
}

std::int64_t id_time(std::int64_t id) { return (id >> (k_worker_bits + k_sequence_bits)) + k_start_ms; }

}  // namespace gongting::host
