// The program serving an installation: supervisor and two workers.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "browser.hpp"
#include "gongting/value.hpp"
#include "installation.hpp"
#include "running_program.hpp"

namespace server_test {

using Clock = std::chrono::steady_clock;

class Server {
 public:
  /// Serves when it is made.
  explicit Server(Installation& installation);

  Installation& installation() { return installation_; }
  process_test::RunningProgram& program() { return *program_; }
  Browser portal(const std::string& host = "") const { return Browser(installation_.portal(), host); }
  Browser console(const std::string& host = "") const { return Browser(installation_.console(), host); }
  Answer operations(const std::string& path) const;

  /// The processes of the ready workers.
  std::vector<pid_t> workers() const;
  /// Kills supervisor and workers() with SIGKILL, as a power cut would, and waits for their end.
  void kill_all(const std::vector<pid_t>& workers);
  void start();

 private:
  Installation& installation_;
  std::unique_ptr<process_test::RunningProgram> program_;
};

/// The process that holds the other end of a connection; 0 when none of them does.
pid_t worker_of(const HttpClient& client, const std::vector<pid_t>& workers);

/// A connection to each worker, used in turn.
class EachInTurn {
 public:
  /// Errors: std::runtime_error when the kernel gave all connections to one worker.
  EachInTurn(int port, const std::vector<pid_t>& workers);
  HttpClient& next();
  /// That of the worker with this place among the workers.
  HttpClient& of(std::size_t worker) { return *clients_.at(worker); }

 private:
  void connect(std::size_t worker);
  int port_;
  std::vector<pid_t> workers_;
  std::vector<std::unique_ptr<HttpClient>> clients_;
  std::size_t turn_ = 0;
};

/// Asks until the condition holds, for some seconds.
template <class Condition>
bool eventually(Condition condition, std::chrono::seconds patience = std::chrono::seconds(10)) {
  const auto end = Clock::now() + patience;
  while (!condition())
    if (Clock::now() > end) return false;
  return true;
}

}  // namespace server_test
