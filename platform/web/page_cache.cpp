#include "web/page_cache.hpp"

#include "auth/sessions.hpp"
#include "base/clock.hpp"
#include "http/gzip.hpp"
#include "http/security_headers.hpp"
#include "web/switches.hpp"

namespace gongting::host::web {

std::string PageCache::key(const http::Request& request, bool tls) {
  if (request.method != "GET" || !request.cookie(auth::cookie_name(request.face, tls)).empty()) return {};
  const auto switches = Switches::read(request);
  const auto host = request.header("host");
  const auto language = request.cookie("gt_view").empty() ? request.header("accept-language") : std::string_view();
  std::string key;
  key.reserve(host.size() + request.target.size() + 24);
  key += request.face == Face::portal ? 'p' : 'c';
  key += tls ? 's' : ' ';
  key += host;
  key += request.target;
  key += ' ';
  // Everything a page varies by besides its address; the language only as far as it decides.
  key += language.empty() ? switches.cookie() : switches.locale;
  return key;
}

bool PageCache::maybe(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return pages_.contains(key);
}

std::optional<http::Response> PageCache::find(const std::string& key, std::int64_t epoch, bool gzip) const {
  std::shared_ptr<const Page> page;
  {
    const std::lock_guard lock(mutex_);
    const auto found = pages_.find(key);
    if (found == pages_.end()) return std::nullopt;
    page = found->second;
  }
  if (page->epoch != epoch || page->until_ms < now_ms()) return std::nullopt;
  return gzip ? page->gzip : page->plain;
}

void PageCache::keep(const std::string& key, std::int64_t epoch, std::int64_t keep_ms, const http::Response& response) {
  if (key.empty() || response.status != 200) return;
  auto page = std::make_shared<Page>();
  page->epoch = epoch;
  page->until_ms = now_ms() + keep_ms;
  page->plain = response;
  page->plain.body.clear();
  page->plain.shared_body = std::make_shared<const std::string>(response.content());
  page->plain.set("vary", "Accept-Encoding, Cookie");
  page->gzip = page->plain;
  page->gzip.shared_body = std::make_shared<const std::string>(http::gzip(response.content(), 9));
  page->gzip.set("content-encoding", "gzip");
  const std::lock_guard lock(mutex_);
  if (pages_.size() >= k_pages) pages_.clear();
  pages_[key] = std::move(page);
}

}  // namespace gongting::host::web
