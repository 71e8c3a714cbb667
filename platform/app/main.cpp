#include <csignal>

#include "app/command_line.hpp"

int main(int argc, char** argv) {
  // Before Poco's application starts threads or waits: a SIGHUP that comes early would end the process, and means
  // "reload" to serve, which takes it from its queue as soon as it runs.
  sigset_t hangup;
  sigemptyset(&hangup);
  sigaddset(&hangup, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &hangup, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return gongting::host::app::run_command_line(argc, argv);
}
