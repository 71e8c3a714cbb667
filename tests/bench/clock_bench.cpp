// How many periods a second one core computes, over all rules of the platform, with its steps told in Chinese. The aim is 100,000.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "clock/period.hpp"
#include "sites/holidays.hpp"
#include "web/rules.hpp"

using namespace gongting::host;

int main() {
  const auto pack = web::read_rules(GT_SOURCE_DIR "/config/rules");
  const clock::Calendar calendar(sites::shipped_holidays(GT_SOURCE_DIR "/config/data/holidays-cn.csv"));
  std::vector<std::string> ids, days;
  for (const auto& rule : pack.rules())
    if (rule.kind != clock::RuleKind::pause) ids.push_back(rule.id);
  for (auto day = *clock::parse_day("2024-01-01"); day <= *clock::parse_day("2025-12-31"); ++day)
    days.push_back(clock::day_text(day) + "T10:20");

  const auto begin = std::chrono::steady_clock::now();
  std::size_t count = 0, bytes = 0;
  for (std::size_t round = 0; count < 500'000; ++round) {
    for (const auto& id : ids) {
      const auto& from = days[(round * 31 + count) % days.size()];
      const auto* rule = pack.find(id, *clock::parse_day(std::string_view(from).substr(0, 10)));
      const auto period = clock::compute(*rule, {from, 0, 0}, calendar);
      bytes += clock::told(period.trail, "zh-CN").back().size();
      ++count;
    }
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  std::printf("clock: %.0f computations/s on one core (%zu, %zu bytes)\n", static_cast<double>(count) / seconds.count(), count, bytes);
  return static_cast<double>(count) / seconds.count() >= 100'000 ? 0 : 1;
}
