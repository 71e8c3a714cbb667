#include "base/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

extern char** environ;

namespace gongting::host {

namespace {

constexpr std::size_t k_longest_output = 4u << 20;

/// Closes itself.
struct File {
  int fd = -1;
  explicit File(int opened) : fd(opened) {}
  ~File() { close_now(); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  void close_now() {
    if (fd >= 0) close(fd);
    fd = -1;
  }
};

bool fill(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto done = write(fd, text.data(), text.size());
    if (done <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(done));
  }
  return lseek(fd, 0, SEEK_SET) == 0;
}

/// Until the other end is closed. False when that does not happen in time.
bool read_all(int fd, std::string& output, std::chrono::steady_clock::time_point until) {
  char piece[16 * 1024];
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd waiting{fd, POLLIN, 0};
    if (left <= 0 || poll(&waiting, 1, static_cast<int>(left)) <= 0) return false;
    const auto got = read(fd, piece, sizeof piece);
    if (got <= 0) return got == 0;
    output.append(piece, static_cast<std::size_t>(got));
    if (output.size() > k_longest_output) return false;
  }
}

}  // namespace

std::string output_of(const std::vector<std::string>& command, std::string_view input, std::chrono::milliseconds most) {
  const File stdin_file(memfd_create("input", MFD_CLOEXEC));
  int ends[2];
  if (stdin_file.fd < 0 || !fill(stdin_file.fd, input) || pipe2(ends, O_CLOEXEC) != 0) return {};
  const File reading(ends[0]);
  File writing(ends[1]);
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_adddup2(&files, stdin_file.fd, 0);
  posix_spawn_file_actions_adddup2(&files, writing.fd, 1);
  posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
  pid_t child = 0;
  const int failed = posix_spawnp(&child, command.front().c_str(), &files, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (failed != 0) return {};
  writing.close_now();
  std::string output;
  const bool whole = read_all(reading.fd, output, std::chrono::steady_clock::now() + most);
  if (!whole) kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  return whole && WIFEXITED(status) && WEXITSTATUS(status) == 0 ? output : std::string();
}

}  // namespace gongting::host
