// Finds the command that is meant, reads its options, runs it and turns what it throws into words and an exit code.
#ifndef GONGTING_APP_COMMAND_LINE_HPP
#define GONGTING_APP_COMMAND_LINE_HPP

namespace gongting::host::app {

/// 0 done, 1 not done, 2 wrongly called.
int run_command_line(int argc, char** argv);

}  // namespace gongting::host::app

#endif
