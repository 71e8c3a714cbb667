// What the host does about periods by itself: reminders each morning, and counting anew after a changed calendar.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "periods/reminders.hpp"
#include "sites/sites.hpp"
#include "web/services.hpp"

namespace gongting::host::jobs {
class Runner;
}

namespace gongting::host::web {

/// The site's own settings, "core" in gt_setting: reminder_days "7,3,1", reminder_roles "DIVISION_CHIEF", reminder_director.
inline constexpr const char* k_reminder_days = "reminder_days";
inline constexpr const char* k_reminder_roles = "reminder_roles";
inline constexpr const char* k_reminder_director = "reminder_director";
periods::ReminderPlan reminder_plan(const sites::Site& site);
/// "7,3,1" as days, the most first; nothing when it is no such list of 1 to 5 numbers from 1 to 60.
std::optional<std::vector<int>> reminder_days(std::string_view text);

void add_clock_jobs(jobs::Runner& runner, const Services& services);

}  // namespace gongting::host::web
