#include "console/one_time.hpp"

#include <string_view>

#include "base/random.hpp"

namespace gongting::host::console {

std::string one_time_password() {
  constexpr std::string_view alike = "0O1Il-_";
  constexpr std::string_view lower = "abcdefghijklmnopqrstuvwxyz", upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", digits = "0123456789";
  while (true) {
    std::string signs;
    while (signs.size() < 15) {
      for (const char c : random_token(24)) {
        if (alike.find(c) == std::string_view::npos) signs.push_back(c);
        if (signs.size() == 15) break;
      }
    }
    const auto has = [&](std::string_view kind) { return signs.find_first_of(kind) != std::string::npos; };
    if (has(lower) && has(upper) && has(digits)) return signs.substr(0, 5) + "-" + signs.substr(5, 5) + "-" + signs.substr(10);
  }
}

}  // namespace gongting::host::console
