// Who is signed in. A session is a random token in a cookie and a row with its hash; it belongs to one face.
#ifndef GONGTING_AUTH_SESSIONS_HPP
#define GONGTING_AUTH_SESSIONS_HPP

#include <cstdint>
#include <functional>
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
  std::int64_t shown_at = 0;  // when this person last showed who he is, in Sessions' time
  int identity_level = 1;     // 1 stated, 2 seen at a point or by the court, 3 verified by a provider
  bool second_factor = false;  // the account has one that counts
  bool by_provider = false;    // this session began at an identity provider
};

class Sessions {
 public:
  Sessions(const Config::Session& times, NeverBack& time) : times_(times), time_(time) {}

  /// Opens a session and gives its token, which is stored nowhere. In the caller's transaction.
  std::string start(store::Session& db, Face face, std::int64_t account_id, bool staff, std::string_view client,
                    std::string_view way = "password");
  /// The session of this token on this face, if it lives: one kept statement; once a minute it is noted as used.
  /// Nothing for a session that ended, of a disabled account, or of the other face.
  std::optional<Session> find(store::Session& db, Face face, std::string_view token);
  /// The same by what is stored of the token, for what nobody does himself: that it was looked at is not noted as a use, so
  /// that an open page does not keep its session from ending.
  std::optional<Session> peek(store::Session& db, Face face, std::string_view hash);

  /// The Set-Cookie value that gives the token to the browser. The console's cookie goes when the browser is closed, and
  /// so does a `brief` one.
  std::string cookie(Face face, bool tls, std::string_view token, bool brief = false) const;

  /// Dead at once on every worker, when the caller's transaction commits.
  void end(store::Session& db, std::string_view token);
  void end_all(store::Session& db, std::int64_t account_id);
  /// The person of this session has just shown once more who he is.
  void shown_again(store::Session& db, Session& session);
  /// Told after the commit that ended sessions of this account; 0: of somebody. Before the first request.
  void on_end(std::function<void(std::int64_t account_id)> tell) { tell_ = std::move(tell); }
  /// Removes the rows of sessions that ended. For a timer.
  void sweep(store::Session& db);

  /// For who ends sessions past this class.
  void ended(store::Session& db, std::int64_t account_id);

 private:
  std::optional<Session> look_up(store::Session& db, Face face, const std::string& hash, bool uses);
  std::function<void(std::int64_t)> tell_;
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
