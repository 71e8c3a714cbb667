// Whatever file is imported as CSV: reading comes to its end, says which line is bad, and never keeps more than the limit.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include "base/csv.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t most = 1000;
  using gongting::host::CsvReader;
  std::istringstream in(std::string(reinterpret_cast<const char*>(data), size));
  CsvReader reader(in, most);
  std::vector<std::string> fields;
  std::size_t line = 0;
  for (std::size_t rounds = 0;; ++rounds) {
    const auto result = reader.next(fields);
    if (result == CsvReader::Result::end) break;
    if (rounds > size || reader.line() < line) std::abort();
    line = reader.line();
    if (result == CsvReader::Result::bad) {
      if (reader.reason().empty()) std::abort();
      continue;
    }
    std::size_t bytes = 0;
    for (const auto& field : fields) bytes += field.size();
    if (bytes > most || fields.empty()) std::abort();
  }
  if (reader.bytes() > size) std::abort();
  return 0;
}
