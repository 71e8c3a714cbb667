#include "notify/choices.hpp"

#include <gtest/gtest.h>

namespace gongting::host::notify {
namespace {

constexpr std::int64_t k_hour = 3'600'000;
// 21 November 2026, 08:00 in Shanghai, which is midnight in UTC.
constexpr std::int64_t k_eight = 1'795'219'200'000;

TEST(QuietHours, AreOfShanghaiAndMayCrossMidnight) {
  const auto at = [](int hour) { return k_eight + (hour - 8) * k_hour; };
  const int ten_pm = 22 * 60, seven_am = 7 * 60;
  EXPECT_EQ(after_quiet(at(12), ten_pm, seven_am), at(12));
  EXPECT_EQ(after_quiet(at(22) - 1, ten_pm, seven_am), at(22) - 1);
  EXPECT_EQ(after_quiet(at(22), ten_pm, seven_am), at(24 + 7));
  EXPECT_EQ(after_quiet(at(24 + 3) + 30 * 60'000 + 17, ten_pm, seven_am), at(24 + 7));
  EXPECT_EQ(after_quiet(at(7), ten_pm, seven_am), at(7));
  EXPECT_EQ(after_quiet(at(13), 12 * 60, 14 * 60), at(14)) << "a rest at midday";
  EXPECT_EQ(after_quiet(at(3), 0, 0), at(3)) << "none";
}

TEST(R10_MailAddress, TakesNothingThatAHeaderCouldEndWith) {
  for (const char* good : {"chen@example.cn", "a.b-c_d+e@mail.example.com.cn", "1@x.cn"}) EXPECT_TRUE(valid_mail_address(good)) << good;
  for (const char* bad : {"", "chen", "@example.cn", "chen@", "chen@cn", "chen@example..cn", ".chen@example.cn", "chen@-example.cn", "chen@example.cn\r\nBcc: x@y.cn",
                          "a b@example.cn", "<chen@example.cn>", "chen@exa\nmple.cn", "chen@a@b.cn", "陈@example.cn", "chen@example.cn "})
    EXPECT_FALSE(valid_mail_address(bad)) << bad;
  EXPECT_EQ(mask_mail_address("chenxm@example.cn"), "ch***@example.cn");
}

}  // namespace
}  // namespace gongting::host::notify
