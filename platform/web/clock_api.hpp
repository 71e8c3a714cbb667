// The host's own part of the API: statutory periods.
#pragma once

namespace gongting::host::web {

class Router;

/// GET /api/v1/clock and /api/v1/clock/{rule}?from=…&pause=…&extend=…, on both faces, for anyone: what the law says of a
/// date is no secret.
void add_clock_api(Router& site, Router& front);

}  // namespace gongting::host::web
