#include "web/locate.hpp"

#include <algorithm>

namespace gongting::host::web {

Place locate(const sites::Snapshot& snapshot, const std::vector<std::string>& hosts, std::string_view host,
             std::string_view path) {
  Place place;
  if (const auto* site = snapshot.by_host(host)) {
    place = {true, site, "", std::string(path)};
    return place;
  }
  place.known_host = std::find(hosts.begin(), hosts.end(), host) != hosts.end();
  place.path = path;
  if (!place.known_host || path.size() < 2) return place;
  const auto end = path.find('/', 1);
  const auto slug = path.substr(1, end == std::string_view::npos ? end : end - 1);
  place.site = snapshot.by_slug(slug);
  if (place.site == nullptr) return place;
  place.prefix = "/" + std::string(slug);
  place.path = end == std::string_view::npos ? "" : std::string(path.substr(end));
  return place;
}

}  // namespace gongting::host::web
