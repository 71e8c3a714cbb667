#include "app/supervisor/process_launcher.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

#include "gongting/error.hpp"

namespace gongting::host::app {

pid_t launch(const Launch& what) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  // A dup2 onto itself is how posix_spawn is told to clear the close-on-exec flag in the child alone.
  for (const int fd : what.inherited) posix_spawn_file_actions_adddup2(&files, fd, fd);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);

  const std::string program = what.program.string();
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (const auto& argument : what.arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);

  pid_t pid = -1;
  const int error = posix_spawn(&pid, program.c_str(), &files, &attributes, argv.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw Error{Kind::unavailable, "cannot start " + program + ": " + std::strerror(error)};
  return pid;
}

std::string describe_exit(int status) {
  if (!WIFSIGNALED(status)) return "exit code " + std::to_string(WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

}  // namespace gongting::host::app
