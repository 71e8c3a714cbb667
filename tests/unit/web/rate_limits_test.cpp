#include <gtest/gtest.h>

#include "core_database.hpp"
#include "web/forwarded.hpp"
#include "web/slow_down.hpp"

namespace gongting::host::web {
namespace {

const std::vector<std::string> k_proxies{"10.0.0.1", "10.0.0.2", "fd00::1"};

http::Request from(const std::string& peer, const std::vector<std::string>& forwarded = {}) {
  http::Request request;
  request.peer = peer;
  for (const auto& value : forwarded) request.headers.push_back({"x-forwarded-for", value});
  return request;
}

class R39_RateLimits : public CoreDatabase {
 protected:
  static constexpr std::int64_t k_now = 1'790'000'000'000, k_minute = 60'000;

  /// What this one has to wait, in ms.
  std::int64_t use(std::int64_t account, const std::string& client, std::int64_t now = k_now, std::string_view route = "/register") {
    auto scope = system();
    scope.account_id = account;
    scope.client = client;
    auto db = lease();
    const auto wait = count_use(db, scope, route, 3, now);
    db.commit();
    return wait;
  }
};

TEST_F(R39_RateLimits, ThreeAnHourPassAndThenOneAMinuteTwoMinutesFour) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(use(0, "192.0.2.7"), 0) << i;
  EXPECT_EQ(use(0, "192.0.2.7"), k_minute);
  EXPECT_EQ(use(0, "192.0.2.7", k_now + 20'000), 40'000);
  EXPECT_EQ(use(0, "192.0.2.7", k_now + k_minute), 0);
  EXPECT_EQ(use(0, "192.0.2.7", k_now + k_minute), 2 * k_minute);
  EXPECT_EQ(use(0, "192.0.2.7", k_now + 3 * k_minute), 0);
  EXPECT_EQ(use(0, "192.0.2.7", k_now + 3 * k_minute), 4 * k_minute);
  EXPECT_EQ(use(0, "192.0.2.7", k_now + 61 * k_minute), 0) << "the hour is over";
  EXPECT_EQ(use(0, "192.0.2.7", k_now + 61 * k_minute), 0);
}

TEST_F(R39_RateLimits, OthersAreNotKeptWaiting) {
  for (int i = 0; i < 3; ++i) use(0, "192.0.2.7");
  EXPECT_GT(use(0, "192.0.2.7"), 0);
  EXPECT_EQ(use(0, "192.0.2.8"), 0) << "another address";
  EXPECT_EQ(use(0, "192.0.2.7", k_now, "/forgot"), 0) << "another form";
  EXPECT_EQ(use(5, "192.0.2.7"), 0) << "somebody who has signed in, from the same address";
}

TEST_F(R39_RateLimits, AnAccountIsOneWhereverItComesFrom) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(use(5, "192.0.2." + std::to_string(i)), 0);
  EXPECT_EQ(use(5, "198.51.100.1"), k_minute);
}

TEST_F(R39_RateLimits, ANetworkOfIpv6IsOneAddress) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(use(0, "2001:db8:1:2::" + std::to_string(i + 1)), 0);
  EXPECT_EQ(use(0, "2001:db8:1:2:ffff::1"), k_minute);
  EXPECT_EQ(use(0, "2001:db8:1:3::1"), 0);
}

TEST(R39_Forwarded, OnlyAProxyOfOursIsBelieved) {
  EXPECT_EQ(client_address(from("203.0.113.9", {"198.51.100.1"}), k_proxies), "203.0.113.9");
  EXPECT_EQ(client_address(from("203.0.113.9", {"198.51.100.1"}), {}), "203.0.113.9");
  EXPECT_EQ(client_address(from("10.0.0.1", {"198.51.100.1"}), k_proxies), "198.51.100.1");
  EXPECT_EQ(client_address(from("fd00::1", {"2001:db8::7"}), k_proxies), "2001:db8::7");
  EXPECT_EQ(client_address(from("10.0.0.1"), k_proxies), "10.0.0.1");
}

TEST(R39_Forwarded, WhatTheClientWroteItselfIsNotBelieved) {
  EXPECT_EQ(client_address(from("10.0.0.1", {"1.1.1.1, 198.51.100.1"}), k_proxies), "198.51.100.1") << "appended to its list";
  EXPECT_EQ(client_address(from("10.0.0.1", {"1.1.1.1", "198.51.100.1"}), k_proxies), "198.51.100.1") << "in a header of its own";
  EXPECT_EQ(client_address(from("10.0.0.1", {"10.0.0.2", "198.51.100.1"}), k_proxies), "198.51.100.1");
}

TEST(R39_Forwarded, ThroughTwoProxiesTheClientStandsBeforeThem) {
  EXPECT_EQ(client_address(from("10.0.0.1", {"1.1.1.1, 198.51.100.1, 10.0.0.2"}), k_proxies), "198.51.100.1");
  EXPECT_EQ(client_address(from("10.0.0.1", {"10.0.0.2"}), k_proxies), "10.0.0.2");
}

TEST(R39_Forwarded, WhatIsNoAddressIsNobodys) {
  for (const auto* word : {"", "unknown", "localhost", "198.51.100.1:4711", "198.51.100.1\r\nx", "999.1.1.1", "a, , b"})
    EXPECT_EQ(client_address(from("10.0.0.1", {word}), k_proxies), "10.0.0.1") << word;
}

TEST(R39_Forwarded, AProxyMayEndTlsForUs) {
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
