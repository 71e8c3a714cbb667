// The examples in docs/guide: each "$ command" of a console block is run there, with an installation that has its tables,
// and has to answer what stands below it.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "command.hpp"
#include "installation.hpp"

namespace server_test {
namespace {

namespace fs = std::filesystem;

struct Example {
  int line = 0;
  std::string command, answer;
};

std::vector<Example> examples(const fs::path& page) {
  std::vector<Example> found;
  std::ifstream in(page);
  bool inside = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with("```")) inside = line == "```console";
    else if (inside && line.starts_with("$ ")) found.push_back({number, line.substr(2), ""});
    else if (inside && !found.empty()) found.back().answer += line + "\n";
  }
  return found;
}

/// Which tests/unit/base/config_test.cpp loads.
bool shows_configuration(const fs::path& page) {
  std::ifstream in(page);
  for (std::string line; std::getline(in, line);)
    if (line == "```json config") return true;
  return false;
}

TEST(Guide, ExamplesAnswerWhatThePagesSay) {
  const auto path = "PATH=" + fs::path(GT_PROGRAM).parent_path().string() + ":" + std::getenv("PATH");
  const Installation installation(Filled::tables);
  const auto config = "GT_CONFIG=" + installation.config_file().string();
  std::size_t runs = 0;
  for (const auto& entry : fs::directory_iterator(GT_GUIDE)) {
    if (entry.path().extension() != ".md") continue;
    const auto all = examples(entry.path());
    EXPECT_TRUE(!all.empty() || shows_configuration(entry.path())) << entry.path() << " has no example that can be run";
    for (const auto& example : all) {
      const auto result = process_test::run_command("/bin/sh", {"-c", "exec 2>&1; cd '" GT_GUIDE "'; " + example.command}, {path, config});
      EXPECT_EQ(result.out, example.answer) << entry.path() << ":" << example.line << ": " << example.command;
      ++runs;
    }
  }
  EXPECT_GE(runs, 14u);
}

}  // namespace
}  // namespace server_test
