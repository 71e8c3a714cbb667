// How a one-time code reaches its owner's phone.
#pragma once

#include <string>
#include <string_view>

#include "web/context.hpp"

namespace gongting::host::portal {

/// Whether this installation can send codes at all. Without it pages say so and show the way to a point.
bool can_send_codes(const web::Context& context);
/// Hands the message to the configured way: a job for the gateway, or a folder that one picks up from. Errors: unavailable.
void send_code(web::Context& context, const std::string& mobile, std::string_view code);

}  // namespace gongting::host::portal
