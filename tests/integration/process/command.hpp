// A program that runs to its end: what it is given, what it says and how it ends.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace process_test {

/// Starts it in a process group of its own, in an environment without this one's GT_ variables but with those given
/// ("NAME=value"). `files`: descriptors of this process and the numbers that they have in the new one.
pid_t spawn(const std::filesystem::path& program, const std::vector<std::string>& arguments,
            const std::vector<std::string>& environment, const std::vector<std::pair<int, int>>& files);

struct CommandResult {
  int code = 0;  // or 128 + signal
  std::string out, error;
};

/// Waits for its end.
CommandResult run_command(const std::filesystem::path& program, const std::vector<std::string>& arguments,
                          const std::vector<std::string>& environment = {}, const std::string& input = "");

}  // namespace process_test
