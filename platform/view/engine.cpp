#include <atomic>

#include "view/escape.hpp"
#include "view/library.hpp"
#include "view/page.hpp"
#include "view/view.hpp"

namespace gongting::host::view {
namespace {

std::atomic<std::uint64_t> generations{0};

/// A page or layout in each locale and for each site that has templates of its own.
std::string page_key(std::string_view site, std::string_view plugin, std::string_view name, std::string_view locale) {
  std::string key;
  key.reserve(site.size() + plugin.size() + name.size() + locale.size() + 3);
  return key.append(site).append("/").append(plugin).append("/").append(locale).append("/").append(name);
}

std::string_view layout_name(const RenderRequest& request) {
  if (request.layout == "page")
    return request.face == Face::portal ? "layouts/portal.html" : "layouts/console.html";
  if (request.layout == "print") return "layouts/print.html";
  if (request.layout == "bare") return "layouts/bare.html";
  if (request.layout == "none") return {};
  throw Error{Kind::internal, "there is no layout \"" + std::string(request.layout) + "\": page, print, bare or none"};
}

/// The text of the page's heading, for a page that was given no title.
std::string heading(std::string_view html) {
  const auto from = html.find("<h1"), to = html.find("</h1>");
  if (from == html.npos || to == html.npos || to < from) return {};
  std::string text;
  bool in_tag = false;
  html = html.substr(from, to - from);
  while (!html.empty()) {
    if (html[0] == '<' || html[0] == '>') in_tag = html[0] == '<';
    else if (!in_tag && html[0] == '&') html.remove_prefix(unescape_to(text, html) - 1);
    else if (!in_tag && html[0] != '\n') text.push_back(html[0]);
    html.remove_prefix(1);
  }
  return text;
}

/// The layout with the content at its places.
std::string around(std::string_view layout, const std::vector<std::size_t>& places, std::string_view content) {
  std::string page;
  page.reserve(layout.size() + places.size() * content.size());
  std::size_t from = 0;
  for (const auto place : places) {
    page.append(layout.substr(from, place - from)).append(content);
    from = place;
  }
  return page.append(layout.substr(from));
}

}  // namespace

std::string Problem::text() const { return file + ":" + std::to_string(line) + ": " + reason; }

struct Engine::Impl {
  explicit Impl(const Sources& sources) : library(sources), locales(sources.locales) {
    const auto generation = ++generations;
    std::vector<std::string> variants = library.sites();
    variants.emplace_back();
    std::size_t number = 0;
    for (const auto& site : variants)
      for (const auto& owner : library.owners())
        for (const auto& name : library.pages(owner))
          for (const auto& locale : locales) {
            bool whole = false;
            const auto tokens = library.splice(site, owner, name, locale, whole);
            if (!whole) continue;
            auto page = std::make_unique<Page>(tokens, library.texts().reader(locale, owner), generation, number);
            if (!page->fault().empty()) {
              library.note(owner, name, 1, page->fault(), true);
              continue;
            }
            ++number;
            pages.emplace(page_key(site, owner, name, locale), std::move(page));
          }
    for (const auto& site : library.sites()) sites.emplace(site, true);
    problems = library.take_problems();
    library.forget_files();
  }

  const Page& page(std::string_view site, std::string_view plugin, std::string_view name,
                   std::string_view locale) const {
    if (!sites.contains(site)) site = {};
    if (const auto found = pages.find(page_key(site, plugin, name, locale)); found != pages.end())
      return *found->second;
    if (const auto found = pages.find(page_key(site, plugin, name, locales.front())); found != pages.end())
      return *found->second;
    throw Error{Kind::internal, (plugin.empty() ? "the host" : "the plugin " + std::string(plugin)) +
                                    " has no valid template " + std::string(name)};
  }

  Library library;
  std::vector<std::string> locales;
  StringMap<std::unique_ptr<Page>> pages;
  StringMap<bool> sites;
  std::vector<Problem> problems;
};

Engine::Engine(Sources sources) : impl_(std::make_unique<Impl>(sources)) {}
Engine::~Engine() = default;

const std::vector<Problem>& Engine::problems() const { return impl_->problems; }

bool Engine::has(std::string_view plugin, std::string_view name) const {
  return impl_->pages.contains(page_key("", plugin, name, impl_->locales.front()));
}

std::string Engine::render(const RenderRequest& request) const {
  const ValueRef globals(request.globals);
  thread_local Out content, out;  // their room is used again
  content.clear();
  impl_->page(request.site, request.plugin, request.name, request.locale)
      .write(content, {request.model, globals});
  const auto layout = layout_name(request);
  if (layout.empty()) return content.text();

  auto title = plain(request.locale, request.plugin, request.title);
  if (title.empty()) title = heading(content.view());
  std::string own;
  encode_fields_to(own, {{"title", std::move(title)},
                         {"has_errors", request.model["errors"].count() > 0}});
  out.clear();
  const auto& places = impl_->page(request.site, "", layout, request.locale).write(out, {ValueRef(own), request.layout_model, globals});
  return around(out.view(), places, content.view());
}

std::string Engine::message(std::string_view locale, std::string_view plugin, std::string_view key,
                            ValueRef params) const {
  Out text;
  impl_->library.texts().reader(locale, plugin).write(text, key, params, false);
  return text.text();
}

bool Engine::knows(std::string_view plugin, std::string_view key) const {
  return impl_->library.texts().reader(k_home_locale, plugin).find(key) != nullptr;
}

std::string Engine::plain(std::string_view locale, std::string_view plugin, ValueRef value) const {
  Out text;
  impl_->library.texts().reader(locale, plugin).write_value(text, value, false);
  return text.text();
}

}  // namespace gongting::host::view
