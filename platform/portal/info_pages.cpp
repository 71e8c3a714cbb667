// What a public site says about itself: who runs it, how it can be used by everybody, what it does with personal data.
#include "portal/portal.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {
namespace {

http::Response about(web::Context& context) {
  return context.page("portal/about.html", {{"points", context.url("/points")}}, {.title = Message{"foot.about", {}}, .current = "-"});
}

http::Response accessibility(web::Context& context) {
  return context.page("portal/accessibility.html", {}, {.title = Message{"foot.accessibility", {}}, .current = "-"});
}

http::Response privacy(web::Context& context) {
  return context.page("portal/privacy.html", {{"notice_version", std::string(k_notice_version)}},
                      {.title = Message{"foot.privacy", {}}, .current = "-"});
}

}  // namespace

void add_info_pages(web::Router& site) {
  site.get(Face::portal, "/about", web::k_anyone, about);
  site.get(Face::portal, "/accessibility", web::k_anyone, accessibility);
  site.get(Face::portal, "/privacy", web::k_anyone, privacy);
}

}  // namespace gongting::host::portal
