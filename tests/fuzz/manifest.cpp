// Whatever stands in a plugin.json: it is refused as bad input with a reason, or taken whole, its record types too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "gongting/error.hpp"
#include "plugin_host/manifest.hpp"
#include "store/record_types.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gongting::host;
  try {
    const auto manifest = plugin_host::parse_manifest(std::string(reinterpret_cast<const char*>(data), size), "plugin.json");
    for (const auto& type : store::parse_record_types(manifest.name, manifest.records))
      if (type.table().size() > 63 || type.columns.empty()) std::abort();
  } catch (const gongting::Error& error) {
    if (error.kind() != gongting::Kind::bad_input || std::string(error.what()).empty()) std::abort();
  }
  return 0;
}
