// R39 through the program: what one address may send, on both workers together.
#include <gtest/gtest.h>

#include "server.hpp"

namespace server_test {
namespace {

constexpr int k_accounts_per_hour = 30;  // portal/register.cpp

class R39_RateLimits : public testing::Test {
 protected:
  /// A registration that is not good enough, sent as if it came through a proxy from this address.
  static Answer try_to_register(Browser& guest, const std::string& from) {
    return guest.send("POST", "/linan/register",
                      "Content-Type: application/x-www-form-urlencoded\r\nOrigin: " + guest.origin() +
                          "\r\nX-Forwarded-For: " + from + "\r\n",
                      "_csrf=" + guest.token() + "&name=");
  }
};

TEST_F(R39_RateLimits, BehindAProxyOfOursEachVisitorIsLimitedByHimself) {
  Installation installation(Filled::courts, {"mediation"}, R"("rate_limits": true, "trusted_proxies": ["127.0.0.1"])");
  Server server(installation);
  auto guest = server.portal();
  guest.open("/linan/register");
  for (int i = 0; i < k_accounts_per_hour; ++i) ASSERT_EQ(try_to_register(guest, "198.51.100.7").status, 422) << i;
  const auto slowed = try_to_register(guest, "203.0.113.5, 198.51.100.7");
  EXPECT_EQ(slowed.status, 429);
  const auto seconds = std::stoi("0" + slowed.header("retry-after"));
  EXPECT_GT(seconds, 0);
  EXPECT_LE(seconds, 60);
  EXPECT_EQ(try_to_register(guest, "198.51.100.8").status, 422);
  EXPECT_EQ(count(installation, "select count(*) as n from gt_audit where action = 'request.refused' and client = '198.51.100.7'"), 1);
}

TEST_F(R39_RateLimits, FromOthersTheHeaderSaysNothing) {
  Installation installation(Filled::courts, {"mediation"}, R"("rate_limits": true)");
  Server server(installation);
  auto guest = server.portal();
  guest.open("/linan/register");
  for (int i = 0; i < k_accounts_per_hour; ++i)
    ASSERT_EQ(try_to_register(guest, "198.51.100." + std::to_string(i + 1)).status, 422) << i;
  EXPECT_EQ(try_to_register(guest, "198.51.100.99").status, 429);
}

}  // namespace
}  // namespace server_test
