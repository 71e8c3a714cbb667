// What a handler wrote, read with suspicion.
#ifndef GONGTING_PLUGIN_HOST_ANSWER_HPP
#define GONGTING_PLUGIN_HOST_ANSWER_HPP

#include <string_view>

#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

/// Errors: Error{internal} says what is wrong with it.
CallResult read_answer(std::string_view bytes);

}  // namespace gongting::host::plugin_host

#endif
