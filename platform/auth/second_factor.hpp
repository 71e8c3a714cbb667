// The second factor of an account: a time-based one-time code (RFC 6238, SHA-1, 30 seconds, 6 digits), as authenticator
// apps make it, and recovery codes for when the phone is gone.
#ifndef GONGTING_AUTH_SECOND_FACTOR_HPP
#define GONGTING_AUTH_SECOND_FACTOR_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/never_back.hpp"
#include "auth/sealing.hpp"
#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {

/// The code of this secret (raw bytes) at a time step.
std::string totp(std::string_view secret, std::int64_t step);
/// RFC 4648, without padding.
std::string base32(std::string_view bytes);

class SecondFactor {
 public:
  static constexpr std::int64_t k_step_ms = 30'000;
  static constexpr int k_recovery_codes = 10;
  static constexpr int k_guesses = 5;

  SecondFactor(const Sealing& sealing, NeverBack& time) : sealing_(sealing), time_(time) {}

  /// The secret of scope.account_id that is not confirmed yet, in base32; made when there is none. Nothing when one counts.
  std::optional<std::string> begin(store::Session& db, const Scope& scope);
  /// With a code of that secret it counts from now on, and these are the recovery codes, shown once. Empty for a wrong code.
  /// Ends the account's other sessions than `keep`. Audited.
  std::vector<std::string> confirm(store::Session& db, const Scope& scope, std::string_view code, std::string_view keep);
  /// New recovery codes; the old ones are void. The caller has shown who he is. Audited.
  std::vector<std::string> new_recovery_codes(store::Session& db, const Scope& scope);
  std::int64_t recovery_codes_left(store::Session& db, std::int64_t account_id);

  /// Whether the code is right now (one step before and after count too), and takes it: it is right once. A recovery code
  /// does as well. `locked_ms`, when it is not null: how long to wait after five wrong ones; then no code is right. Commits.
  bool take(store::Session& db, std::int64_t account_id, std::string_view code, std::int64_t* locked_ms = nullptr);

  /// Takes it away and ends the sessions of the account. Audited, with the reason.
  void reset(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view reason);

 private:
  std::string secret_of(const Row& row) const;
  bool take_step(store::Session& db, std::int64_t account_id, std::string_view code, bool confirmed);
  bool take_recovery(store::Session& db, std::int64_t account_id, std::string_view code);
  std::string recovery_hash(std::int64_t account_id, std::string_view code) const;

  const Sealing& sealing_;
  NeverBack& time_;
};

}  // namespace gongting::host::auth

#endif
