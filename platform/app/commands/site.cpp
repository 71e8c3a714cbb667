// gongting site list|add|enable|disable
#include <algorithm>
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"
#include "base/text.hpp"
#include "sites/changes.hpp"

namespace gongting::host::app {
namespace {

void check_module(const std::vector<std::string>& installed, const std::string& name) {
  if (std::find(installed.begin(), installed.end(), name) != installed.end()) return;
  std::string all;
  for (const auto& module : installed) all += (all.empty() ? "" : ", ") + module;
  throw Error{Kind::not_found, "there is no module " + inert(name) + "; installed: " + (all.empty() ? "none" : all)};
}

int switch_something(Call& call, bool on) {
  const auto& arguments = call.arguments();
  Installation installation(call);
  auto db = installation.session();
  auto site = installation.site(db, arguments[0]);
  auto scope = installation.scope();
  scope.site_id = site.id;
  if (arguments.size() == 1) {
    site.status = on ? "active" : "closed";
    sites::update_site(db, scope, site);
  } else {
    // One that is no longer installed may still be switched off.
    if (on) check_module(installation.modules(), arguments[1]);
    sites::switch_module(db, scope, site.id, arguments[1], on, call.option("reason", "by gongting site"));
  }
  db.commit();
  std::cout << site.slug << (arguments.size() == 1 ? "" : ": " + arguments[1]) << " is " << (on ? "on" : "off") << '\n';
  return 0;
}

}  // namespace

int run_site_list(Call& call) {
  Installation installation(call);
  auto db = installation.session();
  sites::Sites all;
  const auto snapshot = all.snapshot(db, sites::read_epoch(db));
  for (const auto& site : snapshot->sites()) {
    std::string modules;
    for (const auto& [name, on] : site.modules)
      if (on) modules += (modules.empty() ? "" : ",") + name;
    std::cout << site.slug << '\t' << site.court_code << '\t' << site.name << '\t' << site.status << '\t'
              << snapshot->points(site.id).size() << " points\t" << (modules.empty() ? "-" : modules) << '\t'
              << (site.host.empty() ? "-" : site.host) << '\n';
  }
  return 0;
}

int run_site_add(Call& call) {
  sites::Site site;
  site.slug = call.arguments()[0];
  site.court_code = call.required("court");
  site.name = call.option("name");
  site.short_name = call.option("short-name");
  site.host = call.option("host");
  site.accent = call.option("accent");
  site.seal = call.option("seal");
  site.phone = call.option("phone");
  site.address = call.option("address");
  site.password_policy = call.option("password-policy", "asvs");

  Installation installation(call);
  auto db = installation.session();
  const auto installed = installation.modules();
  auto modules = split(call.option("modules", "all"), ',');
  if (modules == std::vector<std::string>{"all"}) modules = installed;
  if (modules == std::vector<std::string>{"none"}) modules.clear();
  for (const auto& module : modules) check_module(installed, module);

  auto scope = installation.scope();
  scope.site_id = sites::add_site(db, scope, site);
  for (const auto& module : modules) sites::switch_module(db, scope, scope.site_id, module, true, "with gongting site add");
  db.commit();
  std::cout << site.slug << " is there, with " << modules.size() << " modules\n";
  return 0;
}

int run_site_enable(Call& call) { return switch_something(call, true); }
int run_site_disable(Call& call) { return switch_something(call, false); }

}  // namespace gongting::host::app
