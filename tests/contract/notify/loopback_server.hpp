// A server of others on loopback, as it should be and as it should not: it speaks the little SMTP or HTTP that a test needs.
#ifndef GONGTING_TESTS_NOTIFY_LOOPBACK_SERVER_HPP
#define GONGTING_TESTS_NOTIFY_LOOPBACK_SERVER_HPP

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace notify_test {

enum class Mood { good, refuses, fails, garbage, silent, hangs_up };

class LoopbackServer {
 public:
  enum class Speech { smtp, http };
  explicit LoopbackServer(Speech speech) : speech_(speech) {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET, address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 8) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
      throw std::runtime_error("no port on loopback");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~LoopbackServer() {
    stopping_ = true;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

  int port() const { return port_; }
  void be(Mood mood) { mood_ = mood; }
  /// What was taken: for SMTP from MAIL to the end of the text, for HTTP head and body.
  std::vector<std::string> taken() {
    const std::lock_guard lock(mutex_);
    return taken_;
  }
  /// A port on which nobody listens.
  static int dead_port() {
    LoopbackServer gone(Speech::http);
    return gone.port();
  }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      client_ = client, held_.clear();
      if (mood_ == Mood::silent) wait_for_end();
      else if (mood_ == Mood::garbage) say("\x01\x02 what? \xff\r\n\r\n"), wait_for_end();
      else if (mood_ != Mood::hangs_up) speech_ == Speech::smtp ? smtp() : http();
      ::close(client);
    }
  }
  void smtp() {
    say("220 loopback\r\n");
    std::string mail;
    while (true) {
      const auto line = read_line();
      if (line.empty()) return;
      if (line.starts_with("EHLO") || line.starts_with("HELO")) say("250 loopback\r\n");
      else if (line.starts_with("STARTTLS")) say("502 not here\r\n");
      else if (line.starts_with("MAIL")) mail = line, say(mood_ == Mood::fails ? "451 later\r\n" : "250 ok\r\n");
      else if (line.starts_with("RCPT")) mail += line, say(mood_ == Mood::refuses ? "550 nobody here\r\n" : "250 ok\r\n");
      else if (line.starts_with("DATA")) {
        say("354 go on\r\n");
        for (std::string text = read_line(); !text.empty() && text != ".\r\n"; text = read_line()) mail += text;
        take(mail);
        say("250 taken\r\n");
      } else if (line.starts_with("QUIT")) {
        say("221 bye\r\n");
        return;
      } else say("250 ok\r\n");
    }
  }
  void http() {
    std::string head;
    std::size_t length = 0;
    for (std::string line = read_line(); !line.empty() && line != "\r\n"; line = read_line()) {
      head += line;
      if (line.starts_with("Content-Length: ")) length = std::stoul(line.substr(16));
    }
    while (held_.size() < length && more()) {
    }
    const auto answer = [&](const char* status, const std::string& body) {
      say(std::string("HTTP/1.1 ") + status + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
          "\r\n\r\n" + body);
    };
    if (mood_ == Mood::good) take(head + "\r\n" + held_), answer("200 OK", R"({"accepted":true,"id":"7"})");
    else if (mood_ == Mood::refuses) answer("422 Unprocessable Entity", R"({"accepted":false})");
    else answer("500 Internal Server Error", "oops");
  }
  void take(const std::string& what) {
    const std::lock_guard lock(mutex_);
    taken_.push_back(what);
  }
  void say(const std::string& text) const { [[maybe_unused]] const auto sent = ::send(client_, text.data(), text.size(), MSG_NOSIGNAL); }
  bool more() {
    char bytes[4096];
    const auto size = ::recv(client_, bytes, sizeof bytes, 0);
    if (size > 0) held_.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }
  std::string read_line() {
    while (held_.find('\n') == std::string::npos)
      if (!more()) return {};
    const auto end = held_.find('\n') + 1;
    auto line = held_.substr(0, end);
    held_.erase(0, end);
    return line;
  }
  /// Until the other side, or the test, has had enough.
  void wait_for_end() {
    while (!stopping_) {
      pollfd ready{client_, POLLIN, 0};
      if (::poll(&ready, 1, 20) > 0 && !more()) return;
    }
  }

  const Speech speech_;
  int listener_ = -1, client_ = -1, port_ = 0;
  std::atomic<Mood> mood_{Mood::good};
  std::atomic<bool> stopping_{false};
  std::string held_;
  std::mutex mutex_;
  std::vector<std::string> taken_;
  std::thread thread_;
};

}  // namespace notify_test

#endif
