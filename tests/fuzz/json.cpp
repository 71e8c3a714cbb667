// Whatever text comes as JSON: it is refused as bad input, or read; what was read is written as JSON that reads the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "base/text.hpp"
#include "gongting/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  gongting::Value value;
  try {
    value = gongting::host::parse_json(input);
  } catch (const gongting::Error& error) {
    if (error.kind() != gongting::Kind::bad_input) std::abort();
    return 0;
  }
  const auto written = gongting::host::to_json(value);
  if (!gongting::host::valid_utf8(written)) std::abort();
  if (gongting::host::to_json(gongting::host::parse_json(written)) != written) std::abort();
  return 0;
}
