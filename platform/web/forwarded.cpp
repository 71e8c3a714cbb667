#include "web/forwarded.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.hpp"

namespace gongting::host::web {
namespace {

bool is_address(const std::string& text) {
  in6_addr raw{};
  return inet_pton(AF_INET, text.c_str(), &raw) == 1 || inet_pton(AF_INET6, text.c_str(), &raw) == 1;
}

/// A proxy may add a header of its own behind the client's instead of a word to it: all of them count, in their order.
std::vector<std::string> words_of(const http::Request& request, std::string_view name) {
  std::vector<std::string> words;
  for (const auto& header : request.headers) {
    if (header.name != name) continue;
    for (const auto& word : split(header.value, ',')) words.push_back(trim(word));
  }
  return words;
}

bool among(const std::vector<std::string>& proxies, const std::string& address) {
  return std::find(proxies.begin(), proxies.end(), address) != proxies.end();
}

}  // namespace

std::string client_address(const http::Request& request, const std::vector<std::string>& proxies) {
  auto client = request.peer;
  const auto seen = words_of(request, "x-forwarded-for");
  for (auto word = seen.rbegin(); word != seen.rend() && among(proxies, client); ++word) {
    if (!is_address(*word)) break;
    client = *word;
  }
  return client;
}

bool came_by_tls(const http::Request& request, const std::vector<std::string>& proxies) {
  if (request.tls || !among(proxies, request.peer)) return request.tls;
  const auto said = words_of(request, "x-forwarded-proto");
  return !said.empty() && said.back() == "https";
}

}  // namespace gongting::host::web
