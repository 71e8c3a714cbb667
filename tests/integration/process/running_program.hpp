// A program under test: started with its log in a pipe, so that a test waits for what it says and never for a time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace process_test {

class RunningProgram {
 public:
  /// Its environment is this one's without the GT_ variables, and `environment` ("NAME=value").
  RunningProgram(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment = {});
  ~RunningProgram();  // kills it and what it started
  RunningProgram(const RunningProgram&) = delete;

  pid_t pid() const { return pid_; }
  void signal(int number) const;
  /// Waits until this many lines since the last mark() hold the text; gives the last of them, "" when time ran out.
  std::string line_with(const std::string& text, int count = 1);
  /// What was said so far does not count from now on.
  void mark();
  /// All it said since mark(), for the message of a failed test.
  std::string said();
  /// Waits for its end: exit code, or 128 + signal.
  int exit_code();

 private:
  void read(int fd);
  pid_t pid_ = -1;
  std::optional<int> code_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> lines_;
  std::size_t from_ = 0;
  bool ended_ = false;
  std::thread reader_;
};

}  // namespace process_test
