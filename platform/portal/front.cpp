// The page before any site: the courts of this installation, and which one is yours.
#include "portal/portal.hpp"
#include "sites/divisions.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {
namespace {

constexpr std::size_t k_question = 40;  // bytes beyond which no division's name goes

http::Response front(web::Context& context) {
  const auto& snapshot = *context.snapshot;
  List list;
  for (const auto& site : snapshot.sites()) {
    if (!site.active()) continue;
    list.emplace_back(Fields{{"name", site.name},
                             {"short_name", site.short_name},
                             {"href", "/" + site.slug + "/"},
                             {"points", static_cast<std::int64_t>(snapshot.points(site.id).size())}});
  }
  const auto question = context.query.text("q").substr(0, k_question);
  List found;
  if (!question.empty() && context.request.face == Face::portal) {
    for (const auto row : sites::find_divisions(context.db(), question)) {
      const auto code = row.text("code");
      Fields entry{{"name", row.text("name")}, {"full_name", sites::full_name(context.db(), code)}};
      if (const auto* site = snapshot.by_division(code); site != nullptr && site->active()) {
        entry.emplace_back("site_name", site->name);
        entry.emplace_back("site_href", "/" + site->slug + "/");
      }
      found.emplace_back(std::move(entry));
    }
  }
  if (question.empty()) context.keep_page_ms = 60'000;
  return context.page("front.html", {{"q", question},
                                     {"searched", !question.empty()},
                                     {"found", std::move(found)},
                                     {"sites", std::move(list)}});
}

}  // namespace

void add_front(web::Router& router) {
  router.get(Face::portal, "/", web::k_anyone, front);
  router.get(Face::console, "/", web::k_anyone, front);
}

}  // namespace gongting::host::portal
