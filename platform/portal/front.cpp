// The page before any site: the courts of this installation, and which one is yours.
#include "portal/portal.hpp"
#include "sites/divisions.hpp"
#include "web/context.hpp"

namespace gongting::host::portal {
namespace {

/// Counties of the provinces in which there are sites, under the names of their cities.
List counties(web::Context& context, std::string_view chosen) {
  List list{Fields{{"value", ""}, {"text", Message{"front.choose", {}}}, {"selected", chosen.empty()}}};
  for (const auto row : context.db().read("select county.code as code, county.name as name, city.name as city from "
                                          "gt_division county join gt_division city on city.code = county.parent "
                                          "where county.level = 'county' order by county.code")) {
    list.emplace_back(Fields{{"value", row.text("code")},
                             {"text", row.text("city") + row.text("name")},
                             {"selected", row["code"].text() == chosen}});
  }
  return list;
}

/// What the choice of a division leads to: the site, or only the name of its court when that has no site here.
Value found(web::Context& context, const std::string& code) {
  const auto division = sites::division(context.db(), code);
  if (!division) return {};
  Fields result{{"place", sites::full_name(context.db(), code)}};
  if (const auto* site = context.snapshot->by_division(code); site != nullptr && site->active()) {
    result.emplace_back("title", context.message("brand.site", {{"site", Fields{{"short_name", site->short_name}}}}));
    result.emplace_back("href", "/" + site->slug + "/");
    result.emplace_back("court", site->name);
  } else {
    const auto courts = context.db().read("select name from gt_court where division = :code and level = 'basic'",
                                          {{"code", code}});
    if (!courts.empty()) result.emplace_back("court", courts[0].text("name"));
  }
  return result;
}

http::Response front(web::Context& context) {
  const auto& snapshot = *context.snapshot;
  List list;
  for (const auto& site : snapshot.sites()) {
    if (!site.active()) continue;
    list.emplace_back(
        Fields{{"title", context.message("brand.site", {{"site", Fields{{"short_name", site.short_name}}}})},
               {"href", "/" + site.slug + "/"},
               {"name", site.name},
               {"place", sites::full_name(context.db(), site.division)},
               {"phone", site.phone},
               {"points", static_cast<std::int64_t>(snapshot.points(site.id).size())}});
  }
  const auto code = std::string(context.query.text("division"));
  if (code.empty()) context.keep_page_ms = 60'000;
  return context.page("front.html", {{"sites", std::move(list)},
                                     {"divisions", counties(context, code)},
                                     {"division", code},
                                     {"found", code.empty() ? Value() : found(context, code)}},
                      {.title = Message{"front.head", {}}, .wide = true});
}

}  // namespace

void add_front(web::Router& router) {
  router.get(Face::portal, "/", web::k_anyone, front);
}

}  // namespace gongting::host::portal
