#include "console/one_time.hpp"

#include <gtest/gtest.h>

#include <set>

namespace gongting::host::console {
namespace {

TEST(OneTimePassword, CanBeReadOutAndMeetsBothPolicies) {
  std::set<std::string> seen;
  for (int i = 0; i < 200; ++i) {
    const auto password = one_time_password();
    EXPECT_EQ(password.size(), 17u);
    EXPECT_EQ(password[5], '-');
    EXPECT_EQ(password[11], '-');
    EXPECT_EQ(password.find_first_of("0O1Il_"), std::string::npos) << password;
    EXPECT_NE(password.find_first_of("abcdefghijklmnopqrstuvwxyz"), std::string::npos) << password;
    EXPECT_NE(password.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), std::string::npos) << password;
    EXPECT_NE(password.find_first_of("23456789"), std::string::npos) << password;
    seen.insert(password);
  }
  EXPECT_EQ(seen.size(), 200u);
}

}  // namespace
}  // namespace gongting::host::console
