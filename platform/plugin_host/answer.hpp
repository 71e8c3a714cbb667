// What a handler wrote, read with suspicion.
#ifndef GONGTING_PLUGIN_HOST_ANSWER_HPP
#define GONGTING_PLUGIN_HOST_ANSWER_HPP

#include <string>
#include <string_view>
#include <vector>

#include "plugin_host/plugin_host.hpp"

namespace gongting::host::plugin_host {

/// `pages`: what the call had rendered; the answer's page is taken out of it.
/// Errors: Error{internal} says what is wrong with it.
CallResult read_answer(std::string_view bytes, std::vector<std::string>& pages);

}  // namespace gongting::host::plugin_host

#endif
