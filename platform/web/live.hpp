// Live updates: GET /<site>/live/<plugin>/<type>/<id> is an answer that does not end (text/event-stream); see docs/guide/live.md.
#pragma once

#include <optional>

#include "live/hub.hpp"
#include "web/services.hpp"

namespace gongting::host::web {

class Router;

/// The record's version as this reader may see it now; nothing when his session, his office or the module is gone, or the
/// record is out of his reach.
std::optional<std::int64_t> look_for(const Services& services, const live::Reader& reader);

void add_live(Router& site);

}  // namespace gongting::host::web
