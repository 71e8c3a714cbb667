#include "web/csrf.hpp"

#include <gtest/gtest.h>

namespace gongting::host::web {
namespace {

TEST(R7_Csrf, ATokenIsForItsCookieAlone) {
  const Csrf csrf(std::string(32, 'k'));
  const auto token = csrf.token("cookie of one");
  EXPECT_TRUE(csrf.valid("cookie of one", token));
  EXPECT_TRUE(csrf.valid("cookie of one", csrf.token("cookie of one"))) << "every one of them";
  EXPECT_FALSE(csrf.valid("cookie of another", token));
  EXPECT_FALSE(csrf.valid("cookie of one", csrf.token("cookie of another")));
}

TEST(R7_Csrf, WhatIsMissingOrChangedIsRefused) {
  const Csrf csrf(std::string(32, 'k'));
  const auto token = csrf.token("cookie");
  EXPECT_FALSE(csrf.valid("cookie", ""));
  EXPECT_FALSE(csrf.valid("", csrf.token("")));
  EXPECT_FALSE(csrf.valid("cookie", token.substr(1)));
  EXPECT_FALSE(csrf.valid("cookie", token + "A"));
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(csrf.valid("cookie", changed)) << i;
  }
}

TEST(R7_Csrf, AnotherInstallationsTokenIsWorthNothing) {
  EXPECT_FALSE(Csrf(std::string(32, 'a')).valid("cookie", Csrf(std::string(32, 'b')).token("cookie")));
}

TEST(R7_Csrf, ATokenNeedsNoEscapingAndDoesNotShowTheCookie) {
  const auto token = Csrf(std::string(32, 'k')).token("cookie");
  EXPECT_EQ(token.size(), 64U);
  EXPECT_EQ(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos);
  EXPECT_EQ(token.find("cookie"), std::string::npos);
}

TEST(R7_Csrf, NoTwoPagesShowOneToken) {
  const Csrf csrf(std::string(32, 'k'));
  const auto one = csrf.token("cookie"), other = csrf.token("cookie");
  std::size_t same = 0;
  for (std::size_t i = 0; i < one.size(); ++i) same += one[i] == other[i] ? 1 : 0;
  EXPECT_LT(same, 16U) << "a token of 64 characters shares one in 64 of them with another by chance";
}

TEST(R7_Csrf, AForeignOriginIsRefused) {
  EXPECT_TRUE(same_origin("http://linan.localhost:8080", "linan.localhost:8080", false));
  EXPECT_TRUE(same_origin("https://court.example", "court.example", true));
  for (const auto* origin : {"http://evil.example", "http://linan.localhost", "http://linan.localhost:8081", "null",
                             "http://linan.localhost:8080.evil.example", "http://evil.example/linan.localhost:8080",
                             "http://user@linan.localhost:8080", "linan.localhost:8080", "ftp://linan.localhost:8080",
                             "http://", "http://linan.localhost:8080/"})
    EXPECT_FALSE(same_origin(origin, "linan.localhost:8080", false)) << origin;
}

TEST(R7_Csrf, OverTlsAnOriginInTheClearIsForeign) {
  EXPECT_FALSE(same_origin("http://court.example", "court.example", true));
  // A proxy that ends TLS: the browser says https, the request came in the clear.
  EXPECT_TRUE(same_origin("https://court.example", "court.example", false));
}

TEST(R7_Csrf, WithoutAnOriginTheTokenDecides) { EXPECT_TRUE(same_origin("", "court.example", true)); }

}  // namespace
}  // namespace gongting::host::web
