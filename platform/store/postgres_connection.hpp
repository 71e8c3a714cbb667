// A connection to PostgreSQL: the reading role and the settings that the views ask for the scope, kept while they do not
// change; the statement timeout; reopening. Included by the .cpp files of this folder only.
#ifndef GONGTING_STORE_POSTGRES_CONNECTION_HPP
#define GONGTING_STORE_POSTGRES_CONNECTION_HPP

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "store/connection.hpp"

namespace soci {
class session;
}

namespace gongting::host::store {

/// A server that does not even answer "timeout" (stopped, unreachable) would hold a thread for ever: past the deadline
/// the socket is shut down under it.
class PostgresWatch {
 public:
  class Watched {
   public:
    explicit Watched(std::shared_ptr<PostgresWatch> watch);
    ~Watched();
    /// Until end(), this socket is shut down when `until` has passed.
    void begin(int socket, TimePoint until);
    void end();

   private:
    friend class PostgresWatch;
    std::shared_ptr<PostgresWatch> watch_;
    std::mutex mutex_;
    int socket_ = -1;
    TimePoint until_;
  };

  PostgresWatch();
  ~PostgresWatch();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<Watched*> watched_;
  bool ending_ = false;
  std::thread thread_;
};

std::unique_ptr<Connection> make_postgres_connection(soci::session& session, std::string conninfo,
                                                     std::shared_ptr<PostgresWatch> watch);

}  // namespace gongting::host::store

#endif
