// Signing in and out.
#ifndef GONGTING_AUTH_SIGN_IN_HPP
#define GONGTING_AUTH_SIGN_IN_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/passwords.hpp"
#include "auth/sealing.hpp"
#include "auth/sessions.hpp"
#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::auth {

struct SignInResult {
  enum class Outcome {
    ok = 1,
    refused,    // no such account, wrong password or disabled: one answer for all three (422, auth.refused)
    not_staff,  // right, but this is the console and the account has no office (403, auth.not_staff)
    slow_down,  // too many attempts (429 with Retry-After, auth.slow_down)
    locked,     // policy djbh3 (429 with Retry-After, auth.locked)
  };
  Outcome outcome = Outcome::refused;
  std::string token;  // for Sessions::cookie(), when ok
  std::int64_t account_id = 0;
  bool must_change = false;
  int retry_after_s = 0;
};

class SignIn {
 public:
  SignIn(Passwords& passwords, Sessions& sessions, NeverBack& time, const Sealing& sealing)
      : passwords_(passwords), sessions_(sessions), time_(time), sealing_(sealing) {}

  /// `scope` names site, face, client, request and deadline. `policy` is the site's. Two transactions of its own: the
  /// attempt is counted before the hash is computed, and the hash is computed while no connection is held. The caller
  /// must not hold one either.
  /// `old_token`: the session that the browser brought along; it ends, whatever it was. Audited.
  /// Errors: unavailable past the deadline.
  SignInResult sign_in(store::Database& db, const Scope& scope, Policy policy, std::string_view login,
                       std::string_view password, std::string_view old_token = {});
  /// Ends the session. Audited. In the caller's transaction.
  void sign_out(store::Session& db, const Scope& scope, std::string_view token);

 private:
  Passwords& passwords_;
  Sessions& sessions_;
  NeverBack& time_;
  const Sealing& sealing_;
};

/// The stricter of the given policy and those of the sites at which the account holds a role.
Policy policy_for(store::Session& db, std::int64_t account_id, Policy here);

/// Forgets what was counted against the account's name: its owner has shown who he is, or an administrator unlocks it.
void forget_sign_in_attempts(store::Session& db, const Sealing& sealing, std::int64_t account_id, std::string_view client = {});

}  // namespace gongting::host::auth

#endif
