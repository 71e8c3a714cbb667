// Runs a small program of the system and takes what it writes.
#ifndef GONGTING_BASE_CHILD_HPP
#define GONGTING_BASE_CHILD_HPP

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace gongting::host {

/// What the program, found on the PATH, writes when it reads `input`. Empty when it is not installed, fails, writes more than
/// 4 MB or takes longer: it is then killed. Its own messages are dropped.
std::string output_of(const std::vector<std::string>& command, std::string_view input,
                      std::chrono::milliseconds most = std::chrono::seconds(5));

}  // namespace gongting::host

#endif
