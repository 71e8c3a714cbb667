// How a one-time code reaches its owner's phone.
#pragma once

#include <string>
#include <string_view>

#include "web/context.hpp"

namespace gongting::host::portal {

/// Whether this installation can send codes at all. Without it pages say so and show the way to a point.
bool can_send_codes(const web::Context& context);
/// Hands the message to the configured way: a folder that a gateway of the court picks up from. One file a message,
/// written beside and renamed, so that nobody reads half of one. Errors: unavailable.
void send_code(const web::Context& context, std::string_view mobile, std::string_view code);

}  // namespace gongting::host::portal
