// Public pages kept between requests: the same bytes for every guest, exact because each is bound to the epoch that
// every change of sites, points, modules and settings moves.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace gongting::host::web {

class PageCache {
 public:
  /// What the page depends on besides the epoch: face, host, target, and how the browser wants it. "" for requests whose
  /// answer is never kept (a signed-in person, a method other than GET).
  static std::string key(const http::Request& request, bool tls);

  /// Any page kept under this key, whatever its epoch: tells whether asking for the epoch is worth it. [any-thread]
  bool maybe(const std::string& key) const;
  std::optional<http::Response> find(const std::string& key, std::int64_t epoch, bool gzip) const;
  void keep(const std::string& key, std::int64_t epoch, std::int64_t keep_ms, const http::Response& response);

 private:
  static constexpr std::size_t k_pages = 512;
  struct Page {
    std::int64_t epoch = 0, until_ms = 0;
    http::Response plain, gzip;
  };
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Page>, std::less<>> pages_;
};

}  // namespace gongting::host::web
