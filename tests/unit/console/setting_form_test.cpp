#include "console/setting_form.hpp"

#include <gtest/gtest.h>

namespace gongting::host::console {
namespace {

http::Form typed_form(std::vector<http::Form::Field> fields) { return http::Form(std::move(fields)); }

using plugin_host::Manifest;
using plugin_host::Setting;
using plugin_host::SettingType;
using plugin_host::Titles;

Titles title(const char* text) { return Titles(std::vector<std::pair<std::string, std::string>>{{"zh-CN", text}}); }

Manifest sample() {
  Manifest manifest;
  manifest.name = "sample";
  manifest.settings = {
      {"organisation", SettingType::text, "", title("名称"), {}, {}, {}, 5},
      {"days", SettingType::integer, 30, title("天数"), {}, {}, 1, 60},
      {"open", SettingType::boolean, true, title("公开"), {}, {}, {}, {}},
      {"mode", SettingType::choice, "a", title("方式"), {}, {{"a", title("甲")}, {"b", title("乙")}}, {}, {}},
  };
  return manifest;
}

http::Form typed(const char* organisation, const char* days, const char* open, const char* mode) {
  return typed_form({{"organisation", organisation}, {"days", days}, {"open", open}, {"mode", mode}});
}

TEST(SettingForm, ShowsTheSitesValueOrTheDefault) {
  sites::Site site;
  site.settings[{"sample", "days"}] = 15;
  site.settings[{"sample", "open"}] = false;
  const auto form = setting_form(sample(), site, "zh-CN");
  EXPECT_EQ(form.text("days"), "15");
  EXPECT_EQ(form.text("open"), "no");
  EXPECT_EQ(form.text("mode"), "a");
  EXPECT_EQ(form.text("organisation"), "");
}

TEST(SettingForm, GivesValuesOfTheDeclaredTypes) {
  const auto manifest = sample();
  auto form = setting_form(manifest, {}, "zh-CN");
  const auto values = setting_values(manifest, typed("调委会", "45", "no", "b"), form, "zh-CN");
  ASSERT_TRUE(form.ok());
  ASSERT_EQ(values.size(), 4u);
  EXPECT_EQ(std::get<std::string>(values[0].second.data()), "调委会");
  EXPECT_EQ(std::get<std::int64_t>(values[1].second.data()), 45);
  EXPECT_EQ(std::get<bool>(values[2].second.data()), false);
  EXPECT_EQ(std::get<std::string>(values[3].second.data()), "b");
}

TEST(SettingForm, RefusesWhatTheDeclarationDoesNotAllow) {
  const auto manifest = sample();
  const auto refuses = [&](const http::Form& what) {
    auto form = setting_form(manifest, {}, "zh-CN");
    setting_values(manifest, what, form, "zh-CN");
    return !form.ok();
  };
  EXPECT_FALSE(refuses(typed("", "1", "yes", "a")));
  EXPECT_FALSE(refuses(typed("一二三四五", "60", "yes", "a")));
  EXPECT_TRUE(refuses(typed("一二三四五六", "1", "yes", "a")));
  EXPECT_TRUE(refuses(typed("", "0", "yes", "a")));
  EXPECT_TRUE(refuses(typed("", "61", "yes", "a")));
  EXPECT_TRUE(refuses(typed("", "1.5", "yes", "a")));
  EXPECT_TRUE(refuses(typed("", "", "yes", "a")));
  EXPECT_TRUE(refuses(typed("", "99999999999999999999", "yes", "a")));
  EXPECT_TRUE(refuses(typed("", "1", "perhaps", "a")));
  EXPECT_TRUE(refuses(typed("", "1", "yes", "c")));
}

TEST(SettingForm, KeepsWhatWasTyped) {
  const auto manifest = sample();
  auto form = setting_form(manifest, {}, "zh-CN");
  setting_values(manifest, typed("", "sixty", "no", "b"), form, "zh-CN");
  EXPECT_EQ(form.text("days"), "sixty");
  EXPECT_EQ(form.text("open"), "no");
}

}  // namespace
}  // namespace gongting::host::console
