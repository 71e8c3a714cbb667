// What is wrong with a filled-in form, for the person who filled it in.
#ifndef GONGTING_AUTH_FAULT_HPP
#define GONGTING_AUTH_FAULT_HPP

#include <string>
#include <vector>

#include "gongting/value.hpp"

namespace gongting::host::auth {

struct Fault {
  std::string field;
  Message text;  // a key auth.… of locale/*.json
};
using Faults = std::vector<Fault>;

}  // namespace gongting::host::auth

#endif
