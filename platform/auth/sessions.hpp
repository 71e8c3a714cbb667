// Who is signed in. A session is a random token in a cookie and a row with its hash; it belongs to one face.
#ifndef GONGTING_AUTH_SESSIONS_HPP
#define GONGTING_AUTH_SESSIONS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "auth/never_back.hpp"
#include "base/config.hpp"
#include "base/scope.hpp"

namespace gongting::host::auth {

struct Session {
  std::int64_t account_id = 0;
  std::string login;  // as it may be shown: a citizen's is his number, masked
  std::string name;
  std::string kind;  // citizen or staff
  std::string locale;  // "" when the account has chosen none
  bool must_change = false;  // nothing is allowed but changing the password
  std::int64_t unread = 0;   // notices, over all sites
  std::int64_t epoch = 0;    // of the caches, read in the same statement
  std::string token_hash;
  std::int64_t ends_at = 0;
};

class Sessions {
 public:
  Sessions(const Config::Session& times, NeverBack& time) : times_(times), time_(time) {}

  /// Opens a session and gives its token, which is stored nowhere. In the caller's transaction.
  std::string start(store::Session& db, Face face, std::int64_t account_id, bool staff, std::string_view client);
  /// The session of this token on this face, if it lives: one kept statement; once a minute it is noted as used.
  /// Nothing for a session that ended, of a disabled account, or of the other face.
  std::optional<Session> find(store::Session& db, Face face, std::string_view token);

  /// The Set-Cookie value that gives the token to the browser. The console's cookie goes when the browser is closed, and
  /// so does a `brief` one.
  std::string cookie(Face face, bool tls, std::string_view token, bool brief = false) const;

  /// Dead at once on every worker, when the caller's transaction commits.
  void end(store::Session& db, std::string_view token);
  void end_all(store::Session& db, std::int64_t account_id);
  /// Removes the rows of sessions that ended. For a timer.
  void sweep(store::Session& db);

 private:
  Config::Session times_;
  NeverBack& time_;
};

/// What is stored and compared instead of a token.
std::string token_hash(std::string_view token);

/// gt_p for the portal, gt_c for the console; __Host- before it under TLS. Cookies do not distinguish ports: two names.
std::string_view cookie_name(Face face, bool tls);
/// The Set-Cookie value that takes the token back from the browser.
std::string ended_cookie(Face face, bool tls);

}  // namespace gongting::host::auth

#endif
