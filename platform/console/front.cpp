// The console without a site: where to go.
#include "console/pages.hpp"
#include "web/context.hpp"

namespace gongting::host::console {

http::Response front_page(web::Context& context) {
  List sites;
  for (const auto& site : context.snapshot->sites())
    if (site.active()) sites.emplace_back(Fields{{"name", site.name}, {"href", "/" + site.slug + "/"}});
  return context.page("console/front.html", {{"sites", std::move(sites)}}, {.title = Message{"console.title.front", {}}});
}

}  // namespace gongting::host::console
