#include <gtest/gtest.h>

#include "web/forwarded.hpp"

namespace gongting::host::web {
namespace {

const std::vector<std::string> k_proxies{"10.0.0.1", "10.0.0.2", "fd00::1"};

http::Request from(const std::string& peer, const std::vector<std::string>& forwarded = {}) {
  http::Request request;
  request.peer = peer;
  for (const auto& value : forwarded) request.headers.push_back({"x-forwarded-for", value});
  return request;
}

TEST(R39_RateLimits, OnlyAProxyOfOursIsBelieved) {
  EXPECT_EQ(client_address(from("203.0.113.9", {"198.51.100.1"}), k_proxies), "203.0.113.9");
  EXPECT_EQ(client_address(from("203.0.113.9", {"198.51.100.1"}), {}), "203.0.113.9");
  EXPECT_EQ(client_address(from("10.0.0.1", {"198.51.100.1"}), k_proxies), "198.51.100.1");
  EXPECT_EQ(client_address(from("fd00::1", {"2001:db8::7"}), k_proxies), "2001:db8::7");
  EXPECT_EQ(client_address(from("10.0.0.1"), k_proxies), "10.0.0.1");
}

TEST(R39_RateLimits, WhatTheClientWroteItselfIsNotBelieved) {
  EXPECT_EQ(client_address(from("10.0.0.1", {"1.1.1.1, 198.51.100.1"}), k_proxies), "198.51.100.1") << "appended to its list";
  EXPECT_EQ(client_address(from("10.0.0.1", {"1.1.1.1", "198.51.100.1"}), k_proxies), "198.51.100.1") << "in a header of its own";
  EXPECT_EQ(client_address(from("10.0.0.1", {"10.0.0.2", "198.51.100.1"}), k_proxies), "198.51.100.1");
}

TEST(R39_RateLimits, ThroughTwoProxiesTheClientStandsBeforeThem) {
  EXPECT_EQ(client_address(from("10.0.0.1", {"1.1.1.1, 198.51.100.1, 10.0.0.2"}), k_proxies), "198.51.100.1");
  EXPECT_EQ(client_address(from("10.0.0.1", {"10.0.0.2"}), k_proxies), "10.0.0.2");
}

TEST(R39_RateLimits, WhatIsNoAddressIsNobodys) {
  for (const auto* word : {"", "unknown", "localhost", "198.51.100.1:4711", "198.51.100.1\r\nx", "999.1.1.1", "a, , b"})
    EXPECT_EQ(client_address(from("10.0.0.1", {word}), k_proxies), "10.0.0.1") << word;
}

TEST(R39_RateLimits, AProxyMayEndTlsForUs) {
  const auto request = [](const std::string& peer, const std::string& proto) {
    auto made = from(peer);
    made.headers.push_back({"x-forwarded-proto", proto});
    return made;
  };
  EXPECT_TRUE(came_by_tls(request("10.0.0.1", "https"), k_proxies));
  EXPECT_FALSE(came_by_tls(request("10.0.0.1", "http"), k_proxies));
  EXPECT_FALSE(came_by_tls(request("10.0.0.1", "https, http"), k_proxies)) << "what the proxy saw stands last";
  EXPECT_FALSE(came_by_tls(request("203.0.113.9", "https"), k_proxies));
  auto own = from("203.0.113.9");
  own.tls = true;
  EXPECT_TRUE(came_by_tls(own, {}));
}

}  // namespace
}  // namespace gongting::host::web
