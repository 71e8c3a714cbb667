// What the audit page says of the chain over the log.
#ifndef GONGTING_CONSOLE_AUDIT_CHAIN_HPP
#define GONGTING_CONSOLE_AUDIT_CHAIN_HPP

#include "gongting/value.hpp"
#include "web/context.hpp"

namespace gongting::host::console {

/// {number, at, unsealed, checked_at, bad, bad_number, action}; the last check is that of a page or of the command.
Fields chain_state(web::Context& context);

}  // namespace gongting::host::console

#endif
