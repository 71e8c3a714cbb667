// A service small enough to see through, in the process frame of the product: what the tests of the supervisor start.
//   gt_test_service serve FILE    supervisor; FILE is {"workers", "portal", "console", "operations", "drain_ms", "word", "fail"}
//   gt_test_service worker …      what that starts
// GET /        "<word> <pid>"
// GET /hold?F  answers when somebody has opened the FIFO F for writing and closed it
// GET /crash   marks the call and dies of SIGSEGV
// GET /stuck   asks to be replaced, answers
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>

#include "app/state_folder.hpp"
#include "app/supervisor/operations_server.hpp"
#include "app/supervisor/supervisor.hpp"
#include "app/supervisor/worker_frame.hpp"
#include "base/json.hpp"
#include "base/log.hpp"
#include "http/server.hpp"

namespace {

using namespace gongting;
using namespace gongting::host;

constexpr std::size_t k_marks = 256;

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

class TestService final : public app::WorkerService {
 public:
  explicit TestService(const std::string& file) : config_(parse_json(text_of(file))) {}

  Fields prepare(const app::WorkerPlace& place) override {
    const Json config(config_);
    if (const auto reason = config["fail"].text(); !reason.empty()) throw Error{Kind::bad_input, reason};
    if (config["crash_at_start"].boolean()) std::raise(SIGSEGV);
    word_ = config["word"].text("one");
    marks_ = static_cast<char*>(mmap(nullptr, k_marks, PROT_READ | PROT_WRITE, MAP_SHARED, place.marks, 0));
    http::Limits limits;
    limits.drain_idle = std::chrono::milliseconds(200);
    limits.request_time = std::chrono::seconds(60);
    server_ = std::make_unique<http::Server>(limits, http::Tls{}, 1, 4, [this](http::Request& request) { return answer(request); },
                                             http::Server::Fast{});
    for (const auto& socket : place.listening) listeners_.push_back({socket.fd, socket.face});
    Fields problems;
    if (const auto problem = config["problem"].text(); !problem.empty()) problems.emplace_back("plugin guestbook", problem);
    return {{"plugins", List{Fields{{"name", word_}}}}, {"problems", std::move(problems)}};
  }
  void serve() override { server_->start(listeners_); }
  void drain() override { server_->drain(); }
  bool wait_drained(std::chrono::milliseconds limit) override { return server_->wait_drained(limit); }
  Fields figures() override {
    return {{"counters", Fields{{"answers_total{status=\"200\"}", answers_.load()}}}, {"gauges", Fields{{"connections", 1}}}};
  }
  std::optional<std::string> replacement_wanted() override {
    return stuck_ ? std::optional<std::string>("two calls are stuck") : std::nullopt;
  }

 private:
  http::Response answer(http::Request& request) {
    http::Response response;
    response.type = "text/plain";
    if (request.path == "/crash") {
      std::strcpy(marks_, "plugin crasher, route 1");
      std::raise(SIGSEGV);
    } else if (request.path == "/stuck") {
      stuck_ = true;
    } else if (request.path == "/hold") {
      const int fd = ::open(request.raw_query.c_str(), O_RDONLY | O_CLOEXEC);
      char byte;
      while (::read(fd, &byte, 1) > 0) {}
      ::close(fd);
    }
    ++answers_;
    response.body = word_ + " " + std::to_string(getpid());
    return response;
  }

  Value config_;
  std::string word_;
  char* marks_ = nullptr;
  std::atomic<std::int64_t> answers_{0};
  std::atomic<bool> stuck_{false};
  std::vector<http::Listener> listeners_;
  std::unique_ptr<http::Server> server_;
};

app::Plan plan_of(const std::string& program, const std::string& file) {
  app::Plan plan;
  plan.configuration = text_of(file);
  const auto value = parse_json(plan.configuration);
  const Json config(value);
  plan.workers = static_cast<int>(config["workers"].integer(2));
  plan.drain = std::chrono::milliseconds(config["drain_ms"].integer(10'000));
  for (const auto face : {Face::portal, Face::console})
    if (const auto port = config[face_name(face)].integer(); port != 0) plan.listen.push_back({face, "127.0.0.1", static_cast<int>(port)});
  plan.program = program;
  plan.arguments = {"worker", "{configuration}"};
  return plan;
}

int serve(const std::string& program, const std::string& file) {
  const auto folder = std::filesystem::path(file).parent_path();
  app::restrict_process();
  const app::ServeLock lock(folder);
  const auto marks = [](int fd) {
    char text[k_marks] = {};
    return pread(fd, text, k_marks - 1, 0) > 0 && *text != '\0' ? std::vector<std::string>{text} : std::vector<std::string>{};
  };
  app::Supervisor supervisor([&] { return plan_of(program, file); }, {k_marks, marks});
  supervisor.open();
  const auto config = parse_json(text_of(file));
  app::OperationsServer operations(supervisor, static_cast<int>(Json(config)["operations"].integer()), app::operations_token(folder));
  operations.start();
  return supervisor.run();
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  try {
    if (arguments.at(0) == "serve") return serve(argv[0], arguments.at(1));
    TestService service(arguments.at(1));
    return app::run_worker(app::WorkerPlace::from_arguments({arguments.begin() + 2, arguments.end()}), service);
  } catch (const std::exception& e) {
    std::cerr << e.what() << '\n';
    return 1;
  }
}
