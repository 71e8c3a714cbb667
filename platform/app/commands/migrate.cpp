// gongting migrate: brings the tables of the host and of every plugin to the version of this program.
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"

namespace gongting::host::app {

int run_migrate(Call& call) {
  Installation installation(call);
  const auto failures = web::migrate_all(installation.database(), installation.places());
  for (const auto& failure : failures) std::cerr << "gongting migrate: " << failure << '\n';
  if (!failures.empty()) {
    std::cerr << "These plugins stay switched off until that is mended; the rest is up to date.\n";
    return 1;
  }
  std::cout << "The database is up to date.\n";
  return 0;
}

}  // namespace gongting::host::app
