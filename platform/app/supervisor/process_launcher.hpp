// Starts a program that inherits chosen file descriptors. Poco's Process::launch closes every descriptor of the child,
// and so cannot hand listening sockets on.
#ifndef GONGTING_APP_SUPERVISOR_PROCESS_LAUNCHER_HPP
#define GONGTING_APP_SUPERVISOR_PROCESS_LAUNCHER_HPP

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

namespace gongting::host::app {

struct Launch {
  std::filesystem::path program;
  std::vector<std::string> arguments;  // without the program's own name
  /// Stay open in the child under the same numbers; everything opened with O_CLOEXEC does not.
  std::vector<int> inherited;
};

/// The child runs in a process group of its own, so that Ctrl-C reaches only the parent, with default signal handlers
/// and no signal blocked.
/// Errors: Error{unavailable} when the program cannot be started.
pid_t launch(const Launch& what);

/// "signal 11 (Segmentation fault)" or "exit code 1", from waitpid's status.
std::string describe_exit(int status);

}  // namespace gongting::host::app

#endif
