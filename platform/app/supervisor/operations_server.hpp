// The operator's port: loopback only, in the supervisor, where few trusted clients make Poco's thread for each
// connection right.
//   GET  /metrics   Prometheus text
//   GET  /workers   GET /plugins    JSON
//   POST /reload    POST /drain     POST /drain?worker=0 (replace that one)
// POST wants "Authorization: Bearer <token>".
#ifndef GONGTING_APP_SUPERVISOR_OPERATIONS_SERVER_HPP
#define GONGTING_APP_SUPERVISOR_OPERATIONS_SERVER_HPP

#include <memory>
#include <string>

#include "app/supervisor/supervisor.hpp"

namespace gongting::host::app {

class OperationsServer {
 public:
  /// Opens 127.0.0.1:port; port 0 picks one. Errors: Error{unavailable} when the port is taken.
  OperationsServer(Supervisor& supervisor, int port, std::string token);
  ~OperationsServer();
  /// Answers from now on: from the time that the supervisor runs.
  void start();
  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The status as the operations port writes it.
std::string metrics_text(const Status& status);
Fields workers_fields(const Status& status);

}  // namespace gongting::host::app

#endif
