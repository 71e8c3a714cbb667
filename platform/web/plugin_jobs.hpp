// What plugins do while nobody waits: events that come to them, and their schedules, as jobs of the queue.
#pragma once

#include <string>
#include <string_view>

#include "web/services.hpp"

namespace gongting::host::jobs {
class Runner;
}

namespace gongting::host::web {

/// Before the runner starts. A plugin that does not run now gets its events when it does. At a site where its module is
/// off an event or a day is dropped, and counted as such.
void add_plugin_jobs(jobs::Runner& runner, const Services& services);

/// The plugin of a kind of job, and what it does there: the title of its schedule, or nothing for events. Empty for kinds
/// of the core.
struct PluginJob {
  const plugin_host::Plugin* plugin = nullptr;
  std::string_view schedule;
};
PluginJob plugin_job(const Services& services, std::string_view kind);

}  // namespace gongting::host::web
