#include "app/supervisor/operations_server.hpp"

#include <Poco/Net/HTTPRequestHandler.h>
#include <Poco/Net/HTTPRequestHandlerFactory.h>
#include <Poco/Net/HTTPServer.h>
#include <Poco/Net/HTTPServerRequest.h>
#include <Poco/Net/HTTPServerResponse.h>
#include <Poco/Net/NetException.h>
#include <Poco/Net/ServerSocket.h>
#include <Poco/ThreadPool.h>
#include <Poco/URI.h>

#include <fmt/format.h>

#include <limits>
#include <map>

#include "base/json.hpp"
#include "base/text.hpp"

namespace gongting::host::app {
namespace {

using Poco::Net::HTTPResponse;
using namespace std::chrono_literals;

struct Answer {
  HTTPResponse::HTTPStatus status = HTTPResponse::HTTP_OK;
  std::string type = "application/json";
  std::string body;
};

Answer problem(HTTPResponse::HTTPStatus status, const std::string& text) {
  return {status, "application/json", to_json(Fields{{"error", text}}) + "\n"};
}

/// Takes the same time whatever differs.
bool same_token(std::string_view given, std::string_view wanted) {
  unsigned char difference = given.size() == wanted.size() ? 0 : 1;
  for (std::size_t i = 0; i < wanted.size(); ++i)
    difference |= static_cast<unsigned char>(wanted[i] ^ (i < given.size() ? given[i] : '\0'));
  return difference == 0;
}

class Handler final : public Poco::Net::HTTPRequestHandler {
 public:
  Handler(Supervisor& supervisor, const std::string& token) : supervisor_(supervisor), token_(token) {}

  void handleRequest(Poco::Net::HTTPServerRequest& request, Poco::Net::HTTPServerResponse& response) override {
    Answer answer;
    try {
      answer = answer_to(request);
    } catch (const std::exception& e) {
      answer = problem(HTTPResponse::HTTP_INTERNAL_SERVER_ERROR, e.what());
    }
    response.setStatusAndReason(answer.status);
    response.setContentType(answer.type);
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Cache-Control", "no-store");
    response.setKeepAlive(false);
    response.sendBuffer(answer.body.data(), answer.body.size());
  }

 private:
  Answer answer_to(const Poco::Net::HTTPServerRequest& request) {
    // A page in a browser of this machine could be led here under a name of its own.
    const auto host = request.getHost();
    const auto name = host.substr(0, host.rfind(':'));
    if (name != "127.0.0.1" && name != "localhost")
      return problem(HTTPResponse::HTTP_MISDIRECTED_REQUEST, "the operations port answers to 127.0.0.1 and localhost only");
    const Poco::URI uri(request.getURI());
    const auto& path = uri.getPath();
    const bool get = request.getMethod() == "GET", post = request.getMethod() == "POST";
    if (path == "/metrics" && get) return {HTTPResponse::HTTP_OK, "text/plain; version=0.0.4", metrics_text(supervisor_.status())};
    if (path == "/workers" && get) return {HTTPResponse::HTTP_OK, "application/json", to_json(workers_fields(supervisor_.status())) + "\n"};
    if (path == "/plugins" && get)
      return {HTTPResponse::HTTP_OK, "application/json", to_json(Fields{{"plugins", supervisor_.status().plugins}}) + "\n"};
    if (path != "/reload" && path != "/drain") return problem(HTTPResponse::HTTP_NOT_FOUND, "there are /metrics, /workers, /plugins, /reload and /drain");
    if (!post) return problem(HTTPResponse::HTTP_METHOD_NOT_ALLOWED, "use POST");
    const auto authorization = request.get("Authorization", "");
    if (!authorization.starts_with("Bearer ") || !same_token(std::string_view(authorization).substr(7), token_))
      return problem(HTTPResponse::HTTP_UNAUTHORIZED, "send Authorization: Bearer with the content of operations.token in the state folder");
    return path == "/reload" ? reload() : drain(uri);
  }

  Answer reload() {
    auto answer = supervisor_.reload();
    if (answer.wait_for(180s) != std::future_status::ready)
      return problem(HTTPResponse::HTTP_GATEWAY_TIMEOUT, "the new generation is not ready yet; see /workers");
    const auto outcome = answer.get();
    const Fields fields{{"done", outcome.done}, {"generation", outcome.generation}, {"text", outcome.text}};
    return {outcome.done ? HTTPResponse::HTTP_OK : HTTPResponse::HTTP_CONFLICT, "application/json", to_json(fields) + "\n"};
  }

  Answer drain(const Poco::URI& uri) {
    for (const auto& [name, value] : uri.getQueryParameters()) {
      long long slot = 0;
      if (name != "worker" || !parse_integer(value, slot)) return problem(HTTPResponse::HTTP_BAD_REQUEST, "only worker=NUMBER is known");
      const auto status = supervisor_.status();
      const auto found = std::any_of(status.workers.begin(), status.workers.end(), [&](const auto& worker) {
        return worker.slot == slot && worker.generation == status.generation && worker.state == "ready";
      });
      if (!found) return problem(HTTPResponse::HTTP_NOT_FOUND, "no ready worker has this number; see /workers");
      supervisor_.replace(static_cast<int>(slot));
      return {HTTPResponse::HTTP_ACCEPTED, "application/json", to_json(Fields{{"replacing", static_cast<std::int64_t>(slot)}}) + "\n"};
    }
    supervisor_.stop();
    return {HTTPResponse::HTTP_ACCEPTED, "application/json", to_json(Fields{{"stopping", true}}) + "\n"};
  }

  Supervisor& supervisor_;
  const std::string& token_;
};

class HandlerFactory final : public Poco::Net::HTTPRequestHandlerFactory {
 public:
  HandlerFactory(Supervisor& supervisor, std::string token) : supervisor_(supervisor), token_(std::move(token)) {}
  Poco::Net::HTTPRequestHandler* createRequestHandler(const Poco::Net::HTTPServerRequest&) override {
    return new Handler(supervisor_, token_);
  }

 private:
  Supervisor& supervisor_;
  std::string token_;
};

Poco::Net::ServerSocket open_socket(int port) {
  try {
    Poco::Net::ServerSocket socket;
    socket.bind(Poco::Net::SocketAddress("127.0.0.1", static_cast<Poco::UInt16>(port)), true);
    socket.listen(64);
    return socket;
  } catch (const Poco::Exception& e) {
    throw Error{Kind::unavailable, "cannot open the operations port 127.0.0.1:" + std::to_string(port) + ": " + e.displayText() +
                                       "; stop what listens there, or set GT_LISTEN_OPERATIONS"};
  }
}

Poco::Net::HTTPServerParams::Ptr params() {
  Poco::Net::HTTPServerParams::Ptr params = new Poco::Net::HTTPServerParams;
  params->setMaxThreads(4);
  params->setMaxQueued(16);
  params->setKeepAlive(false);
  params->setTimeout(Poco::Timespan(5, 0));
  return params;
}

void gauge(std::string& out, std::string_view name, std::string_view type, double value) {
  out += fmt::format("# TYPE gongting_{0} {1}\ngongting_{0} {2}\n", name, type, value);
}

/// Names with the same word before the label belong under one TYPE line.
/// The family that a line belongs to: its name, and of the lines of a histogram what stands before _bucket, _sum, _count.
std::string family_of(const std::string& name, const std::map<std::string, double>& values) {
  const auto family = name.substr(0, name.find('{'));
  for (const std::string_view end : {"_bucket", "_sum", "_count"}) {
    if (!family.ends_with(end)) continue;
    auto base = family.substr(0, family.size() - end.size());
    if (const auto first = values.lower_bound(base + "_bucket{"); first != values.end() && first->first.starts_with(base + "_bucket{"))
      return base;
  }
  return family;
}

/// Of a line of a histogram what stands before its bound, and the bound: buckets have to stand in the order of their bounds.
std::pair<std::string, double> place_of(const std::string& name) {
  constexpr std::string_view k_bound = ",le=\"";
  const auto at = name.find(k_bound);
  if (at == name.npos) return {name, 0};
  const auto bound = name.substr(at + k_bound.size());
  return {name.substr(0, at), bound.starts_with('+') ? std::numeric_limits<double>::infinity() : std::stod(bound)};
}

void family(std::string& out, const std::map<std::string, double>& values, std::string_view type) {
  struct Family {
    bool histogram = false;
    std::map<std::pair<std::string, double>, std::string> lines;
  };
  std::map<std::string, Family> families;
  for (const auto& [name, value] : values) {
    const auto base = family_of(name, values);
    auto& family = families[base];
    family.histogram = base != name.substr(0, name.find('{'));
    family.lines[place_of(name)] = fmt::format("gongting_{} {}\n", name, value);
  }
  for (const auto& [name, family] : families) {
    out += fmt::format("# TYPE gongting_{} {}\n", name, family.histogram ? "histogram" : type);
    for (const auto& [place, line] : family.lines) out += line;
  }
}

}  // namespace

struct OperationsServer::Impl {
  Poco::ThreadPool threads{1, 4, 60};
  Poco::Net::ServerSocket socket;
  Poco::Net::HTTPServer server;
  bool started = false;
  Impl(Supervisor& supervisor, int port, std::string token)
      : socket(open_socket(port)), server(new HandlerFactory(supervisor, std::move(token)), threads, socket, params()) {}
};

OperationsServer::OperationsServer(Supervisor& supervisor, int port, std::string token)
    : impl_(std::make_unique<Impl>(supervisor, port, std::move(token))) {}

OperationsServer::~OperationsServer() {
  if (impl_->started) impl_->server.stopAll(true);
}

void OperationsServer::start() {
  impl_->server.start();
  impl_->started = true;
}

int OperationsServer::port() const { return impl_->socket.address().port(); }

std::string metrics_text(const Status& status) {
  std::string out;
  gauge(out, "generation", "gauge", status.generation);
  gauge(out, "stopping", "gauge", status.stopping ? 1 : 0);
  gauge(out, "worker_restarts_total", "counter", static_cast<double>(status.restarts));
  std::map<std::string, double> reloads{{"reloads_total{result=\"done\"}", static_cast<double>(status.reloads)},
                                        {"reloads_total{result=\"refused\"}", static_cast<double>(status.refused_reloads)}};
  family(out, reloads, "counter");
  std::map<std::string, double> workers{{"workers{state=\"starting\"}", 0}, {"workers{state=\"ready\"}", 0}, {"workers{state=\"draining\"}", 0}};
  std::map<std::string, double> gauges;
  for (const auto& worker : status.workers) {
    workers["workers{state=\"" + worker.state + "\"}"] += 1;
    for (const auto& [name, value] : worker.gauges) gauges[name] += value;
  }
  family(out, workers, "gauge");
  family(out, gauges, "gauge");
  family(out, status.counters, "counter");
  return out;
}

Fields workers_fields(const Status& status) {
  List workers;
  for (const auto& worker : status.workers) {
    Fields figures;
    for (const auto& [name, value] : worker.gauges) figures.emplace_back(name, value);
    for (const auto& [name, value] : worker.counters) figures.emplace_back(name, value);
    workers.emplace_back(Fields{{"slot", worker.slot}, {"generation", worker.generation}, {"pid", static_cast<std::int64_t>(worker.pid)},
                                {"state", worker.state}, {"seconds", worker.seconds}, {"figures", std::move(figures)}});
  }
  return {{"generation", status.generation},
          {"stopping", status.stopping},
          {"reloading", status.reloading},
          {"restarts", static_cast<std::int64_t>(status.restarts)},
          {"last_reload", status.last_reload},
          {"workers", std::move(workers)}};
}

}  // namespace gongting::host::app
