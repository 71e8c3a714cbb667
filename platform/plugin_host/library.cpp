#include "plugin_host/library.hpp"

#define BOOST_DLL_USE_STD_FS
#include <boost/dll/import.hpp>
#include <boost/dll/library_info.hpp>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "gongting/error.hpp"

namespace gongting::host::plugin_host {

namespace {

constexpr const char* k_entry = "gt_plugin_v1";
constexpr rlim_t k_child_memory = rlim_t{1} << 30;
constexpr rlim_t k_child_seconds = 5;
constexpr std::size_t k_answer_bytes = 1000;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_limit_memory = false;  // the sanitizers reserve terabytes of addresses
#else
constexpr bool k_limit_memory = true;
#endif

void write_all(int fd, const std::string& text) {
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t done = write(fd, text.data() + at, text.size() - at);
    if (done <= 0) return;
    at += static_cast<std::size_t>(done);
  }
}

/// The child's whole life. Answers "ok", or what is wrong.
[[noreturn]] void inspect_and_leave(const std::filesystem::path& file, int answer) {
  const rlimit memory{k_child_memory, k_child_memory}, seconds{k_child_seconds, k_child_seconds}, none{0, 0};
  if (k_limit_memory) setrlimit(RLIMIT_AS, &memory);
  setrlimit(RLIMIT_CPU, &seconds);
  setrlimit(RLIMIT_CORE, &none);
  std::string text;
  try {
    boost::dll::library_info info(file);
    const auto symbols = info.symbols();
    text = std::find(symbols.begin(), symbols.end(), k_entry) != symbols.end()
               ? "ok"
               : std::string("exports no ") + k_entry + "; build it with gongting_add_plugin() and end one source file with "
                 "GONGTING_PLUGIN(YourClass)";
  } catch (const std::exception& error) {
    text = std::string("is no shared library for this machine (") + error.what() + ")";
  }
  write_all(answer, text.substr(0, k_answer_bytes));
  _exit(0);
}

}  // namespace

void inspect_library(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0)
    throw Error{Kind::unavailable, std::string("no pipe for inspecting a plugin: ") + std::strerror(errno)};
  const pid_t child = fork();
  if (child == 0) {
    close(pipe_ends[0]);
    inspect_and_leave(file, pipe_ends[1]);
  }
  close(pipe_ends[1]);
  std::string answer;
  char piece[512];
  for (;;) {
    const ssize_t got = read(pipe_ends[0], piece, sizeof piece);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    answer.append(piece, static_cast<std::size_t>(got));
  }
  close(pipe_ends[0]);
  if (child < 0) throw Error{Kind::unavailable, "no process for inspecting a plugin"};
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (answer == "ok") return;
  if (answer.empty()) answer = "cannot be read as a shared library (the reader ended with status " + std::to_string(status) + ")";
  throw Error{Kind::bad_input, name + ": " + inert(answer)};
}

const gt_entry& load_library(const std::filesystem::path& file) {
  // Never destroyed: a library's code may be on any stack, in any thread-local destructor, until the process ends.
  static auto& loaded = *new std::vector<boost::shared_ptr<const gt_entry>>;
  const std::string name = file.filename().string();
  try {
    // The full path and nothing appended; every symbol bound now, so that a missing one is found here and not in the
    // middle of a request. The text of the exception is the dynamic loader's; its error code is misleading.
    boost::dll::shared_library library(file, boost::dll::load_mode::rtld_now);
    if (!library.has(k_entry)) throw Error{Kind::bad_input, name + ": exports no " + k_entry};
    const auto entry = boost::dll::import_alias<const gt_entry>(library, k_entry);
    loaded.push_back(entry);
    if (entry == nullptr) throw Error{Kind::bad_input, name + ": its " + k_entry + " is null"};
    return *entry;
  } catch (const boost::dll::fs::system_error& error) {
    throw Error{Kind::bad_input, name + " cannot be loaded: " + inert(error.what()) +
                                     "; build it against this platform's SDK with gongting_add_plugin(), which finds a "
                                     "missing symbol at link time"};
  }
}

}  // namespace gongting::host::plugin_host
