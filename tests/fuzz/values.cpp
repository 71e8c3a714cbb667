// Whatever bytes cross the boundary between host and plugin: what check() lets through can be read to its end, and is
// written again as what it was.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/json.hpp"
#include "gongting/error.hpp"
#include "gongting/value.hpp"

namespace {

using gongting::Tag;
using gongting::ValueRef;

void require(bool holds) {
  if (!holds) std::abort();
}

void walk(ValueRef value) {
  value.text(), value.integer(), value.real(), value.boolean(), value.message_key();
  require(value["no such key"].is_null());
  std::uint32_t items = 0;
  value.for_each([&](std::string_view key, ValueRef item) {
    require(key.size() <= value.exact().size());
    walk(item);
    ++items;
    return true;
  });
  if (value.tag() == Tag::list) require(items == value.count());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const ValueRef value(input);
  try {
    value.check();
  } catch (const gongting::Error&) {
    return 0;
  }
  walk(value);
  const auto copy = value.value();
  const auto written = copy.encode();
  ValueRef(written).check();
  require(ValueRef(written).value().encode() == written);
  gongting::host::to_json(copy);
  return 0;
}
