// A party, unit or addressee without an account takes part in one matter: by a signed link that expires, and a code.
// The invited person is an account of kind "invited", linked to the one record in the one part; without the code nobody
// is that account.
#ifndef GONGTING_INVITE_INVITATIONS_HPP
#define GONGTING_INVITE_INVITATIONS_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "auth/sealing.hpp"
#include "auth/sessions.hpp"
#include "base/scope.hpp"
#include "store/database.hpp"

namespace gongting::host::invite {

inline constexpr std::string_view k_invited = "invited";  // kind of the account
inline constexpr int k_most_days = 90;

struct ToInvite {
  std::string plugin, type;
  std::int64_t record = 0;
  std::string page;  // of the record, below the site
  std::string part, name, mobile, way;
  int days = 15;
  std::int64_t account = 0;  // of an earlier invitation to this record, which this one takes the place of; 0 for none
};

struct Invitation {
  std::int64_t id = 0, site_id = 0, record = 0, account = 0, made_at = 0, expires_at = 0, joined_at = 0, revoked_at = 0;
  std::string plugin, type, part, way, page, mobile_masked;
  std::int64_t code_until = 0;
  int tries = 0;
  bool has_code = false;

  /// open, joined, expired or revoked.
  std::string state(std::int64_t now) const;
  bool stands(std::int64_t now) const { return revoked_at == 0 && now < expires_at; }
};

struct Made {
  Invitation invitation;
  std::string token, code;  // code: for paper only; stored as a hash
};

/// All but check_code are in the caller's transaction and audited.
class Invitations {
 public:
  Invitations(const auth::Sealing& sealing, auth::Sessions& sessions) : sealing_(sealing), sessions_(sessions) {}

  /// Errors: bad_input for an unknown way, a name or number that is none.
  Made invite(store::Session& db, const Scope& scope, const ToInvite& whom) const;
  /// Ends every session of whoever used it. Errors: not_found when the record has no such invitation.
  void revoke(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record, std::int64_t id) const;
  std::vector<Invitation> of(store::Session& db, const Scope& scope, const std::string& plugin, const std::string& type, std::int64_t record) const;

  /// That the link opens at this site: nothing for a forged, revoked or expired one.
  std::optional<Invitation> by_token(store::Session& db, std::int64_t site_id, std::string_view token) const;
  /// That an invited account acts by; nothing when it does not stand any more.
  std::optional<Invitation> by_account(store::Session& db, std::int64_t account) const;
  std::optional<Invitation> find(store::Session& db, std::int64_t site_id, std::int64_t id) const;
  std::string token(const Invitation& invitation) const;

  struct Code {
    std::string mobile, code;
  };
  /// A code of six digits for ten minutes; the one before is void. Nothing when the way is paper, or a good one is out already
  /// and `always` is false. Errors: too_many after five in an hour.
  std::optional<Code> new_code(store::Session& db, const Scope& scope, const Invitation& invitation, bool always) const;
  /// Counts the try, commits, and says whether it is the code. Errors: too_many.
  bool check_code(store::Session& db, const Scope& scope, const Invitation& invitation, std::string_view typed) const;
  /// Notes that he came, and opens a session. Answers its token.
  std::string join(store::Session& db, const Scope& scope, const Invitation& invitation) const;

 private:
  std::int64_t make_account(store::Session& db, const ToInvite& whom) const;
  std::string code_hash(std::int64_t id, std::string_view code) const;

  const auth::Sealing& sealing_;
  auth::Sessions& sessions_;
};

}  // namespace gongting::host::invite

#endif
