#include "app/commands/commands.hpp"
#include "gongting/error.hpp"

namespace gongting::host::app {

int run_demo(Call&) { throw Error{Kind::unavailable, "no service is installed that a demo could be made of"}; }

}  // namespace gongting::host::app
