// What a reverse proxy tells about a request (R39): believed from the configured proxies only, for anybody can write these
// headers.
#pragma once

#include <string>
#include <vector>

#include "http/message.hpp"

namespace gongting::host::web {

/// Who sent it. Each proxy appends whom it saw, so the list is read from its end: the first address that is none of ours.
/// What is no address ends the reading. [any-thread]
std::string client_address(const http::Request& request, const std::vector<std::string>& proxies);

/// Whether the browser spoke TLS: with us, or with a proxy of ours that says so. [any-thread]
bool came_by_tls(const http::Request& request, const std::vector<std::string>& proxies);

}  // namespace gongting::host::web
