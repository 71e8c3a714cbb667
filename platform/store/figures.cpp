#include "store/figures.hpp"

#include <string>

#include "base/log.hpp"

namespace gongting::host::store {

namespace {
constexpr const char* k_kinds[] = {"read", "write", "commit"};
constexpr double k_microseconds = 1e6;
}  // namespace

Figures& Figures::of_process() {
  static Figures figures;
  return figures;
}

void Figures::Sum::add(std::chrono::steady_clock::duration time) {
  count.fetch_add(1, std::memory_order_relaxed);
  microseconds.fetch_add(std::chrono::duration_cast<std::chrono::microseconds>(time).count(), std::memory_order_relaxed);
}

void Figures::waited_for_connection(std::chrono::steady_clock::duration time) { waits_.add(time); }

void Figures::add_to(Fields& counters) const {
  const auto add = [&](const std::string& name, const std::string& labels, const Sum& sum) {
    counters.emplace_back(name + "_total" + labels, sum.count.load());
    counters.emplace_back(name + "_seconds_total" + labels, static_cast<double>(sum.microseconds.load()) / k_microseconds);
  };
  for (int kind = 0; kind < 3; ++kind)
    add("database_statements", std::string("{kind=\"") + k_kinds[kind] + "\"}", sums_[kind]);
  add("database_waits", "", waits_);
  counters.emplace_back("database_refused_total", refused_.load());
  counters.emplace_back("database_slow_statements_total", slow_statements_.load());
}

Figures::Running::~Running() {
  auto& figures = of_process();
  const auto time = std::chrono::steady_clock::now() - began_;
  figures.sums_[static_cast<int>(kind_)].add(time);
  const auto limit = figures.slow_.load(std::memory_order_relaxed);
  if (limit.count() == 0 || time < limit) return;
  figures.slow_statements_.fetch_add(1, std::memory_order_relaxed);
  // Whatever the line costs or fails of, the statement is done.
  try {
    log(Level::warning, "slow statement",
        {{"ms", std::chrono::duration_cast<std::chrono::milliseconds>(time).count()},
         {"kind", k_kinds[static_cast<int>(kind_)]},
         {"plugin", plugin_},
         {"sql", sql_}});
  } catch (const std::exception&) {
  }
}

}  // namespace gongting::host::store
