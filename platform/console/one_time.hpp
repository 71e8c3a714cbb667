// Passwords that are read out once and changed at the first sign-in.
#ifndef GONGTING_CONSOLE_ONE_TIME_HPP
#define GONGTING_CONSOLE_ONE_TIME_HPP

#include <string>

namespace gongting::host::console {

/// Three groups of five, about 85 bits, without letters and digits that look alike; of every kind that either password
/// policy asks for.
std::string one_time_password();

}  // namespace gongting::host::console

#endif
