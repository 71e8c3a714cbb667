// A client that keeps its connection as browsers do: no more than tests of processes need.
#pragma once

#include <string>
#include <vector>

namespace process_test {

struct Answer {
  int status = 0;  // 0: no answer
  std::string head, body;
  /// Values of the headers of this name (lower case), in their order; the first, or "".
  std::vector<std::string> headers(const std::string& name) const;
  std::string header(const std::string& name) const;
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
  Answer ask(const std::string& method_and_path, const std::string& more, const std::string& body = "", const std::string& host = "");
  /// In two halves, for a request that is still running meanwhile.
  bool send(const std::string& method_and_path, const std::string& more = "", const std::string& host = "", const std::string& body = "");
  Answer receive();
  /// Whatever bytes, as they are; false when not all could be sent at once.
  bool send_bytes(const std::string& bytes);
  bool connect();
  void disconnect();
  /// Of this end of the connection; 0 without one.
  int local_port() const;

 private:
  int port_, fd_ = -1;
};

/// Whether connections come to be refused, which takes the moment in which a worker reads what it is told.
bool comes_to_refuse(int port);

/// So many ports in a row that nothing listens on.
int free_ports(int count);

}  // namespace process_test
