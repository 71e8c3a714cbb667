// gt_test_service, running in a folder of its own.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>

#include "http_client.hpp"
#include "running_program.hpp"

namespace process_test {

class Service {
 public:
  explicit Service(const std::string& more = "") {
    char name[] = "/tmp/gongting-process-XXXXXX";
    folder_ = mkdtemp(name);
    first_port_ = free_ports(3);
    configure("one", more);
    program_ = std::make_unique<RunningProgram>(GT_TEST_SERVICE, std::vector<std::string>{"serve", file().string()});
  }
  ~Service() {
    program_.reset();
    std::filesystem::remove_all(folder_);
  }

  void configure(const std::string& word, const std::string& more = "") {
    write(R"({"workers": 2, "portal": )" + std::to_string(portal()) + R"(, "operations": )" + std::to_string(operations()) +
          R"(, "word": ")" + word + "\"" + (more.empty() ? "" : ", " + more) + "}");
  }
  void write(const std::string& configuration) {
    std::ofstream(folder_ / "new.json") << configuration;
    std::filesystem::rename(folder_ / "new.json", file());
  }
  /// Both workers take connections.
  ::testing::AssertionResult ready() {
    if (program_->line_with("worker is ready", 2).empty()) return ::testing::AssertionFailure() << program_->said();
    // The supervisor has been told that they are ready; one answer shows that they have been told to serve.
    if (HttpClient client(portal()); client.get("/").status != 200) return ::testing::AssertionFailure() << program_->said();
    return ::testing::AssertionSuccess();
  }

  /// Since the last mark(): the workers of the old generation take nothing any more.
  ::testing::AssertionResult new_generation_serves() {
    if (!program_->line_with("\"reloaded\"").empty() && !program_->line_with("worker has stopped", 2).empty())
      return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << program_->said();
  }

  RunningProgram& program() { return *program_; }
  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path file() const { return folder_ / "service.json"; }
  int portal() const { return first_port_; }
  int console() const { return first_port_ + 1; }
  int operations() const { return first_port_ + 2; }
  std::string token() const {
    std::string line;
    std::ifstream in(folder_ / "operations.token");
    std::getline(in, line);
    return line;
  }
  Answer post(const std::string& path) {
    HttpClient client(operations());
    return client.ask("POST " + path, "Authorization: Bearer " + token() + "\r\nContent-Length: 0\r\n");
  }

 private:
  std::filesystem::path folder_;
  int first_port_ = 0;
  std::unique_ptr<RunningProgram> program_;
};

/// Clients that keep asking, each on a connection it keeps, until stopped. What fails is counted.
class Load {
 public:
  Load(int port, int clients) {
    for (int i = 0; i < clients; ++i)
      threads_.emplace_back([this, port] {
        HttpClient client(port);
        while (!stop_) {
          if (client.get("/").status == 200) ++answered_;
          else ++failed_;
        }
      });
  }
  ~Load() { stop(); }
  void stop() {
    stop_ = true;
    for (auto& thread : threads_) thread.join();
    threads_.clear();
  }
  int answered() const { return answered_; }
  int failed() const { return failed_; }

 private:
  std::atomic<bool> stop_{false};
  std::atomic<int> answered_{0}, failed_{0};
  std::vector<std::thread> threads_;
};

/// The process that answered "<word> <pid>".
inline pid_t pid_in(const Answer& answer) { return std::atoi(answer.body.substr(answer.body.find(' ') + 1).c_str()); }
inline std::string word_in(const Answer& answer) { return answer.body.substr(0, answer.body.find(' ')); }

}  // namespace process_test
