#include "web/switches.hpp"

#include <gtest/gtest.h>

namespace gongting::host::web {
namespace {

http::Request get(const std::string& target, const std::string& cookie = "") {
  http::Request request;
  request.method = "GET";
  request.target = target;
  const auto question = target.find('?');
  request.path = target.substr(0, question);
  if (question != std::string::npos) request.raw_query = target.substr(question + 1);
  if (!cookie.empty()) request.headers.push_back({"cookie", "gt_view=" + cookie});
  return request;
}

TEST(Switches, WhatIsChosenComesBackFromTheCookie) {
  for (const auto* locale : {"zh-CN", "en"})
    for (const bool elder : {false, true})
      for (const bool contrast : {false, true})
        for (const auto* scheme : {"light", "dark", "auto"}) {
          const Switches chosen{locale, elder, contrast, scheme};
          const auto read = Switches::read(get("/", chosen.cookie()));
          EXPECT_EQ(read.locale, locale) << chosen.cookie();
          EXPECT_EQ(read.elder, elder) << chosen.cookie();
          EXPECT_EQ(read.contrast, contrast) << chosen.cookie();
          EXPECT_EQ(read.scheme, scheme) << chosen.cookie();
        }
}

TEST(Switches, WithoutACookieTheBrowsersLanguageDecides) {
  const auto locale = [](const std::string& accept) {
    auto request = get("/");
    request.headers.push_back({"accept-language", accept});
    return Switches::read(request).locale;
  };
  EXPECT_EQ(locale(""), "zh-CN");
  EXPECT_EQ(locale("zh-CN,zh;q=0.9,en;q=0.8"), "zh-CN");
  EXPECT_EQ(locale("en-GB,en;q=0.9"), "en");
  EXPECT_EQ(locale("en,zh;q=0.5"), "en");
  EXPECT_EQ(locale("fr"), "zh-CN");
}

TEST(Switches, AChoiceLeadsBackToTheSamePageWithItsOtherParameters) {
  const auto answer = switch_view(get("/linan/points?q=%E6%9D%BF%E6%A1%A5&view=elder&page=2"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 303);
  EXPECT_EQ(answer->header("location"), "/linan/points?q=%E6%9D%BF%E6%A1%A5&page=2");
  EXPECT_TRUE(answer->header("set-cookie").starts_with("gt_view=zh.elder;"));
  EXPECT_NE(answer->header("set-cookie").find("HttpOnly"), std::string_view::npos);
  EXPECT_EQ(answer->header("set-cookie").find("Secure"), std::string_view::npos);
}

TEST(Switches, OneChoiceLeavesTheOthers) {
  const auto answer = switch_view(get("/?contrast=standard", "en.elder.contrast.dark"));
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->header("set-cookie").starts_with("gt_view=en.elder.dark;"));
}

TEST(Switches, OverTlsTheCookieIsSecure) {
  auto request = get("/?lang=en");
  request.tls = true;
  EXPECT_TRUE(switch_view(request)->header("set-cookie").ends_with("; Secure"));
}

TEST(Switches, OtherRequestsAreLeftAlone) {
  EXPECT_FALSE(switch_view(get("/")));
  EXPECT_FALSE(switch_view(get("/?q=view")));
  EXPECT_FALSE(switch_view(get("/?view=huge")));
  EXPECT_FALSE(switch_view(get("/?lang=../../etc")));
  auto post = get("/?view=elder");
  post.method = "POST";
  EXPECT_FALSE(switch_view(post));
}

TEST(Switches, TheWayBackNeverLeavesTheSite) {
  const auto answer = switch_view(get("//evil.example/?view=elder"));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->header("location"), "/");
}

TEST(Switches, WhatStandsInACookieIsNeverWrittenBack) {
  const auto read = Switches::read(get("/", "zh.<script>.elder"));
  EXPECT_EQ(read.cookie(), "zh.elder");
}

}  // namespace
}  // namespace gongting::host::web
