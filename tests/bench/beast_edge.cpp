// The edge of the platform with nothing behind it. /5 is 5 bytes, /5k is 5 KB, answered on the I/O threads;
// /worker and /worker5k are the same on worker threads.
//
//   beast_edge PORT [IO_THREADS [WORKER_THREADS]]
#include <signal.h>

#include <iostream>
#include <memory>
#include <string>

#include "http/server.hpp"

using namespace gongting::host;

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "usage: beast_edge PORT [IO_THREADS [WORKER_THREADS]]\n";
    return 2;
  }
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  const auto small = std::make_shared<const std::string>("hello");
  const auto page = std::make_shared<const std::string>(5 * 1024, 'x');
  const auto answer = [&](bool is_small) {
    http::Response response;
    response.shared_body = is_small ? small : page;
    return response;
  };
  http::Server server(
      {}, {}, argc > 2 ? std::stoi(argv[2]) : 2, argc > 3 ? std::stoi(argv[3]) : 4,
      [&](http::Request& request) { return answer(request.path == "/worker"); },
      [&](const http::Request& request) -> std::optional<http::Response> {
        if (request.path == "/5") return answer(true);
        if (request.path == "/5k") return answer(false);
        return std::nullopt;
      });
  server.start({{http::listen_on("127.0.0.1", static_cast<std::uint16_t>(std::stoi(argv[1]))), Face::portal}});
  int signal = 0;
  sigwait(&stop, &signal);
} catch (const std::exception& error) {
  std::cerr << "beast_edge: " << error.what() << '\n';
  return 1;
}
