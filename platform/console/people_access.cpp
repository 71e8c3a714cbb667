#include "console/people_access.hpp"

#include "auth/roles.hpp"
#include "base/clock.hpp"
#include "gongting/error.hpp"
#include "store/database.hpp"
#include "web/context.hpp"

namespace gongting::host::console {

std::string_view hindrance_name(Hindrance hindrance) {
  switch (hindrance) {
    case Hindrance::none: return "";
    case Hindrance::self: return "self";
    case Hindrance::elsewhere: return "elsewhere";
    case Hindrance::office: return "office";
  }
  return "";
}

Hindrance may_control(const Administrator& who, const Subject& whom) {
  if (who.account_id == whom.account_id) return Hindrance::self;
  if (whom.elsewhere && !who.installation) return Hindrance::elsewhere;
  // An administrator's account is the security administrator's business; of one for all sites, that of his like.
  if (whom.office && !(whom.elsewhere ? who.installation_security : who.security)) return Hindrance::office;
  return Hindrance::none;
}

Hindrance may_grant(const Administrator& who, const Subject& whom) {
  return who.account_id == whom.account_id ? Hindrance::self : Hindrance::none;
}

bool may_see(const Administrator& who, const Subject& whom, bool named_login) {
  return whom.here || named_login || (who.installation && whom.elsewhere);
}

Administrator administrator_of(const web::Context& context) {
  const bool everywhere_security = context.installation.has_role("SEC_ADMIN");
  return {context.scope.account_id, context.identity.has_role("SEC_ADMIN"),
          everywhere_security || context.installation.has_role("SYS_ADMIN"), everywhere_security};
}

Subject subject_of(web::Context& context, std::int64_t account_id) {
  const auto accounts = context.db().read("select kind from gt_account where id = :id", {{"id", account_id}});
  if (accounts.empty()) throw Error{Kind::not_found, "there is no such person"};
  Subject subject;
  subject.account_id = account_id;
  subject.staff = accounts[0].text("kind") == "staff";
  const auto day = today();
  const auto grants = auth::grants_of(context.db(), account_id);
  for (const auto grant : grants) {
    const bool ended = !grant.is_null("to_date") && !grant.text("to_date").empty() && grant.text("to_date") < day;
    if (grant.integer("site_id") == context.site->id) subject.here = true;
    // What has ended elsewhere is no reason to keep this site's administrator from his people.
    else if (!ended) subject.elsewhere = true;
    const auto role = grant.text("role");
    if (!ended && (role == "SYS_ADMIN" || role == "SEC_ADMIN" || role == "AUDIT_ADMIN")) subject.office = true;
  }
  return subject;
}

}  // namespace gongting::host::console
