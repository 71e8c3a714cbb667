// Seals the audit log each second, beside the requests of a worker. Not a schedule of the queue of jobs: that would write
// a job's row each second to do nothing, wait behind a job that takes a minute, and stop where jobs.threads is 0. While
// nobody writes, a look costs no statement (on SQLite).
#ifndef GONGTING_APP_AUDIT_SEALER_HPP
#define GONGTING_APP_AUDIT_SEALER_HPP

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "audit/anchors.hpp"
#include "base/digest.hpp"
#include "store/database.hpp"
#include "web/services.hpp"

namespace gongting::host::app {

/// Where the anchors stand outside of the database.
std::filesystem::path anchor_file(const Config& config);
/// Seals what waits, as much as audit::seal_once() takes, and writes new anchors to the file. Answers how many rows
/// were sealed. Errors: those of the database and of the file.
int seal_some(store::Database& database, const audit::Signer& signer, HashKind kind, const std::filesystem::path& file);

class AuditSealer {
 public:
  explicit AuditSealer(const web::Services& services);
  ~AuditSealer();
  AuditSealer(const AuditSealer&) = delete;
  AuditSealer& operator=(const AuditSealer&) = delete;

 private:
  void run();
  /// Whether more may wait.
  bool seal();

  store::Database& database_;
  const audit::Signer signer_;
  const HashKind kind_;
  const std::filesystem::path file_;
  std::string problem_;  // as it was last told
  std::optional<store::Mark> nothing_since_;  // when a look found nothing to seal, taken before it
  std::mutex mutex_;
  std::condition_variable ended_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace gongting::host::app

#endif
