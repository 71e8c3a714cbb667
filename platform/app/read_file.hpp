// A whole file, as text.
#ifndef GONGTING_APP_READ_FILE_HPP
#define GONGTING_APP_READ_FILE_HPP

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gongting/error.hpp"

namespace gongting::host::app {

/// Errors: Error{bad_input} naming the file.
inline std::string read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error{Kind::bad_input, file.string() + ": cannot be read"};
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace gongting::host::app

#endif
