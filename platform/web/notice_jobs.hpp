// The jobs by which notices leave the house.
#pragma once

#include "web/services.hpp"

namespace gongting::host::jobs {
class Runner;
}

namespace gongting::host::web {

void add_notice_jobs(jobs::Runner& outward, const Services& services);

}  // namespace gongting::host::web
