#include "http/message.hpp"

#include <system_error>

namespace gongting::host::http {

TempFile::~TempFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

namespace {

std::string_view find(const std::vector<Header>& headers, std::string_view name) {
  for (const auto& header : headers)
    if (header.name == name) return header.value;
  return {};
}

}  // namespace

std::string_view Request::header(std::string_view name) const { return find(headers, name); }

std::string_view Request::cookie(std::string_view name) const {
  for (const auto& header : headers) {
    if (header.name != "cookie") continue;
    std::string_view rest = header.value;
    while (!rest.empty()) {
      const auto semicolon = rest.find(';');
      auto pair = rest.substr(0, semicolon);
      while (!pair.empty() && pair.front() == ' ') pair.remove_prefix(1);
      if (pair.size() > name.size() && pair[name.size()] == '=' && pair.starts_with(name)) {
        auto value = pair.substr(name.size() + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        return value;
      }
      if (semicolon == std::string_view::npos) break;
      rest.remove_prefix(semicolon + 1);
    }
  }
  return {};
}

std::string_view Response::header(std::string_view name) const { return find(headers, name); }

void Response::set(std::string_view name, std::string value) {
  for (auto& header : headers)
    if (header.name == name) {
      header.value = std::move(value);
      return;
    }
  headers.push_back({std::string(name), std::move(value)});
}

}  // namespace gongting::host::http
