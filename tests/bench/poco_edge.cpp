// The other server that the public edge could have been: Poco's HTTPServer, a thread for each connection.
// Two answers, the same as those of beast_edge: /5 is 5 bytes, /5k is 5 KB.
//
//   poco_edge PORT [THREADS]
#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/ThreadPool.h>
#include <signal.h>

#include <iostream>
#include <string>

namespace {

const std::string k_small = "hello";
const std::string k_page(5 * 1024, 'x');

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
    const auto& body = request.getURI() == "/5" ? k_small : k_page;
    response.setContentType("text/html; charset=utf-8");
    response.sendBuffer(body.data(), body.size());
  }
};

class Factory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler;  // Poco deletes it
  }
};

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "usage: poco_edge PORT [THREADS]\n";
    return 2;
  }
  const int threads = argc > 2 ? std::stoi(argv[2]) : 128;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigaddset(&stop, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);
  Poco::ThreadPool pool(2, threads);
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setMaxThreads(threads);
  params->setMaxQueued(20'000);
  params->setKeepAlive(true);
  params->setMaxKeepAliveRequests(0);
  Poco::Net::ServerSocket socket(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(std::stoi(argv[1]))),
                                 4096);
  Poco::Net::HTTPServer server(new Factory, pool, socket, params);
  server.start();
  int signal = 0;
  sigwait(&stop, &signal);
  server.stopAll(true);
} catch (const std::exception& error) {
  std::cerr << "poco_edge: " << error.what() << '\n';
  return 1;
}
