#include "http_client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <random>
#include <vector>

namespace process_test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

}  // namespace

bool HttpClient::connect() {
  disconnect();
  fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const timeval patience{20, 0};
  setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  const auto address = loopback(port_);
  if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return true;
  disconnect();
  return false;
}

void HttpClient::disconnect() {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

bool HttpClient::send(const std::string& method_and_path, const std::string& more, const std::string& host, const std::string& body) {
  if (fd_ < 0 && !connect()) return false;
  const auto text = method_and_path + " HTTP/1.1\r\nHost: " + (host.empty() ? "127.0.0.1:" + std::to_string(port_) : host) + "\r\n" + more +
                    (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") + "\r\n" + body;
  return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}

bool HttpClient::send_bytes(const std::string& bytes) {
  return fd_ >= 0 && ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT) == static_cast<ssize_t>(bytes.size());
}

Answer HttpClient::receive() {
  Answer answer;
  std::string all;
  std::size_t head = std::string::npos, wanted = std::string::npos;
  char block[4096];
  while (head == std::string::npos || wanted == std::string::npos || all.size() < head + 4 + wanted) {
    const auto size = ::recv(fd_, block, sizeof block, 0);
    if (size < 0 || (size == 0 && (head == std::string::npos || wanted != std::string::npos))) {
      disconnect();
      return answer;
    }
    if (size == 0) break;
    all.append(block, static_cast<std::size_t>(size));
    if (head == std::string::npos && (head = all.find("\r\n\r\n")) != std::string::npos) {
      auto at = all.find("ontent-Length: ");
      if (at == std::string::npos || at > head) at = all.find("ontent-length: ");
      // RFC 9110 §6.4.1: these have no content, and need not say so.
      if (const auto status = std::atoi(all.c_str() + 9); status == 204 || status == 304) wanted = 0;
      if (at != std::string::npos && at < head) wanted = std::strtoul(all.c_str() + at + 15, nullptr, 10);
    }
  }
  answer.head = all.substr(0, head + 2);
  answer.body = all.substr(head + 4);
  answer.status = std::atoi(all.c_str() + 9);
  if (answer.closes()) disconnect();
  return answer;
}

Answer HttpClient::get(const std::string& path, const std::string& host) {
  return send("GET " + path, "", host) ? receive() : Answer{};
}

Answer HttpClient::ask(const std::string& method_and_path, const std::string& more, const std::string& body, const std::string& host) {
  return send(method_and_path, more, host, body) ? receive() : Answer{};
}

int HttpClient::local_port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (fd_ < 0 || getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

std::vector<std::string> Answer::headers(const std::string& name) const {
  std::vector<std::string> values;
  for (std::size_t at = head.find("\r\n"); at != std::string::npos && at + 2 < head.size();) {
    const auto begin = at + 2, end = std::min(head.find("\r\n", begin), head.size());
    const auto colon = head.find(':', begin);
    const bool same = colon < end && colon - begin == name.size() &&
                      std::equal(name.begin(), name.end(), head.begin() + static_cast<std::ptrdiff_t>(begin),
                                 [](char a, char b) { return a == std::tolower(static_cast<unsigned char>(b)); });
    if (same) values.push_back(head.substr(std::min(head.find_first_not_of(' ', colon + 1), end), end - std::min(head.find_first_not_of(' ', colon + 1), end)));
    at = end;
  }
  return values;
}

std::string Answer::header(const std::string& name) const {
  const auto all = headers(name);
  return all.empty() ? "" : all.front();
}

bool comes_to_refuse(int port) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (HttpClient(port).connect())
    if (std::chrono::steady_clock::now() > end) return false;
  return true;
}

int free_ports(int count) {
  std::mt19937 random(std::random_device{}());
  while (true) {
    const int first = std::uniform_int_distribution<int>(20'000, 30'000)(random);
    bool all = true;
    for (int i = 0; i < count && all; ++i) {
      const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const auto address = loopback(first + i);
      all = ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
      ::close(fd);
    }
    if (all) return first;
  }
}

}  // namespace process_test
