// Signing in and out.
#ifndef GONGTING_AUTH_SIGN_IN_HPP
#define GONGTING_AUTH_SIGN_IN_HPP

#include <cstdint>
#include <string>
#include <string_view>

#include "auth/passwords.hpp"
#include "auth/sealing.hpp"
#include "auth/second_factor.hpp"
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
    code_wanted,  // the password is right, the second factor is still to come: `token` goes into code_cookie()
    code_wrong,   // (422, auth.factor_wrong)
    over,         // too late or too many wrong codes: from the beginning (auth.factor_over)
  };
  Outcome outcome = Outcome::refused;
  std::string token;  // for Sessions::cookie(), when ok; for code_cookie(), when code_wanted
  std::int64_t account_id = 0;
  bool must_change = false;
  int retry_after_s = 0;
};

class SignIn {
 public:
  SignIn(Passwords& passwords, Sessions& sessions, NeverBack& time, const Sealing& sealing)
      : passwords_(passwords), sessions_(sessions), time_(time), sealing_(sealing), factor_(sealing, time) {}

  /// `scope` names site, face, client, request and deadline. `policy` is the site's. Two transactions of its own: the
  /// attempt is counted before the hash is computed, and the hash is computed while no connection is held. The caller
  /// must not hold one either.
  /// `old_token`: the session that the browser brought along; it ends, whatever it was. Audited.
  /// Errors: unavailable past the deadline.
  SignInResult sign_in(store::Database& db, const Scope& scope, Policy policy, std::string_view login,
                       std::string_view password, std::string_view old_token = {});
  /// The code after `code_wanted`: the app's, or a recovery code. Audited.
  SignInResult finish(store::Database& db, const Scope& scope, std::string_view started, std::string_view code,
                      std::string_view old_token = {});
  /// Whether what follows `code_wanted` is still waited for.
  bool awaits_code(store::Session& db, Face face, std::string_view started);
  /// For one whom an identity provider has named: a session, or `code_wanted` where the account has a second factor and the
  /// provider did not ask for one. In the caller's transaction. Audited.
  SignInResult sign_in_by_provider(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view provider,
                                   bool second_factor_shown, std::string_view old_token = {});

  /// Who is signed in shows once more who he is: with the code of his second factor, or without one with the password. Two
  /// transactions of its own, as of sign_in(). Outcomes: ok, refused, code_wrong, slow_down. Audited.
  SignInResult show_again(store::Database& db, const Scope& scope, Session& session, std::string_view password, std::string_view code);

  SecondFactor& second_factor() { return factor_; }
  /// Ends the session. Audited. In the caller's transaction.
  void sign_out(store::Session& db, const Scope& scope, std::string_view token);

 private:
  Passwords& passwords_;
  Sessions& sessions_;
  NeverBack& time_;
  SignInResult open_session(store::Session& db, const Scope& about, std::int64_t account_id, bool staff, bool must_change,
                            std::string_view way, std::string_view old_token);
  std::string wait_for_code(store::Session& db, const Scope& scope, std::int64_t account_id, std::string_view way, bool must_change);

  const Sealing& sealing_;
  SecondFactor factor_;
};

/// The cookie between password and code: gt_2f, __Host- before it under TLS; ten minutes.
std::string_view code_cookie_name(bool tls);
std::string code_cookie(bool tls, std::string_view token);
std::string ended_code_cookie(bool tls);

/// The stricter of the given policy and those of the sites at which the account holds a role.
Policy policy_for(store::Session& db, std::int64_t account_id, Policy here);

/// Forgets what was counted against the account's name: its owner has shown who he is, or an administrator unlocks it.
void forget_sign_in_attempts(store::Session& db, const Sealing& sealing, std::int64_t account_id, std::string_view client = {});

}  // namespace gongting::host::auth

#endif
