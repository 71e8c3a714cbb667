// What a command works on: the state folder, the database and what is needed to change it. Not for a running worker.
#ifndef GONGTING_APP_INSTALLATION_HPP
#define GONGTING_APP_INSTALLATION_HPP

#include <memory>
#include <string>
#include <vector>

#include "app/command.hpp"
#include "auth/accounts.hpp"
#include "base/scope.hpp"
#include "sites/sites.hpp"
#include "store/database.hpp"
#include "web/application.hpp"

namespace gongting::host::app {

class Installation {
 public:
  /// Closes the state folder to others, becomes the configured user, opens the database.
  /// Errors: those of the configuration and the database.
  explicit Installation(Call& call);
  ~Installation();

  const Config& config() const { return config_; }
  const web::Places& places() const { return places_; }
  store::Database& database() { return *database_; }
  /// With time enough for an import. Errors: unavailable when the tables are not those of this program.
  store::Session session();
  /// Who does it, for the audit log: the user of the operating system.
  const Scope& scope() const { return scope_; }
  auth::Accounts& accounts();
  /// What is wrong with a form, in English: "password: A password has at least 8 characters". "" when nothing is.
  std::string in_words(const auth::Faults& faults) const;
  /// The names of the plugins that are installed, whether or not they can be loaded.
  std::vector<std::string> modules() const;

  /// The site of this slug as it is now. Errors: not_found, listing those that there are.
  sites::Site site(store::Session& db, const std::string& slug);

 private:
  struct Auth;
  Config config_;
  web::Places places_;
  std::unique_ptr<store::Database> database_;
  Scope scope_;
  sites::Sites sites_;
  std::unique_ptr<Auth> auth_;
};

}  // namespace gongting::host::app

#endif
