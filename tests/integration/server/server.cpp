#include "server.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/json.hpp"

namespace server_test {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t k_tries = 2000;

/// The inode of the socket on the server's side of a connection over IPv4 loopback: the line of /proc/net/tcp whose
/// remote port is the client's.
std::string server_socket(int client_port) {
  std::ifstream table("/proc/net/tcp");
  char wanted[8];
  std::snprintf(wanted, sizeof wanted, ":%04X", client_port);
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string number, local, remote, skipped, inode;
    words >> number >> local >> remote;
    if (!remote.ends_with(wanted)) continue;
    for (int i = 0; i < 6; ++i) words >> skipped;
    words >> inode;
    if (inode != "0") return "socket:[" + inode + "]";
  }
  return "";
}

bool holds(pid_t pid, const std::string& socket) {
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", problem)) {
    std::error_code gone;
    if (fs::read_symlink(entry.path(), gone).string() == socket) return true;
  }
  return false;
}

}  // namespace

Server::Server(Installation& installation) : installation_(installation) { start(); }

void Server::start() {
  program_ = std::make_unique<process_test::RunningProgram>(
      GT_PROGRAM, std::vector<std::string>{"serve", "--config", installation_.config_file().string()});
  if (program_->line_with("worker is ready", 2).empty())
    throw std::runtime_error("the server did not start:\n" + program_->said());
  if (!eventually([&] { return HttpClient(installation_.portal()).get("/healthz").status == 200; }))
    throw std::runtime_error("the server does not answer:\n" + program_->said());
}

Answer Server::operations(const std::string& path) const { return HttpClient(installation_.operations()).get(path); }

std::vector<pid_t> Server::workers() const {
  std::vector<pid_t> pids;
  const auto value = gongting::host::parse_json(operations("/workers").body);
  const gongting::host::Json json(value);
  for (const auto& item : json["workers"].items()) {
    const gongting::host::Json worker(item);
    if (worker["state"].text() == "ready") pids.push_back(static_cast<pid_t>(worker["pid"].integer()));
  }
  return pids;
}

void Server::kill_all(const std::vector<pid_t>& pids) {
  program_->signal(SIGKILL);
  for (const auto pid : pids) ::kill(pid, SIGKILL);
  program_->exit_code();
  // Not our children: gone when nobody is there to be signalled, or only somebody who is dead and not yet buried.
  for (const auto pid : pids)
    eventually([&] {
      if (::kill(pid, 0) != 0) return true;
      std::ifstream status("/proc/" + std::to_string(pid) + "/stat");
      std::string text;
      std::getline(status, text);
      return text.empty() || text.find(") Z ") != std::string::npos;
    });
}

pid_t worker_of(const HttpClient& client, const std::vector<pid_t>& workers) {
  const auto socket = server_socket(client.local_port());
  if (!socket.empty())
    for (const auto pid : workers)
      if (holds(pid, socket)) return pid;
  return 0;
}

EachInTurn::EachInTurn(int port, const std::vector<pid_t>& workers)
    : port_(port), workers_(workers), clients_(workers.size()) {
  for (std::size_t i = 0; i < workers_.size(); ++i) connect(i);
}

void EachInTurn::connect(std::size_t worker) {
  std::vector<std::unique_ptr<HttpClient>> others;  // stay open: the busier worker is less likely to take the next
  for (std::size_t i = 0; i < k_tries; ++i) {
    auto client = std::make_unique<HttpClient>(port_);
    if (client->get("/healthz").status != 200) continue;
    if (worker_of(*client, workers_) == workers_[worker]) {
      clients_[worker] = std::move(client);
      return;
    }
    others.push_back(std::move(client));
  }
  throw std::runtime_error("no connection came to worker " + std::to_string(worker));
}

HttpClient& EachInTurn::next() {
  const auto worker = turn_++ % clients_.size();
  if (clients_[worker]->local_port() == 0) connect(worker);
  return *clients_[worker];
}

}  // namespace server_test
