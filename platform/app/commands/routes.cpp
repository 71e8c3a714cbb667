// gongting routes: every address of the host and of the plugins that can be loaded.
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "app/pages.hpp"

namespace gongting::host::app {
namespace {

std::string whom_it_lets_in(const std::string& permission) {
  if (permission.empty()) return "anyone";
  return permission == "*" ? "signed-in" : permission;
}

}  // namespace

int run_routes(Call& call) {
  Installation installation(call);
  const web::Application application(installation.config(), installation.places(), core_pages());
  for (const auto& address : application.addresses())
    std::cout << address.face << '\t' << address.method << '\t' << address.path << '\t'
              << whom_it_lets_in(address.permission) << '\n';
  return 0;
}

}  // namespace gongting::host::app
