// R39 through the program: what one address may send, on both workers together.
#include <gtest/gtest.h>

#include <set>

#include "server.hpp"

namespace server_test {
namespace {

constexpr int k_accounts_per_hour = 30;  // portal/register.cpp
constexpr int k_drafts_per_hour = 30;    // mediation.cpp

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

TEST_F(R39_RateLimits, ARepeatBeyondTheLimitGetsItsFirstAnswer) {
  Installation installation(Filled::courts, {"mediation"}, R"("rate_limits": true)");
  Server server(installation);
  auto citizen = register_citizen(server.portal(), "/linan", 1);
  const auto begin = [&] {
    citizen.open("/linan/mediation/apply");
    return citizen.form("/apply", {});
  };
  const auto [target, first_form] = begin();
  const auto first = citizen.post(target, first_form);
  ASSERT_EQ(first.status, 303);
  std::set<std::string> drafts{first.header("location")};
  for (int i = 1; i < k_drafts_per_hour; ++i) {
    const auto answer = citizen.post(target, begin().second);
    ASSERT_EQ(answer.status, 303) << i;
    drafts.insert(answer.header("location"));
  }
  ASSERT_EQ(drafts.size(), k_drafts_per_hour) << "each page of the form is another application";
  ASSERT_EQ(citizen.post(target, begin().second).status, 429);
  const auto again = citizen.post(target, first_form);
  EXPECT_EQ(again.status, 303);
  EXPECT_EQ(again.header("location"), first.header("location"));
  EXPECT_EQ(citizen.post(target, begin().second).status, 429) << "the repeat took nothing and gave nothing";
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
