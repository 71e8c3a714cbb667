#include "app/audit_sealer.hpp"

#include <chrono>

#include "audit/chain.hpp"
#include "auth/sealing.hpp"
#include "base/log.hpp"

namespace gongting::host::app {
namespace {

constexpr auto k_every = std::chrono::seconds(1);

}  // namespace

std::filesystem::path anchor_file(const Config& config) { return config.var / "anchors.txt"; }

int seal_some(store::Database& database, const audit::Signer& signer, HashKind kind,
              const std::filesystem::path& file) {
  const int sealed = audit::seal_once(database, signer, kind);
  if (sealed > 0) {
    auto session = database.lease(std::chrono::steady_clock::now() + std::chrono::seconds(10));
    audit::append_new_anchors(session, file);
  }
  return sealed;
}

AuditSealer::AuditSealer(const web::Services& services)
    : database_(services.database),
      signer_(services.sealing.subkey(audit::k_signing_key)),
      kind_(*hash_named(services.config.audit.hash)),
      file_(anchor_file(services.config)),
      thread_([this] { run(); }) {}

AuditSealer::~AuditSealer() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void AuditSealer::run() {
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    const bool more = seal();
    lock.lock();
    if (!more) ended_.wait_for(lock, k_every, [this] { return ending_; });
  }
}

/// What fails is told once, and tried again: rows wait in the database.
bool AuditSealer::seal() {
  std::string problem;
  bool more = false;
  try {
    const auto mark = database_.mark();
    if (!mark || mark != nothing_since_) {
      const int sealed = seal_some(database_, signer_, kind_, file_);
      more = sealed == audit::k_sealed_at_once;
      nothing_since_ = sealed == 0 ? mark : std::nullopt;
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
  if (problem != problem_ && !problem.empty()) log(Level::warning, "the audit log is sealed later: " + problem);
  problem_ = std::move(problem);
  return more;
}

}  // namespace gongting::host::app
