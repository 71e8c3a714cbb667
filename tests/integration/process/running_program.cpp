#include "running_program.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

#include "command.hpp"

namespace process_test {
namespace {
constexpr auto k_patience = std::chrono::seconds(20);
}

RunningProgram::RunningProgram(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                               const std::vector<std::string>& environment) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  pid_ = spawn(program, arguments, environment, {{ends[1], 2}});
  ::close(ends[1]);
  reader_ = std::thread([this, fd = ends[0]] { read(fd); });
}

RunningProgram::~RunningProgram() {
  if (!code_) {
    ::kill(pid_, SIGTERM);
    ::kill(pid_, SIGTERM);  // the second one does not wait for what runs
    exit_code();
  }
  reader_.join();
}

void RunningProgram::signal(int number) const { ::kill(pid_, number); }

void RunningProgram::read(int fd) {
  std::string rest;
  char block[4096];
  for (ssize_t size; (size = ::read(fd, block, sizeof block)) > 0;) {
    rest.append(block, static_cast<std::size_t>(size));
    const std::lock_guard lock(mutex_);
    for (std::size_t end; (end = rest.find('\n')) != std::string::npos; rest.erase(0, end + 1)) lines_.push_back(rest.substr(0, end));
    changed_.notify_all();
  }
  ::close(fd);
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

std::string RunningProgram::line_with(const std::string& text, int count) {
  std::unique_lock lock(mutex_);
  std::string last;
  const auto enough = [&] {
    int found = 0;
    for (std::size_t i = from_; i < lines_.size(); ++i)
      if (lines_[i].find(text) != std::string::npos) ++found, last = lines_[i];
    return found >= count;
  };
  bool there = false;
  changed_.wait_for(lock, k_patience, [&] { return (there = enough()) || ended_; });
  return there ? last : "";
}

void RunningProgram::mark() {
  const std::lock_guard lock(mutex_);
  from_ = lines_.size();
}

std::string RunningProgram::said() {
  const std::lock_guard lock(mutex_);
  std::string all;
  for (std::size_t i = from_; i < lines_.size(); ++i) all += lines_[i] + "\n";
  return all;
}

int RunningProgram::exit_code() {
  if (!code_) {
    int status = 0;
    waitpid(pid_, &status, 0);
    code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }
  return *code_;
}

}  // namespace process_test
