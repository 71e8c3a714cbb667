// A client that keeps its connection as browsers do: no more than tests of processes need.
#pragma once

#include <string>

namespace process_test {

struct Answer {
  int status = 0;  // 0: no answer
  std::string head, body;
  bool closes() const { return head.find("onnection: close") != std::string::npos || head.find("onnection: Close") != std::string::npos; }
};

class HttpClient {
 public:
  explicit HttpClient(int port) : port_(port) {}
  ~HttpClient() { disconnect(); }
  HttpClient(const HttpClient&) = delete;

  /// Connects when it has to. `more` are whole header lines.
  Answer get(const std::string& path) { return ask("GET " + path, ""); }
  Answer get(const std::string& path, const std::string& host);
  Answer ask(const std::string& method_and_path, const std::string& more);
  /// In two halves, for a request that is still running meanwhile.
  bool send(const std::string& method_and_path, const std::string& more = "", const std::string& host = "");
  Answer receive();
  bool connect();
  void disconnect();

 private:
  int port_, fd_ = -1;
};

/// Whether connections come to be refused, which takes the moment in which a worker reads what it is told.
bool comes_to_refuse(int port);

/// So many ports in a row that nothing listens on.
int free_ports(int count);

}  // namespace process_test
