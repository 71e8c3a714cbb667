// gongting point list
#include <iostream>

#include "app/commands/commands.hpp"
#include "app/installation.hpp"

namespace gongting::host::app {

int run_point_list(Call& call) {
  Installation installation(call);
  auto db = installation.session();
  const auto wanted = call.option("site");
  if (!wanted.empty()) installation.site(db, wanted);  // names the sites that there are
  const auto named = [](const std::string& name) { return name.empty() ? std::string("-") : name; };
  sites::Sites all;
  const auto snapshot = all.snapshot(db, sites::read_epoch(db));
  for (const auto& site : snapshot->sites()) {
    if (!wanted.empty() && site.slug != wanted) continue;
    for (const auto& point : snapshot->points(site.id))
      std::cout << point.id << '\t' << site.slug << '\t' << point.name << '\t' << sites::kind_name(point.kind) << '\t'
                << point.division << '\t' << point.status << '\t' << named(point.director) << '\t' << named(point.judge)
                << '\n';
  }
  return 0;
}

}  // namespace gongting::host::app
