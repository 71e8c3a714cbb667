#include "web/request_figures.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace gongting::host::web {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr std::string_view k_host = "host";  // no plugin may have this name

std::string_view module_of(const Answered& request) { return request.module.empty() ? k_host : request.module; }

/// The entry of a map, made when there is none, without a string for each look.
template <class Map>
typename Map::mapped_type& entry(Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found != map.end() ? found->second : map.emplace(std::string(key), typename Map::mapped_type{}).first->second;
}

std::string label(std::string_view name, std::string_view value) {
  return std::string(name) + "=\"" + std::string(value) + "\"";
}

}  // namespace

bool RequestFigures::worth_a_line(const Answered& request) const {
  if (settings_.requests == "all") return true;
  if (settings_.requests == "none") return false;
  const bool write = request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
  return write || request.status >= 500 || request.time >= milliseconds(settings_.slow_request_ms);
}

void RequestFigures::note(const Answered& request) {
  {
    const auto hundred = static_cast<std::size_t>(std::clamp(request.status / 100, 0, 5));
    const auto bound = std::lower_bound(k_bounds_ms.begin(), k_bounds_ms.end(), request.time,
                                        [](int ms, auto time) { return milliseconds(ms) < time; });
    const std::lock_guard lock(mutex_);
    ++entry(entry(counts_, request.site), module_of(request))[hundred];
    auto& times = entry(times_, module_of(request));
    ++times.of_bucket[static_cast<std::size_t>(bound - k_bounds_ms.begin())];
    times.microseconds += duration_cast<microseconds>(request.time).count();
  }
  if (!worth_a_line(request)) return;
  log(request.status >= 500 ? Level::warning : Level::info, "request",
      {{"site", request.site},
       {"module", module_of(request)},
       {"method", request.method},
       {"route", request.route},
       {"status", request.status},
       {"ms", duration_cast<milliseconds>(request.time).count()},
       {"account", request.account_id}});
}

void RequestFigures::add_to(Fields& counters) const {
  const std::lock_guard lock(mutex_);
  for (const auto& [site, modules] : counts_)
    for (const auto& [module, by_hundred] : modules)
      for (std::size_t hundred = 0; hundred < by_hundred.size(); ++hundred)
        if (by_hundred[hundred] > 0)
          counters.emplace_back("answered_total{" + label("site", site) + "," + label("module", module) + "," +
                                    label("class", std::to_string(hundred) + "xx") + "}",
                                by_hundred[hundred]);
  for (const auto& [module, times] : times_) {
    const auto of = label("module", module);
    std::int64_t below = 0;
    for (std::size_t i = 0; i < k_bounds_ms.size(); ++i) {
      below += times.of_bucket[i];
      auto bound = std::to_string(k_bounds_ms[i] / 1000.0);
      bound.erase(bound.find_last_not_of('0') + 1);
      if (bound.ends_with('.')) bound.pop_back();
      counters.emplace_back("request_seconds_bucket{" + of + "," + label("le", bound) + "}", below);
    }
    below += times.of_bucket.back();
    counters.emplace_back("request_seconds_bucket{" + of + "," + label("le", "+Inf") + "}", below);
    counters.emplace_back("request_seconds_count{" + of + "}", below);
    counters.emplace_back("request_seconds_sum{" + of + "}", static_cast<double>(times.microseconds) / 1e6);
  }
}

}  // namespace gongting::host::web
