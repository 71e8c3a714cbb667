#include "command.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <stdexcept>
#include <string_view>

namespace process_test {
namespace {

/// A file without a name: a program may write more to it than a pipe holds.
class Scratch {
 public:
  explicit Scratch(const std::string& text = "") : fd_(memfd_create("scratch", MFD_CLOEXEC)) {
    if (fd_ < 0 || ::write(fd_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("no scratch file");
    lseek(fd_, 0, SEEK_SET);
  }
  ~Scratch() { ::close(fd_); }
  Scratch(const Scratch&) = delete;
  int fd() const { return fd_; }
  std::string text() const {
    std::string all;
    char block[4096];
    for (ssize_t size; (size = pread(fd_, block, sizeof block, static_cast<off_t>(all.size()))) > 0;)
      all.append(block, static_cast<std::size_t>(size));
    return all;
  }

 private:
  int fd_;
};

}  // namespace

pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment, const std::vector<std::pair<int, int>>& files) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  for (const auto& [from, to] : files) posix_spawn_file_actions_adddup2(&actions, from, to);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  const auto name = program.string();
  std::vector<char*> argv{const_cast<char*>(name.c_str())}, variables;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!std::string_view(*entry).starts_with("GT_")) variables.push_back(*entry);
  for (const auto& variable : environment) variables.push_back(const_cast<char*>(variable.c_str()));
  argv.push_back(nullptr);
  variables.push_back(nullptr);
  pid_t pid = -1;
  const int error = posix_spawn(&pid, name.c_str(), &actions, &attributes, argv.data(), variables.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) throw std::runtime_error("cannot start " + name);
  return pid;
}

CommandResult run_command(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const std::vector<std::string>& environment, const std::string& input) {
  const Scratch in(input), out, error;
  const auto pid = spawn(program, arguments, environment, {{in.fd(), 0}, {out.fd(), 1}, {error.fd(), 2}});
  int status = 0;
  waitpid(pid, &status, 0);
  return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), out.text(), error.text()};
}

}  // namespace process_test
