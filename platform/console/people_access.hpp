// Who may do what to whose account. Three administrators, three persons: what one of them may not do to another.
#ifndef GONGTING_CONSOLE_PEOPLE_ACCESS_HPP
#define GONGTING_CONSOLE_PEOPLE_ACCESS_HPP

#include <cstdint>
#include <string>
#include <string_view>

namespace gongting::host::web {
struct Context;
}

namespace gongting::host::console {

/// The administrator who asks.
struct Administrator {
  std::int64_t account_id = 0;
  bool security = false;      // SEC_ADMIN here
  bool installation = false;  // SYS_ADMIN or SEC_ADMIN of all sites
  bool installation_security = false;
};

/// The account that it is about.
struct Subject {
  std::int64_t account_id = 0;
  bool here = false;       // holds a role at this site
  bool elsewhere = false;  // holds one at another site, or for all sites
  bool office = false;     // is one of the three administrators, anywhere
  bool staff = false;      // a staff account, not a citizen's
};

enum class Hindrance { none, self, elsewhere, office };
/// For a page to say why; a message console.hindrance.<name>.
std::string_view hindrance_name(Hindrance hindrance);

/// Disabling and enabling, and issuing a code: whoever does it decides whether the person can sign in anywhere.
Hindrance may_control(const Administrator& who, const Subject& whom);
/// Granting and revoking: only for this site.
Hindrance may_grant(const Administrator& who, const Subject& whom);
/// Whether the account's page opens: it holds a role here, or the administrator named its login exactly. Others are not
/// found, so that nobody leafs through the people of another court.
bool may_see(const Administrator& who, const Subject& whom, bool named_login);

Administrator administrator_of(const web::Context& context);
/// From the account's grants. Errors: not_found.
Subject subject_of(web::Context& context, std::int64_t account_id);

}  // namespace gongting::host::console

#endif
