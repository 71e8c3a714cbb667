// Shared libraries: read before they are loaded, loaded once, never unloaded.
#ifndef GONGTING_PLUGIN_HOST_LIBRARY_HPP
#define GONGTING_PLUGIN_HOST_LIBRARY_HPP

#include <filesystem>

#include "gongting/abi/core.h"

namespace gongting::host::plugin_host {

/// Reads the exports of a library without running any of it: in a child process with limited memory and time, because
/// the file may be anybody's. Errors: Error{bad_input} when it is no library of this machine or exports no entry.
void inspect_library(const std::filesystem::path& file);

/// Loads with all symbols bound at once, and keeps it for ever.
/// Errors: Error{bad_input} with the loader's own words, which name a missing symbol.
const gt_entry& load_library(const std::filesystem::path& file);

}  // namespace gongting::host::plugin_host

#endif
