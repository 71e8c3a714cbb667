// Whatever text comes as a file of rules: it is refused as bad input, or read; every rule that was read computes from a
// day, or says why it does not.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "clock/period.hpp"
#include "gongting/error.hpp"

using namespace gongting::host;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  clock::RulePack pack;
  try {
    const auto encoded = parse_json(std::string_view(reinterpret_cast<const char*>(data), size)).encode();
    pack.add(gongting::ValueRef(encoded));
    pack.check();
  } catch (const gongting::Error& error) {
    if (error.kind() != gongting::Kind::bad_input) std::abort();
    return 0;
  }
  const clock::Calendar calendar;
  for (const auto& rule : pack.rules()) {
    for (const int more : {0, 1, 10'000}) {
      try {
        if (clock::compute(rule, {"2024-02-29T23:59", more, more}, calendar).trail.empty()) std::abort();
      } catch (const gongting::Error& error) {
        if (error.kind() != gongting::Kind::bad_input) std::abort();
      }
    }
  }
  return 0;
}
