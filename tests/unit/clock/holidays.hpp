// The State Council's arrangements for 2024 to 2026, as an administrator would have loaded them.
#ifndef GONGTING_TESTS_CLOCK_HOLIDAYS_HPP
#define GONGTING_TESTS_CLOCK_HOLIDAYS_HPP

#include <string>
#include <vector>

#include "clock/calendar.hpp"

inline gongting::host::clock::Calendar holidays_2024_to_2026() {
  using namespace gongting::host::clock;
  std::vector<HolidayRow> rows;
  const auto off = [&](const char* first, const char* last) {
    for (auto day = *parse_day(first); day <= *parse_day(last); ++day) rows.push_back({day_text(day), "off"});
  };
  off("2024-01-01", "2024-01-01"), off("2024-02-10", "2024-02-17"), off("2024-04-04", "2024-04-06");
  off("2024-05-01", "2024-05-05"), off("2024-06-10", "2024-06-10"), off("2024-09-15", "2024-09-17");
  off("2024-10-01", "2024-10-07");
  off("2025-01-01", "2025-01-01"), off("2025-01-28", "2025-02-04"), off("2025-04-04", "2025-04-06");
  off("2025-05-01", "2025-05-05"), off("2025-05-31", "2025-06-02"), off("2025-10-01", "2025-10-08");
  off("2026-01-01", "2026-01-03"), off("2026-02-15", "2026-02-23"), off("2026-04-04", "2026-04-06");
  off("2026-05-01", "2026-05-05"), off("2026-06-19", "2026-06-21"), off("2026-09-25", "2026-09-27");
  off("2026-10-01", "2026-10-07");
  for (const char* day : {"2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2024-09-14", "2024-09-29",
                          "2024-10-12", "2025-01-26", "2025-02-08", "2025-04-27", "2025-09-28", "2025-10-11", "2026-01-04",
                          "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"})
    rows.push_back({day, "work"});
  return Calendar(rows);
}

#endif
