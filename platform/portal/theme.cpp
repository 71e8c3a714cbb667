// The site's own colours. Everything else is derived from them by the stylesheet.
#include "portal/portal.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {
namespace {

http::Response theme(web::Context& context) {
  http::Response response;
  response.type = "text/css; charset=utf-8";
  response.body = ":root{";
  if (!context.site->accent.empty()) response.body += "--gt-accent:" + context.site->accent + ";";
  if (!context.site->seal.empty()) response.body += "--gt-seal:" + context.site->seal;
  response.body += "}\n";
  response.set("cache-control", "public, max-age=300");
  return response;
}

}  // namespace

void add_theme(web::Router& site) {
  site.get(Face::portal, "/theme.css", web::k_anyone, theme);
  site.get(Face::console, "/theme.css", web::k_anyone, theme);
}

}  // namespace gongting::host::portal
